-- The places of protected households: those of the list rows, and of every record of a person the list speaks of.
-- grain: one row a list and record, then one row a record at the postcode of one; reads: suppression_list, list_row, list_hit, member, linked_record; writes: protected_place, near_record
CREATE OR REPLACE TEMP TABLE protected_place AS
WITH source AS (
    SELECT list, dataset, record_key FROM list_row
    UNION
    SELECT h.list, m.dataset, m.record_key FROM list_hit AS h JOIN member AS m USING (cluster_key)
)
SELECT s.list, s.dataset, s.record_key, r.uprn, r.pc, r.sn
FROM source AS s
JOIN linked_record AS r USING (dataset, record_key)
JOIN suppression_list AS l USING (list)
WHERE l.covers_household AND (r.uprn IS NOT NULL OR r.pc IS NOT NULL);

CREATE OR REPLACE TEMP TABLE near_record AS
SELECT dataset, record_key FROM linked_record WHERE pc IN (SELECT pc FROM protected_place)
