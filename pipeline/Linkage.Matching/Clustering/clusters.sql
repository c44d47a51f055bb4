-- The clusters of one threshold under their least record id; one row a record, in no order; reads the members; writes lnk_cluster
CREATE OR REPLACE TEMP TABLE lnk_cluster AS
SELECT m.dataset, m.record_id, lnk_cluster_root(m.number) AS cluster_number, {{cluster_id}} AS cluster_id
FROM {{members}} m{{named}}
