-- What became of every pair of a review; one row a pair; reads nothing; writes lnk_review_decision
CREATE TEMP TABLE lnk_review_decision (
  pair INTEGER, left_dataset VARCHAR, left_id VARCHAR, right_dataset VARCHAR, right_id VARCHAR, is_match BOOLEAN, settlement VARCHAR,
  reviewer_1 VARCHAR, label_1 VARCHAR, labelled_at_1 TIMESTAMP,
  reviewer_2 VARCHAR, label_2 VARCHAR, labelled_at_2 TIMESTAMP,
  adjudicator VARCHAR, adjudicated_label VARCHAR, adjudicated_at TIMESTAMP,
  stratum INTEGER, sampling_weight DOUBLE, match_weight DOUBLE, match_probability DOUBLE)
