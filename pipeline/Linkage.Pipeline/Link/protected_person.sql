-- The people to leave out: those a list speaks of and, where it covers the household, everyone with the same property, or at the same postcode with the same surname, address or numbers of the address.
-- Records are compared only where the grant compares their datasets.
-- grain: one row a list and person; reads: list_hit, protected_place, near_address, linked_record, member, compared; writes: protected_person
CREATE OR REPLACE TEMP TABLE {{table}} AS
WITH place AS (
    SELECT p.list, c.other, p.uprn, p.pc, p.sn, a.adr, a.hn
    FROM protected_place AS p
    JOIN compared AS c USING (dataset)
    LEFT JOIN near_address AS a USING (dataset, record_key)
),
near AS (
    SELECT dataset, record_key, r.pc, r.sn, a.adr, a.hn
    FROM near_record
    JOIN linked_record AS r USING (dataset, record_key)
    LEFT JOIN near_address AS a USING (dataset, record_key)
),
shared AS (
    SELECT p.list, r.dataset, r.record_key FROM (SELECT DISTINCT list, other, uprn FROM place) AS p JOIN linked_record AS r ON r.dataset = p.other AND r.uprn = p.uprn
    UNION
    SELECT p.list, r.dataset, r.record_key FROM (SELECT DISTINCT list, other, pc, sn FROM place) AS p JOIN near AS r ON r.dataset = p.other AND r.pc = p.pc AND r.sn = p.sn
    UNION
    SELECT p.list, r.dataset, r.record_key FROM (SELECT DISTINCT list, other, pc, adr FROM place) AS p JOIN near AS r ON r.dataset = p.other AND r.pc = p.pc AND r.adr = p.adr
    UNION
    SELECT p.list, r.dataset, r.record_key FROM (SELECT DISTINCT list, other, pc, hn FROM place) AS p JOIN near AS r ON r.dataset = p.other AND r.pc = p.pc AND r.hn = p.hn
)
SELECT list, cluster_key FROM list_hit
UNION
SELECT s.list, m.cluster_key FROM shared AS s JOIN member AS m USING (dataset, record_key)
