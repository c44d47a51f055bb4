-- What each person adds to each sum, those left out who add nothing; grain: one row a person and sum; reads: the query's people, the complete table of cells; writes: contributions_{output}
CREATE OR REPLACE TABLE {{table}} AS
SELECT column_name, CAST(cell.rowid AS BIGINT) AS cell, person_key, amount_added AS amount
FROM ({{amounts}}) AS person
JOIN {{cells}} AS cell ON {{same}}
WHERE amount_added > 0
ORDER BY ALL;
