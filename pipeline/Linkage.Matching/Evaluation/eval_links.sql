-- The links by the numbers of their records, and whether they are true, NULL for unknown; one row a link; reads a link table, lnk_eval_record; writes lnk_eval_link
CREATE OR REPLACE TEMP TABLE lnk_eval_link AS
SELECT least(a.rid, b.rid) AS l, greatest(a.rid, b.rid) AS r, x.match_weight AS weight, x.match_probability AS probability,
  CASE WHEN a.judged AND b.judged THEN coalesce(a.entity = b.entity, false) END AS is_true
FROM {{links}} x
JOIN lnk_eval_record a ON a.dataset = x.left_dataset AND a.record_id = x.left_id
JOIN lnk_eval_record b ON b.dataset = x.right_dataset AND b.record_id = x.right_id
