-- Each row with why it is left out because of the others in its group, then the rows that stay. A group of which too few people remain, or in which everyone has the same value, tells of each of them.
-- grain: one row a person; reads: judged_rows; writes: judged_rows, the table of the output
-- Each person stands once among the rows that are still in, so counting rows counts people.
CREATE OR REPLACE TABLE judged_rows AS
SELECT
    * EXCLUDE (left_out_because),
    CASE
        WHEN left_out_because IS NOT NULL THEN left_out_because
        WHEN count(*) FILTER (WHERE left_out_because IS NULL) OVER (PARTITION BY {{quasi_identifiers}}) < {{k}} THEN 'BELOW_K'
        WHEN {{homogeneous}} THEN 'HOMOGENEOUS_GROUP'
    END AS left_out_because
FROM judged_rows;

CREATE OR REPLACE TABLE {{table}} AS
SELECT {{columns}} FROM judged_rows WHERE left_out_because IS NULL;
