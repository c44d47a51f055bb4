-- The persons each list speaks of: those the model found, and those with the same date of birth at the same property or postcode, whatever their names.
-- grain: one row a list and record, then one row a list and person; reads: suppression_list, marked_record, linked_record, person_cluster, probe_hit, permitted_pair; writes: member, compared, list_row, list_hit
CREATE OR REPLACE TEMP TABLE member AS
SELECT dataset, record_key, cluster_key FROM person_cluster
UNION
SELECT h.dataset, h.record_key, h.cluster_key FROM probe_hit AS h SEMI JOIN person_cluster AS c ON c.cluster_key = h.cluster_key;

CREATE OR REPLACE TEMP TABLE compared AS
SELECT left_dataset AS dataset, right_dataset AS other FROM permitted_pair
UNION
SELECT right_dataset, left_dataset FROM permitted_pair;

CREATE OR REPLACE TEMP TABLE list_row AS
SELECT s.list, r.dataset, r.record_key FROM suppression_list AS s JOIN linked_record AS r ON r.dataset = s.list
UNION ALL
SELECT {{protected_address}}, dataset, record_key FROM marked_record;

CREATE OR REPLACE TEMP TABLE list_hit AS
WITH listed AS (
    SELECT l.list, c.other, r.dob, r.uprn, r.pc
    FROM list_row AS l
    JOIN linked_record AS r USING (dataset, record_key)
    JOIN compared AS c USING (dataset)
    WHERE r.dob IS NOT NULL
),
same AS (
    SELECT l.list, r.dataset, r.record_key FROM listed AS l JOIN linked_record AS r ON r.dataset = l.other AND r.dob = l.dob AND r.uprn = l.uprn
    UNION
    SELECT l.list, r.dataset, r.record_key FROM listed AS l JOIN linked_record AS r ON r.dataset = l.other AND r.dob = l.dob AND r.pc = l.pc
)
SELECT l.list, m.cluster_key FROM list_row AS l JOIN member AS m USING (dataset, record_key)
UNION
SELECT s.list, m.cluster_key FROM same AS s JOIN member AS m USING (dataset, record_key)
