-- Levels of the distinct pairs of differing values of one field, where better than "other"; one row a pair of values; reads lnk_wide, a dictionary; writes a table of levels
CREATE OR REPLACE TEMP TABLE {{levels}} AS
SELECT key, level
FROM (
  SELECT key, CAST(CASE {{cases}} ELSE 15 END AS UTINYINT) AS level
  FROM (
    SELECT v.key, a.value AS av, b.value AS bv, jaro_winkler_similarity(a.value, b.value, 0.7) AS jw
    FROM (SELECT DISTINCT {{key}} AS key FROM lnk_wide WHERE {{key}} IS NOT NULL) v
    JOIN {{dictionary}} a ON a.code = CAST(v.key >> 32 AS INTEGER)
    JOIN {{dictionary}} b ON b.code = CAST(v.key & 4294967295 AS INTEGER)))
WHERE level < 15
