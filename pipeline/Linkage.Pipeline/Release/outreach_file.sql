-- The outreach as it leaves: contact and value columns, no key; grain: one row a person; reads: judged_people, contacts; writes: the table of the output
CREATE OR REPLACE TABLE {{table}} AS
SELECT {{columns}}
FROM judged_people AS person
JOIN contacts AS contact USING (person_key)
WHERE person.left_out_because IS NULL;
