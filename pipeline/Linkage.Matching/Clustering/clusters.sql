-- The clusters of one threshold under their least record id; one row a record, in no order; reads lnk_member; writes lnk_cluster
CREATE OR REPLACE TEMP TABLE lnk_cluster AS
SELECT m.dataset, m.record_id, lnk_cluster_root(m.number) AS cluster_number, n.record_id AS cluster_id
FROM lnk_member m JOIN lnk_member n ON n.number = lnk_cluster_named(m.number)
