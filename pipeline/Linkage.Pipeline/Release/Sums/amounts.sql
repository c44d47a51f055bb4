-- What each person of a table has of one column, over all rows of that person; grain: one row a person; reads: the query's people, a mounted table; writes: amounts
CREATE OR REPLACE TABLE amounts AS
SELECT person_key, sum({{column}}) AS amount, min({{column}}) AS least
FROM {{rows}}
WHERE {{column}} IS NOT NULL AND person_key IN (SELECT person_key FROM {{people}})
GROUP BY person_key;
