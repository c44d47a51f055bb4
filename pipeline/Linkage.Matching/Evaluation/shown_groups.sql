-- The number of the group each judged record is shown in: its own value's, or -1 for values of too few records; one row a record; reads lnk_eval_value; writes lnk_eval_group
CREATE OR REPLACE TEMP TABLE lnk_eval_group AS
SELECT x.rid, x.dataset, x.entity, coalesce(s.number, -1) AS grp
FROM lnk_eval_value x LEFT JOIN lnk_eval_shown s ON s.value IS NOT DISTINCT FROM x.{{value}}
