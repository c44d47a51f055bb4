-- warnings: kept records with a warning, by check
-- Grain: one row. Reads: typed, faulty. Writes: nothing.
SELECT count(*), {{counts}}
FROM typed ANTI JOIN faulty USING (line_number);
