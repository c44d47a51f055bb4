-- UPRNs shared by too many records to say anything about a person; one row a UPRN; reads lnk_norm; writes lnk_dummy_uprn
CREATE OR REPLACE TEMP TABLE lnk_dummy_uprn AS
SELECT uprn, count(*) AS records FROM lnk_norm WHERE uprn IS NOT NULL GROUP BY uprn HAVING count(*) > $1
