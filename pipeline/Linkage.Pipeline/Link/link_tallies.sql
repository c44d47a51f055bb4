-- How many links each key made at each probability, in whole hundredths as they are published; grain: key and hundredth; reads: permitted_link; writes: nothing
SELECT key, CAST(floor(match_probability * 100) AS INTEGER) AS hundredths, count(*) AS links
FROM permitted_link
GROUP BY ALL
ORDER BY ALL
