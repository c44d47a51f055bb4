-- The counts of a table with those of nought that its query has no row for; grain: one row a combination of values, and one more for each that the query repeats; reads: the query's result; writes: complete_cells
CREATE OR REPLACE TABLE {{table}} AS
SELECT {{columns}}
FROM {{combinations}}
LEFT JOIN (SELECT *, true AS is_in_query FROM {{source}}) AS source ON {{same}}
ORDER BY {{order}};
