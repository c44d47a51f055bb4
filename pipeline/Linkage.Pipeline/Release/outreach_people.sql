-- Each row of the cohort with why it is left out; grain: one row of the cohort; reads: the query's result, unsafe_people, opted_out_people, under_age_people; writes: judged_people
CREATE OR REPLACE TABLE judged_people AS
SELECT
    cohort.*,
    CASE
        WHEN person_key IS NULL THEN 'NO_PERSON_KEY'
        WHEN row_number() OVER (PARTITION BY person_key ORDER BY row_in_query) > 1 THEN 'DUPLICATE_PERSON'
        WHEN person_key IN (SELECT person_key FROM unsafe_people) THEN 'UNSAFE_TO_CONTACT'
        WHEN person_key IN (SELECT person_key FROM opted_out_people) THEN 'OPTED_OUT'
        WHEN person_key IN (SELECT person_key FROM under_age_people) THEN 'UNDER_AGE'
    END AS left_out_because
FROM (SELECT *, rowid AS row_in_query FROM {{source}}) AS cohort;
