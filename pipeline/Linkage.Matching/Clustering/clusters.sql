-- The clusters under their least record id; one row a record; reads lnk_member, lnk_root; writes lnk_cluster
CREATE OR REPLACE TEMP TABLE lnk_cluster AS
SELECT m.dataset, m.record_id, c.root AS cluster_number, min(m.record_id) OVER (PARTITION BY c.root) AS cluster_id
FROM lnk_member m JOIN lnk_root c ON c.number = m.number
ORDER BY m.number
