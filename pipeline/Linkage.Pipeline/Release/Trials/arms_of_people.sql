-- The arm of everybody: their own where they have one, else that of somebody enrolled in their unit, else the one their unit was dealt; grain: one row a person
-- reads: trial_person, trial_enrolled, trial_unit, trial_dealt; writes: trial_arm
CREATE TABLE trial_arm AS
SELECT
    person.person_key,
    person.unit_key,
    coalesce(own.unit, home.unit, dealt.unit) AS unit,
    coalesce(own.stratum, home.stratum, dealt.stratum) AS stratum,
    CASE WHEN own.unit IS NOT NULL THEN own.position WHEN home.unit IS NOT NULL THEN home.position ELSE dealt.position END AS position,
    coalesce(own.arm, home.arm, dealt.arm) AS arm,
    coalesce(own.enrolled, home.enrolled, {{instant}}) AS enrolled,
    coalesce(own.is_of_two_arms, false) AS is_of_two_arms,
    own.arm IS NOT NULL AND own.arm <> home.arm AS is_apart_from_unit
FROM trial_person AS person
LEFT JOIN trial_enrolled AS own USING (person_key)
LEFT JOIN trial_unit AS home USING (unit_key)
LEFT JOIN trial_dealt AS dealt USING (unit_key);
