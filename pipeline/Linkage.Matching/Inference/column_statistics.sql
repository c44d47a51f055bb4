-- What the values of a column look like; one row; reads one table and normalising macros; writes nothing
SELECT count(*), count(v), count(DISTINCT v),
  count(*) FILTER (regexp_full_match(v, '[^@\s]+@[^@\s]+\.[^@\s]+')),
  count(*) FILTER (lnk_postcode(v) IS NOT NULL),
  count(*) FILTER (regexp_full_match(v, '[0-9]+')),
  count(*) FILTER (regexp_full_match(v, '-?[0-9]+[.,][0-9]+')),
  count(*) FILTER (lnk_date(v) IS NOT NULL),
  coalesce(avg(length(v)), 0)::DOUBLE
FROM (SELECT nullif(trim(CAST({{column}} AS VARCHAR)), '') AS v FROM {{table}} LIMIT 50000)
