-- How often each forename and surname occur together in all inputs, where more than once; one row a pair of names; reads lnk_rec; writes lnk_freq_names
CREATE OR REPLACE TEMP TABLE lnk_freq_names AS
SELECT fn, sn, count(*) AS n FROM lnk_rec WHERE fn IS NOT NULL AND sn IS NOT NULL GROUP BY ALL HAVING count(*) > 1
