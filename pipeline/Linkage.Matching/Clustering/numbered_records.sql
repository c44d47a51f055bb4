-- Records of the datasets to cluster, numbered in the order of dataset and record id; one row a record; reads a record table, lnk_cluster_dataset; writes lnk_member
CREATE OR REPLACE TEMP TABLE lnk_member AS
SELECT CAST(row_number() OVER (ORDER BY d.ds, x.record_id) - 1 AS INTEGER) AS number, d.ds, x.dataset, x.record_id
FROM {{records}} x JOIN lnk_cluster_dataset d ON d.dataset = x.dataset
