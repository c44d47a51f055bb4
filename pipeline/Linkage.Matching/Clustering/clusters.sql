-- The clusters of one threshold under their least record id; one row a record; reads lnk_member, lnk_span; writes lnk_cluster
CREATE OR REPLACE TEMP TABLE lnk_cluster AS
SELECT m.dataset, m.record_id, s.root AS cluster_number, n.record_id AS cluster_id
FROM lnk_span s JOIN lnk_member m ON m.number = s.number JOIN lnk_member n ON n.number = s.named
WHERE $1 BETWEEN s.first AND s.last
ORDER BY m.number
