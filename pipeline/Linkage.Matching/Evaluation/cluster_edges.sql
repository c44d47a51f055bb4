-- Links at or above the threshold, and whether they are within one cluster; one row a link; reads lnk_eval_link, lnk_eval_node; writes nothing
SELECT x.l, x.r, x.weight, a.cluster = b.cluster
FROM lnk_eval_link x JOIN lnk_eval_node a ON a.rid = x.l JOIN lnk_eval_node b ON b.rid = x.r
WHERE x.probability >= {{threshold}}
ORDER BY x.l, x.r
