-- Judged links at the threshold and true ones among them with a record of each group; one row a group; reads lnk_eval_link, lnk_eval_group; writes nothing
WITH sided AS (
  SELECT a.grp AS l, b.grp AS r, x.is_true
  FROM lnk_eval_link x JOIN lnk_eval_group a ON a.rid = x.l JOIN lnk_eval_group b ON b.rid = x.r
  WHERE x.is_true IS NOT NULL AND x.probability >= {{threshold}})
SELECT grp, count(*), count(*) FILTER (is_true)
FROM (SELECT l AS grp, is_true FROM sided UNION ALL SELECT r, is_true FROM sided WHERE r <> l)
GROUP BY grp ORDER BY grp
