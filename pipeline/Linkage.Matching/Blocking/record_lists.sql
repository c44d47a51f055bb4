-- The list columns of the inputs; one row a record of an input that has some; reads the inputs, lnk_record; writes lnk_list
CREATE OR REPLACE TEMP TABLE lnk_list AS
SELECT r.rid{{lists}}
FROM ({{inputs}}) i
JOIN lnk_record r ON r.dataset = i.dataset AND r.record_id = i.record_id
