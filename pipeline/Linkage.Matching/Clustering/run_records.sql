-- Records of a run under its own numbers; one row a record; reads a run's records; writes view lnk_run_member
CREATE OR REPLACE TEMP VIEW lnk_run_member AS
SELECT x.rid AS number, CAST(d.ds AS UTINYINT) AS ds, x.dataset, x.record_id
FROM {{records}} x JOIN (VALUES {{datasets}}) d(dataset, ds) ON d.dataset = x.dataset
