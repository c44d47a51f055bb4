-- Comparison-vector patterns, four bits a comparison; one row a pair of records; reads lnk_wide, tables of levels; writes a pattern table
INSERT INTO {{target}}
SELECT w.l, w.r, w.rule, w.decided{{levels}}
FROM lnk_wide w{{joins}}
