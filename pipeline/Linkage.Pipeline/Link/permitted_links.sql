-- The links strong enough for their pair of datasets.
-- grain: one row a link; reads: the linker's links, permitted_pair; writes: permitted_link
CREATE OR REPLACE TEMP TABLE permitted_link AS
SELECT l.*
FROM {{links}} AS l
JOIN permitted_pair AS p
  ON (p.left_dataset = l.left_dataset AND p.right_dataset = l.right_dataset)
  OR (p.left_dataset = l.right_dataset AND p.right_dataset = l.left_dataset)
WHERE l.match_probability >= p.minimum_probability
