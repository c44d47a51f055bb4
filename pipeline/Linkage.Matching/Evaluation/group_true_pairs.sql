-- True pairs between records of two groups, or within one; one row a pair of groups that has any, the lesser first; reads lnk_eval_group; writes nothing
WITH own AS (SELECT grp, entity, dataset, count(*)::HUGEINT AS g FROM lnk_eval_group WHERE entity IS NOT NULL GROUP BY ALL)
SELECT a.grp, b.grp,
  -- Within a group every pair is met from both its records, and a record meets itself.
  (sum(CASE WHEN a.grp < b.grp THEN 2 * a.g * b.g WHEN a.dataset = b.dataset THEN a.g * (a.g - 1) ELSE a.g * b.g END) // 2)::BIGINT, 0::BIGINT
FROM own a JOIN own b ON b.entity = a.entity AND b.grp >= a.grp JOIN {{permitted}} p ON p.l = a.dataset AND p.r = b.dataset
GROUP BY a.grp, b.grp ORDER BY a.grp, b.grp
