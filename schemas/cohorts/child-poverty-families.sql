-- One row a claimant of the cohort, banded.
-- grain: one row a person; reads: cohort
SELECT
    person_key,
    ward_code,
    CASE WHEN children >= 3 THEN '3 or more' ELSE '1 or 2' END AS children_band,
    in_relative_low_income
FROM cohort
