-- The weight with the best F1, the higher of two equal ones; one row or none; reads lnk_quality; writes nothing
SELECT match_probability, links, true_links, match_weight
FROM lnk_quality
WHERE true_links > 0
ORDER BY true_links / (links + $1::BIGINT) DESC, match_weight DESC
LIMIT 1
