-- The contact record of each person: the first dataset that has all contact columns, and of its records the one with the least record key; grain: one row a person; reads: identity sets, spine, judged_people; writes: contacts, judged_people
CREATE OR REPLACE TABLE contacts AS
SELECT * EXCLUDE (precedence, record_key)
FROM ({{candidates}}) AS candidates
WHERE {{complete}}
QUALIFY row_number() OVER (PARTITION BY person_key ORDER BY precedence, record_key) = 1;

UPDATE judged_people SET left_out_because = 'NO_CONTACT_DETAILS'
WHERE left_out_because IS NULL AND person_key NOT IN (SELECT person_key FROM contacts);
