-- Labelled pairs that could be linked, by the numbers of their records, with the weight of the link where there is one; one row a pair; reads a label table, lnk_eval_record, lnk_eval_link; writes lnk_eval_label
CREATE OR REPLACE TEMP TABLE lnk_eval_label AS
WITH numbered AS (
  SELECT least(a.rid, b.rid) AS l, greatest(a.rid, b.rid) AS r, x.is_match
  FROM {{labels}} x
  JOIN lnk_eval_record a ON a.dataset = x.left_dataset AND a.record_id = x.left_id
  JOIN lnk_eval_record b ON b.dataset = x.right_dataset AND b.record_id = x.right_id
  JOIN {{permitted}} p ON p.l = a.dataset AND p.r = b.dataset
  WHERE x.is_match IS NOT NULL AND a.rid <> b.rid),
agreed AS (SELECT l, r, bool_and(is_match) AS is_true, count(*) AS times FROM numbered GROUP BY l, r HAVING bool_and(is_match) = bool_or(is_match))
SELECT y.*, x.weight, x.probability FROM agreed y LEFT JOIN lnk_eval_link x ON x.l = y.l AND x.r = y.r
