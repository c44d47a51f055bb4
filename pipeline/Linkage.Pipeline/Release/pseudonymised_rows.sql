-- Each row with why it is left out, then the rows that stay; grain: one row a person; reads: the query's result, opted_out_people; writes: judged_rows, the table of the output
CREATE OR REPLACE TABLE judged_rows AS
SELECT
    output.*,
    CASE
        WHEN person_key IS NULL THEN 'NO_PERSON_KEY'
        WHEN row_number() OVER (PARTITION BY person_key ORDER BY row_in_query) > 1 THEN 'DUPLICATE_PERSON'
        WHEN person_key IN (SELECT person_key FROM opted_out_people) THEN 'OPTED_OUT'
    END AS left_out_because
FROM (SELECT *, rowid AS row_in_query FROM {{source}}) AS output;

-- Each person stands once among the rows that are still in, so counting rows counts people.
CREATE OR REPLACE TABLE judged_rows AS
SELECT
    * EXCLUDE (left_out_because),
    CASE
        WHEN left_out_because IS NOT NULL THEN left_out_because
        WHEN count(*) FILTER (WHERE left_out_because IS NULL) OVER (PARTITION BY {{quasi_identifiers}}) < {{k}} THEN 'BELOW_K'
    END AS left_out_because
FROM judged_rows;

CREATE OR REPLACE TABLE {{table}} AS
SELECT {{columns}} FROM judged_rows WHERE left_out_because IS NULL;
