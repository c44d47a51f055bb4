-- Blocking keys of a rule that takes a list apart, in the order of the records; one row a record and element; reads lnk_exploded; writes nothing
SELECT lnk_rid, {{key}} AS lnk_key
FROM (SELECT *, unnest(lnk_es[1:{{most}}]) AS lnk_e FROM lnk_exploded)
ORDER BY ALL
