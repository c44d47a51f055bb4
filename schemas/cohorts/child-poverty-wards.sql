-- Families with a child under five, by ward and by low income.
-- grain: one row a ward and answer; reads: cohort
SELECT ward_code, in_relative_low_income, count(*) AS families
FROM cohort
GROUP BY ward_code, in_relative_low_income
