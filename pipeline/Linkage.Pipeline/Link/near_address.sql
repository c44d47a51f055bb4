-- Addresses at the postcodes of protected households; grain: one row a record; reads: identity sets, near_record; writes: near_address
CREATE OR REPLACE TEMP TABLE near_address AS
SELECT dataset, record_key, adr, hn FROM ({{addresses}}) WHERE adr IS NOT NULL
