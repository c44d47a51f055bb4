-- The counts as they may be shown, in place of the true ones; grain: one row a cell; reads: the query's result, shown_counts; writes: the table of the output
CREATE OR REPLACE TABLE {{table}} AS
SELECT {{columns}}
FROM {{source}} AS source;
