-- Arms by the value of a column; a unit whose value makes none is in the arm of everybody else, or in none; grain: one row a new unit; reads: trial_new_unit, trial_value; writes: trial_dealt
CREATE TABLE trial_dealt AS
SELECT fresh.unit_key, fresh.unit, fresh.stratum, CAST(NULL AS BIGINT) AS position, coalesce(made.arm, {{otherwise}}) AS arm
FROM trial_new_unit AS fresh
LEFT JOIN trial_value AS made USING (value);
