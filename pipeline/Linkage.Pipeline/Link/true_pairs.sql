-- The true pairs of two datasets, or within one, as labels; grain: one row a pair; reads: model_truth; writes: model_label
CREATE OR REPLACE TEMP TABLE model_label AS
SELECT l.dataset AS left_dataset, l.record_id AS left_id, r.dataset AS right_dataset, r.record_id AS right_id, true AS is_match
FROM model_truth AS l
JOIN model_truth AS r ON r.person_id = l.person_id
WHERE l.dataset = $1 AND r.dataset = $2 AND (l.dataset <> r.dataset OR l.record_id < r.record_id)
