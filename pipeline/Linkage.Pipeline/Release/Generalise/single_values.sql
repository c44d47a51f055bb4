-- How many people have a value, and how many one that nobody else has; grain: one row of two numbers; reads: the table of the output
SELECT CAST(coalesce(sum(people), 0) AS BIGINT), count(*) FILTER (WHERE people = 1)
FROM (SELECT count(*) AS people FROM {{table}} WHERE {{column}} IS NOT NULL GROUP BY {{column}}) AS counted;
