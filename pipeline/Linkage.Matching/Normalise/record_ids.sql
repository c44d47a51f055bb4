-- The way back from numbers to record ids; one row a record, in no order; reads lnk_norm; writes lnk_record
CREATE OR REPLACE TEMP TABLE lnk_record AS
SELECT lnk_id_code(n.number) AS rid, d.dataset, n.record_id FROM lnk_norm n JOIN (VALUES {{datasets}}) d(ds, dataset) ON d.ds = n.ds
