-- Judged records with their values of the group columns, v0 and on; one row a record; reads lnk_eval_record, a group table; writes lnk_eval_value
CREATE OR REPLACE TEMP TABLE lnk_eval_value AS
SELECT x.rid, x.dataset, x.entity{{values}}
FROM lnk_eval_record x LEFT JOIN {{groups}} g ON g.dataset = x.dataset AND g.record_id = x.record_id
WHERE x.judged
