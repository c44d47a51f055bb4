-- Judged links at the threshold and true ones among them between records of two groups, or within one; one row a pair of groups that has any, the lesser first; reads lnk_eval_link, lnk_eval_group; writes nothing
SELECT least(a.grp, b.grp) AS l, greatest(a.grp, b.grp) AS r, count(*), count(*) FILTER (x.is_true)
FROM lnk_eval_link x JOIN lnk_eval_group a ON a.rid = x.l JOIN lnk_eval_group b ON b.rid = x.r
WHERE x.is_true IS NOT NULL AND x.probability >= {{threshold}}
GROUP BY 1, 2 ORDER BY 1, 2
