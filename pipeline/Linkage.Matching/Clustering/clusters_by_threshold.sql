-- The clusters of every threshold under their least record id; one row a threshold and record; reads the members, lnk_span; writes lnk_cluster_by_threshold
CREATE OR REPLACE TEMP VIEW lnk_cluster_by_threshold AS
SELECT s.threshold, m.dataset, m.record_id, s.root AS cluster_number, n.record_id AS cluster_id
FROM (SELECT number, root, named, unnest(([{{thresholds}}]::DOUBLE[])[first + 1:last + 1]) AS threshold FROM lnk_span) s
JOIN {{members}} m ON m.number = s.number JOIN {{members}} n ON n.number = s.named
