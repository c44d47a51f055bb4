-- People who may not be in an outreach; grain: one row a person; reads: spine, suppression lists, postcodes and addresses of identity sets; writes: opted_out_people, unsafe_people
CREATE OR REPLACE TABLE opted_out_people AS
SELECT DISTINCT person_key FROM ({{opted_out}}) WHERE person_key IS NOT NULL;

-- A protected address counts as a mark of its own, however it is spaced and in any case, and a mark on one member reaches the whole household.
CREATE OR REPLACE TABLE unsafe_people AS
WITH marked AS (
    SELECT person_key, household_key FROM ({{unsafe}})
    UNION
    SELECT spine.person_key, spine.household_key
    FROM ({{secured}}) AS secured
    JOIN spine USING (dataset, record_key)
    WHERE contains(regexp_replace(upper(secured.place), '[^A-Z]', '', 'g'), 'ZZZSECUR')
),
households AS (
    SELECT household_key FROM marked WHERE household_key IS NOT NULL
    UNION
    SELECT spine.household_key FROM spine SEMI JOIN marked USING (person_key) WHERE spine.household_key IS NOT NULL
)
SELECT person_key FROM marked WHERE person_key IS NOT NULL
UNION
SELECT spine.person_key FROM spine SEMI JOIN households USING (household_key) WHERE spine.person_key IS NOT NULL;
