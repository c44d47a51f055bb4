-- People who may not be in an outreach; grain: one row a person; reads: suppression lists; writes: opted_out_people, unsafe_people
CREATE OR REPLACE TABLE opted_out_people AS
SELECT DISTINCT person_key FROM ({{opted_out}}) WHERE person_key IS NOT NULL;

CREATE OR REPLACE TABLE unsafe_people AS
SELECT DISTINCT person_key FROM ({{unsafe}}) WHERE person_key IS NOT NULL;
