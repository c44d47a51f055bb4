-- The persons each probed record meets; a record that meets nobody stands under its own key.
-- grain: one row a probed record and person; reads: permitted_link, person_cluster, linked_record; writes: probe_hit
CREATE OR REPLACE TEMP TABLE probe_hit AS
WITH hit AS (
    SELECT l.right_dataset AS dataset, l.right_id AS record_key, c.cluster_key
    FROM permitted_link AS l
    JOIN person_cluster AS c ON c.dataset = l.left_dataset AND c.record_key = l.left_id
    WHERE l.right_dataset IN ({{probes}})
    UNION
    SELECT l.left_dataset, l.left_id, c.cluster_key
    FROM permitted_link AS l
    JOIN person_cluster AS c ON c.dataset = l.right_dataset AND c.record_key = l.right_id
    WHERE l.left_dataset IN ({{probes}})
)
SELECT dataset, record_key, cluster_key FROM hit
UNION ALL
SELECT dataset, record_key, record_key
FROM linked_record AS r
WHERE r.dataset IN ({{probes}})
  AND NOT EXISTS (SELECT 1 FROM hit AS h WHERE h.dataset = r.dataset AND h.record_key = r.record_key)
