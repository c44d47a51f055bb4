-- People of the cohort with the unit they belong to, their stratum and the value that can make their arm; the home of a person is the one most of their records have
-- A person without a record of their own could not be known again, and gets no arm.
-- grain: one row a person; reads: the cohort, spine; writes: trial_record, trial_person
CREATE TABLE trial_record AS
SELECT dataset, record_key, any_value(person_key) AS person_key
FROM spine
WHERE person_key IS NOT NULL
GROUP BY dataset, record_key
HAVING count(DISTINCT person_key) = 1;

CREATE TABLE trial_person AS
WITH person AS (
    SELECT person_key, min({{stratum}}) AS stratum, min({{value}}) AS value
    FROM {{cohort}}
    WHERE person_key IN (SELECT person_key FROM trial_record)
    GROUP BY person_key
),
home AS (
    SELECT person_key, household_key
    FROM (SELECT person_key, household_key, count(*) AS records FROM spine WHERE household_key IS NOT NULL GROUP BY person_key, household_key)
    QUALIFY row_number() OVER (PARTITION BY person_key ORDER BY records DESC, household_key) = 1
)
SELECT person.person_key, coalesce({{unit}}, person.person_key) AS unit_key, person.stratum, person.value
FROM person
LEFT JOIN home USING (person_key);
