-- One chunk of pairs with the levels that records alone decide and the keys of value pairs still to compare; one row a pair; reads a pair table, lnk_rec; writes lnk_wide
CREATE OR REPLACE TEMP TABLE lnk_wide AS
SELECT p.l, p.r, p.rule, {{decided}} AS decided{{open}}
FROM {{pairs}} p JOIN lnk_rec l ON l.rid = p.l JOIN lnk_rec r ON r.rid = p.r
WHERE p.rowid >= $1 AND p.rowid < $2
