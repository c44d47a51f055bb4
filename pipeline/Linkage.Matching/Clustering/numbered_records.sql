-- Records of the datasets to cluster, numbered in the order of dataset and record id; one row a record; reads a record table; writes lnk_member
CREATE OR REPLACE TEMP TABLE lnk_member AS
SELECT CAST(row_number() OVER (ORDER BY d.ds, x.record_id) - 1 AS INTEGER) AS number, {{place}} AS place, d.ds, x.dataset, x.record_id
FROM {{records}} x JOIN (SELECT unnest({{datasets}}) AS dataset, CAST(unnest(range(len({{datasets}}))) AS UTINYINT) AS ds) d ON d.dataset = x.dataset
