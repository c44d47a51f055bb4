-- Rows, people and units of the trial, as they are asked for, each counted apart; grain: one row an arm and stratum; reads: the cohort, trial_arm; writes: the table of the balance
CREATE TABLE {{table}} AS
SELECT {{dimensions}}, {{counts}}
FROM {{cohort}} AS cohort
JOIN trial_arm ON trial_arm.person_key = cohort.person_key
GROUP BY ALL
ORDER BY ALL;
