-- Each value of a column with a number for what every step of its ladder makes of it; values of one number are one value there.
-- grain: one value; reads: judged_rows; writes: the table of the ladder
CREATE OR REPLACE TABLE {{table}} AS
SELECT value, {{levels}}
FROM (SELECT DISTINCT {{column}} AS value FROM judged_rows WHERE left_out_because IS NULL) AS known;
