-- Links at or above the least threshold between numbered records; one row a link; reads a link table, lnk_member; writes lnk_edge
CREATE OR REPLACE TEMP TABLE lnk_edge AS
SELECT least(a.number, b.number) AS l, greatest(a.number, b.number) AS r, CAST(x.match_probability AS DOUBLE) AS probability, CAST(x.match_weight AS DOUBLE) AS weight,
  CASE WHEN a.number < b.number THEN a.ds ELSE b.ds END AS left_ds, CASE WHEN a.number < b.number THEN b.ds ELSE a.ds END AS right_ds
FROM {{links}} x
JOIN lnk_member a ON a.dataset = x.left_dataset AND a.record_id = x.left_id
JOIN lnk_member b ON b.dataset = x.right_dataset AND b.record_id = x.right_id
WHERE x.match_probability >= $1 AND a.number <> b.number
