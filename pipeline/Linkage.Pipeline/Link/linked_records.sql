-- The records with what the spine and the protection of people need besides the person; a property number that too many records share is a dummy and stands for none
-- grain: one row a record; reads: identity sets; writes: linked_record
CREATE OR REPLACE TEMP TABLE linked_record AS
SELECT
    * EXCLUDE (uprn),
    CASE WHEN uprn IS NOT NULL AND count(*) OVER (PARTITION BY uprn) <= $1 THEN CAST(uprn AS VARCHAR) END AS uprn
FROM ({{records}})
