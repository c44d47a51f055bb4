-- What happened to persons in this run, without evidence; one row a flow of records, and one a person retired; reads lnk_spine_flow, lnk_spine_person, lnk_spine_claim; writes lnk_spine_event
CREATE OR REPLACE TEMP TABLE lnk_spine_event AS
WITH flow AS (
  SELECT f.before AS from_id, p.person_id AS to_id, p.is_new, f.cluster_number, f.records, c.before IS NOT NULL AS claimed,
    bool_or(f.before IS NOT NULL) OVER (PARTITION BY f.cluster_number) AS has_past
  FROM lnk_spine_flow f
  LEFT JOIN lnk_spine_person p ON p.cluster_number = f.cluster_number
  LEFT JOIN lnk_spine_claim c ON c.before = f.before AND c.cluster_number = f.cluster_number),
event AS (
  SELECT CASE
      WHEN to_id IS NULL THEN 'withdrawn'
      WHEN from_id IS NULL AND has_past THEN 'extended'
      WHEN from_id IS NULL THEN 'created'
      WHEN is_new THEN 'split'
      WHEN claimed THEN 'merged'
      ELSE 'moved' END AS event, from_id, to_id, records, cluster_number
  FROM flow WHERE from_id IS DISTINCT FROM to_id
  UNION ALL
  SELECT 'retired', t.before, q.person_id, t.records, NULL
  FROM (SELECT before, sum(records)::BIGINT AS records FROM lnk_spine_flow WHERE before IS NOT NULL GROUP BY before) t
  LEFT JOIN lnk_spine_claim c ON c.before = t.before
  LEFT JOIN lnk_spine_person q ON q.cluster_number = c.cluster_number
  WHERE q.person_id IS DISTINCT FROM t.before)
SELECT row_number() OVER (ORDER BY list_position(['created', 'extended', 'merged', 'moved', 'split', 'withdrawn', 'retired'], event), from_id, to_id) AS number, *
FROM event
