-- Links at or above the least log odds, exact agreement weighed by how common the value is; one row a pair; reads a pattern table, lnk_odds, lnk_model, lnk_rec, lnk_record, frequency tables; writes lnk_link
CREATE OR REPLACE TEMP TABLE lnk_link AS
WITH candidate AS (
  SELECT p.l, p.r, p.rule, p.pattern, o.match, o.household, o.unrelated, m.* EXCLUDE (model){{rarities}}
  FROM {{patterns}} p
  JOIN lnk_odds o ON o.model = p.model AND o.pattern = p.pattern JOIN lnk_model m ON m.model = p.model{{frequencies}}),
weighed AS (
  SELECT l, r, rule, pattern, match, household{{household}} AS household, unrelated{{unrelated}} AS unrelated{{evidence}} FROM candidate),
scored AS (
  SELECT *, match - (greatest(household, unrelated) + ln(1 + exp(least(household, unrelated) - greatest(household, unrelated)))) AS log_odds
  FROM weighed)
SELECT l.dataset AS left_dataset, l.record_id AS left_id, r.dataset AS right_dataset, r.record_id AS right_id,
  1 / (1 + exp(-s.log_odds)) AS match_probability, s.log_odds / ln(2) AS match_weight,
  {{key}} AS key, {{rule}} AS blocking_rule{{levels}}{{evidence_columns}}, s.l AS left_rid, s.r AS right_rid
FROM scored s JOIN lnk_record l ON l.rid = s.l JOIN lnk_record r ON r.rid = s.r
WHERE s.log_odds >= $1
ORDER BY s.l, s.r
