-- The strongest link that brought records of a person into another; one row an event; reads lnk_spine_event, lnk_spine_record, a link table; writes lnk_spine_evidence
CREATE OR REPLACE TEMP TABLE lnk_spine_evidence AS
WITH met AS (SELECT number, from_id, cluster_number FROM lnk_spine_event WHERE event IN ('merged', 'moved')),
record AS (SELECT * FROM lnk_spine_record WHERE cluster_number IN (SELECT cluster_number FROM met)),
across AS (
  SELECT x.left_dataset, x.left_id, x.right_dataset, x.right_id, x.match_probability, x.match_weight, a.cluster_number, a.before AS left_before, b.before AS right_before
  FROM {{links}} x
  JOIN record a ON a.dataset = x.left_dataset AND a.record_id = x.left_id
  JOIN record b ON b.dataset = x.right_dataset AND b.record_id = x.right_id AND b.cluster_number = a.cluster_number
  WHERE x.match_probability >= $1 AND a.before IS DISTINCT FROM b.before)
SELECT m.number, a.left_dataset, a.left_id, a.right_dataset, a.right_id, a.match_probability, a.match_weight
FROM met m JOIN across a ON a.cluster_number = m.cluster_number AND (a.left_before = m.from_id OR a.right_before = m.from_id)
QUALIFY row_number() OVER (PARTITION BY m.number ORDER BY a.match_probability DESC, a.match_weight DESC, a.left_dataset, a.left_id, a.right_dataset, a.right_id) = 1
