-- The records with their entity as a number, NULL for one that is nobody else's; one row a record; reads a record table, a truth or nothing; writes lnk_eval_record
CREATE OR REPLACE TEMP TABLE lnk_eval_record AS
WITH truth AS (SELECT dataset, record_id, any_value(entity) AS entity FROM {{truth}} GROUP BY ALL),
entities AS (SELECT entity, CAST(row_number() OVER (ORDER BY entity) AS INTEGER) AS number FROM (SELECT DISTINCT entity FROM truth WHERE entity IS NOT NULL))
SELECT x.rid, x.dataset, x.record_id, e.number AS entity, t.dataset IS NOT NULL AS judged
FROM {{records}} x
LEFT JOIN truth t ON t.dataset = x.dataset AND t.record_id = x.record_id
LEFT JOIN entities e ON e.entity = t.entity
