-- The cohort with the arm of each row's person; grain: as the cohort; reads: the cohort, trial_arm; writes: the cohort
CREATE TABLE {{armed}} AS
SELECT cohort.*, trial_arm.arm AS {{arm}}
FROM {{cohort}} AS cohort
LEFT JOIN trial_arm ON trial_arm.person_key = cohort.person_key
ORDER BY cohort.rowid;

DROP TABLE {{cohort}};

ALTER TABLE {{armed}} RENAME TO {{name}};
