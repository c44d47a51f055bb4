-- Pairs of records of two different people of one household, of two datasets or within one; grain: one number; reads: model_truth; writes: nothing
SELECT count(*)
FROM model_truth AS l
JOIN model_truth AS r ON r.household_id = l.household_id
WHERE l.dataset = $1 AND r.dataset = $2 AND l.person_id <> r.person_id AND (l.dataset <> r.dataset OR l.record_id < r.record_id)
