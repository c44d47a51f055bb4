-- Labelled pairs of records by number, the lesser first, and what their labels say; one row a pair, one for all that name an unknown record; reads the labels, lnk_record; writes nothing
WITH numbered AS (
  SELECT l.rid AS l, r.rid AS r, CAST(g.is_match AS BOOLEAN) AS is_match
  FROM {{labels}} g
  LEFT JOIN lnk_record l ON l.dataset = CAST(g.left_dataset AS VARCHAR) AND l.record_id = CAST(g.left_id AS {{type}})
  LEFT JOIN lnk_record r ON r.dataset = CAST(g.right_dataset AS VARCHAR) AND r.record_id = CAST(g.right_id AS {{type}})),
paired AS (SELECT CASE WHEN l <= r THEN l WHEN r < l THEN r END AS a, CASE WHEN l <= r THEN r WHEN r < l THEN l END AS b, is_match FROM numbered)
SELECT a, b, bool_and(is_match), bool_or(is_match), count(*) FROM paired GROUP BY a, b ORDER BY a, b
