-- Judged records with their value of one column; one row a record; reads lnk_eval_record, a group table; writes lnk_eval_value
CREATE OR REPLACE TEMP TABLE lnk_eval_value AS
SELECT x.rid, x.dataset, x.entity, CAST(g.{{column}} AS VARCHAR) AS value
FROM lnk_eval_record x LEFT JOIN {{groups}} g ON g.dataset = x.dataset AND g.record_id = x.record_id
WHERE x.judged
