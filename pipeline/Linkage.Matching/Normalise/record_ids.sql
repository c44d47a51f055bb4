-- The way back from numbers to record ids; one row a record; reads the functions of record ids; writes view lnk_record
CREATE OR REPLACE TEMP VIEW lnk_record AS
SELECT rid, lnk_id_dataset(rid) AS dataset, {{record_id}}(rid) AS record_id FROM (SELECT CAST(range AS INTEGER) AS rid FROM range({{records}}))
