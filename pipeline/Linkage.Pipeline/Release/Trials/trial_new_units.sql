-- Units of which nobody has an arm yet, under a pseudonym that orders them; grain: one row a unit; reads: trial_person, trial_unit; writes: trial_new_unit
CREATE TABLE trial_new_unit AS
SELECT unit_key, {{pseudonym}}(unit_key) AS unit, stratum, value
FROM (SELECT unit_key, min(stratum) AS stratum, min(value) AS value FROM trial_person ANTI JOIN trial_unit USING (unit_key) GROUP BY unit_key);
