-- Who has an arm already: people by any of their records that was enrolled, the earliest first, and then whoever shares a unit with them. Of a unit that was
-- enrolled itself and has somebody from another, its own enrolment counts
-- grain: one row a person, and one a unit; reads: register, trial_record, trial_person; writes: trial_enrolled, trial_unit
CREATE TABLE trial_enrolled AS
SELECT record.person_key, register.unit, register.stratum, register.position, register.arm, register.enrolled,
       count(DISTINCT register.arm) OVER (PARTITION BY record.person_key) > 1 AS is_of_two_arms
FROM register
JOIN trial_record AS record USING (dataset, record_key)
WHERE record.person_key IN (SELECT person_key FROM trial_person)
QUALIFY row_number() OVER (PARTITION BY record.person_key ORDER BY register.enrolled, register.unit, register.arm) = 1;

CREATE TABLE trial_unit AS
SELECT person.unit_key, enrolled.unit, enrolled.stratum, enrolled.position, enrolled.arm, enrolled.enrolled
FROM trial_person AS person
JOIN trial_enrolled AS enrolled USING (person_key)
QUALIFY row_number() OVER (PARTITION BY person.unit_key ORDER BY enrolled.unit <> {{pseudonym}}(person.unit_key), enrolled.enrolled, enrolled.unit, enrolled.arm) = 1;
