-- The links strong enough for their pair of datasets, without the rarity of their values: how rare a name is says something of the name.
-- grain: one row a link; reads: the linker's links, permitted_pair; writes: permitted_link
CREATE OR REPLACE TEMP TABLE permitted_link AS
SELECT COLUMNS(lambda c: NOT starts_with(c, 'rarity_'))
FROM {{links}} AS l
SEMI JOIN permitted_pair AS p
  ON ((p.left_dataset = l.left_dataset AND p.right_dataset = l.right_dataset)
    OR (p.left_dataset = l.right_dataset AND p.right_dataset = l.left_dataset))
  AND l.match_probability >= p.minimum_probability
