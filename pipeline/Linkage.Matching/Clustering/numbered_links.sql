-- Links at or above the threshold between numbered records; one row a link; reads a link table, lnk_member; writes lnk_edge
CREATE OR REPLACE TEMP TABLE lnk_edge AS
SELECT least(a.number, b.number) AS l, greatest(a.number, b.number) AS r, x.match_weight AS weight, a.ds AS left_ds, b.ds AS right_ds
FROM {{links}} x
JOIN lnk_member a ON a.dataset = x.left_dataset AND a.record_id = x.left_id
JOIN lnk_member b ON b.dataset = x.right_dataset AND b.record_id = x.right_id
WHERE x.match_probability >= $1
