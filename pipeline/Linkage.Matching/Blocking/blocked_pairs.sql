-- Pairs that this rule is the first to find; one row a pair of records, the lesser number on the left; reads lnk_key; writes lnk_pair
INSERT INTO lnk_pair
SELECT l.rid, r.rid, {{rule}}
FROM lnk_key l JOIN lnk_key r ON l.{{key}} = r.{{key}} AND l.rid < r.rid
WHERE (l.partners >> r.ds) & 1 = 1{{earlier}}
