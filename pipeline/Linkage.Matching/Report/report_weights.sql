-- Pairs kept by match weight, in steps of $1, those at or above the probability $2 apart from the others; one row a step; reads a link table; writes nothing
SELECT floor(match_weight / $1) * $1 AS least, count(*) FILTER (match_probability >= $2) AS links, count(*) FILTER (match_probability < $2) AS others
FROM {{links}}
GROUP BY least
ORDER BY least
