-- The distinct values of one column of the identity zone; grain: one row a value; reads: identity.parquet of the dataset; writes: identity_value
INSERT INTO identity_value
SELECT {{dataset}}, {{column}}, {{kind}}, value, count(*)
FROM (SELECT trim(CAST({{name}} AS VARCHAR)) AS value FROM {{identity}})
WHERE value <> ''
GROUP BY value
