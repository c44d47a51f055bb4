-- People reached by any one of three sources (a union), without those who already have an open adult social care case.
-- grain: one row a person; reads: rent_arrears_panel, food_vouchers, think_family, adult_social_care
WITH reached AS (
    SELECT person_key FROM rent_arrears_panel WHERE arrears_gbp > 0
    UNION
    SELECT person_key FROM food_vouchers WHERE vouchers_issued > 0
    UNION
    SELECT person_key FROM think_family WHERE vulnerability_factors >= 1
)
SELECT reached.person_key
FROM reached
ANTI JOIN (SELECT person_key FROM adult_social_care WHERE open_case) AS has_worker USING (person_key)
