-- Links with the ids of their records and the evidence of each field, in the order of the records; one row a pair; reads lnk_candidate, the functions of record ids and rarities; writes lnk_link
CREATE OR REPLACE TEMP TABLE lnk_link AS
SELECT lnk_id_dataset(s.l) AS left_dataset, {{record_id}}(s.l) AS left_id, lnk_id_dataset(s.r) AS right_dataset, {{record_id}}(s.r) AS right_id,
  1 / (1 + exp(-s.log_odds)) AS match_probability, s.log_odds / ln(2) AS match_weight,
  {{key}} AS key, {{rule}} AS blocking_rule{{levels}}{{evidence}}, s.l AS left_rid, s.r AS right_rid
FROM (FROM lnk_candidate ORDER BY l, r) s
