-- faulty: the records that break the contract, each with the first check it fails
-- Grain: one rejected record. Reads: typed. Writes: faulty (line_number, fault: number of the check).
CREATE TABLE faulty AS
SELECT line_number, fault
FROM (
    SELECT line_number, CASE {{checks}} END::INTEGER AS fault
    FROM typed
)
WHERE fault IS NOT NULL;
