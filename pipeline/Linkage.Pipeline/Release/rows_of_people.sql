-- Each row with why it is left out whatever the others are; grain: one row a person; reads: the query's result, opted_out_people; writes: judged_rows
CREATE OR REPLACE TABLE judged_rows AS
SELECT
    output.*,
    CASE
        WHEN person_key IS NULL THEN 'NO_PERSON_KEY'
        WHEN row_number() OVER (PARTITION BY person_key ORDER BY row_in_query) > 1 THEN 'DUPLICATE_PERSON'
        WHEN person_key IN (SELECT person_key FROM opted_out_people) THEN 'OPTED_OUT'
    END AS left_out_because
FROM (SELECT *, rowid AS row_in_query FROM {{source}}) AS output;
