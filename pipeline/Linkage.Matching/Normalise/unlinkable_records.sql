-- Records too bare to be found by: neither a number of the person, nor two things of which one says who and one says which; one row a record; reads an input; writes lnk_unlinkable
CREATE OR REPLACE TEMP TABLE lnk_unlinkable AS
SELECT record_id
FROM (SELECT {{id}} AS record_id{{columns}} FROM {{relation}})
WHERE NOT coalesce(
    nino IS NOT NULL
    OR nhs IS NOT NULL
    OR (dob IS NOT NULL AND (fn IS NOT NULL OR sn IS NOT NULL OR uprn IS NOT NULL))
    OR (uprn IS NOT NULL AND (fn IS NOT NULL OR sn IS NOT NULL))
    OR (fn IS NOT NULL AND sn IS NOT NULL AND (pc IS NOT NULL OR adr IS NOT NULL OR phone IS NOT NULL OR email IS NOT NULL)), false)
ORDER BY record_id
