-- Benefit households with a child under five at the end of the month, found in both files.
-- grain: one row a person; reads: benefits_ctr_hb, dwp_lcf_monthly
SELECT
    b.person_key,
    min(b.ward_code) AS ward_code,
    min(b.household_type) AS household_type,
    max(d.children) AS children,
    bool_or(d.in_relative_low_income) AS in_relative_low_income
FROM benefits_ctr_hb AS b
JOIN dwp_lcf_monthly AS d USING (person_key)
WHERE d.youngest_child_date_of_birth > DATE '2021-10-31'
  AND b.household_type IN ('LONE_PARENT', 'COUPLE_CHILDREN')
GROUP BY b.person_key
