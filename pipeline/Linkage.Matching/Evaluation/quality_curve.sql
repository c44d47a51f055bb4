-- Judged links and true links at or above each weight of a grid; one row a grid weight, ascending; reads lnk_quality; writes nothing
SELECT g.weight, coalesce(q.links, 0), coalesce(q.true_links, 0)
FROM (SELECT unnest({{grid}}) AS weight) g ASOF LEFT JOIN lnk_quality q ON g.weight <= q.match_weight
ORDER BY g.weight
