-- The people of a table with sums, counted; grain: one row a combination of dimensions; reads: the query's people, one row each; writes: people_{output}
CREATE OR REPLACE TABLE {{table}} AS
SELECT {{dimensions}}count(*) AS {{count}}
FROM {{people}}
GROUP BY ALL
ORDER BY ALL;
