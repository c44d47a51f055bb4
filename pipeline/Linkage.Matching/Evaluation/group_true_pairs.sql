-- True pairs with a record of each group; one row a group; reads lnk_eval_group; writes nothing
WITH own AS (SELECT grp, entity, dataset, count(*)::HUGEINT AS g FROM lnk_eval_group WHERE entity IS NOT NULL GROUP BY ALL),
sizes AS (SELECT entity, dataset, sum(g)::HUGEINT AS n FROM own GROUP BY ALL),
-- Twice the pairs: every pair with one record of the group is met from it, a pair with two is met from both and taken off once.
outward AS (
  SELECT o.grp, sum(2 * o.g * s.n - CASE WHEN o.dataset = s.dataset THEN o.g ELSE 0 END) AS pairs
  FROM own o JOIN sizes s ON s.entity = o.entity JOIN {{permitted}} p ON p.l = o.dataset AND p.r = s.dataset GROUP BY o.grp),
inward AS (
  SELECT a.grp, sum(a.g * b.g) AS pairs
  FROM own a JOIN own b ON b.entity = a.entity AND b.grp = a.grp JOIN {{permitted}} p ON p.l = a.dataset AND p.r = b.dataset GROUP BY a.grp)
SELECT grp, ((outward.pairs - coalesce(inward.pairs, 0)) // 2)::BIGINT FROM outward LEFT JOIN inward USING (grp) ORDER BY grp
