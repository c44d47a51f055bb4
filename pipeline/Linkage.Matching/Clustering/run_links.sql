-- Links of a run at or above the least threshold between its numbered records; one row a link; reads a link table, lnk_cluster_dataset; writes lnk_edge
CREATE OR REPLACE TEMP TABLE lnk_edge AS
SELECT x.left_rid AS l, x.right_rid AS r, CAST(x.match_probability AS DOUBLE) AS probability, CAST(x.match_weight AS DOUBLE) AS weight, a.ds AS left_ds, b.ds AS right_ds
FROM {{links}} x
JOIN lnk_cluster_dataset a ON a.dataset = x.left_dataset
JOIN lnk_cluster_dataset b ON b.dataset = x.right_dataset
WHERE x.match_probability >= $1
