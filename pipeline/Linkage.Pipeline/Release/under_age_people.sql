-- People born after the day on which the youngest who may be written to was born, by any record; an unknown date says nothing; grain: one row a person; reads: dates of birth of identity sets, spine; writes: under_age_people
CREATE OR REPLACE TABLE under_age_people AS
SELECT DISTINCT spine.person_key
FROM ({{births}}) AS birth
JOIN spine USING (dataset, record_key)
WHERE birth.born > {{youngest}} AND spine.person_key IS NOT NULL;
