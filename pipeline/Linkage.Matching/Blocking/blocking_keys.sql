-- Blocking keys of every record, k0 for the first rule and so on; one row a record; reads lnk_rec, lnk_dict_name; writes lnk_key
CREATE OR REPLACE TEMP TABLE lnk_key AS
SELECT x.rid, x.ds, x.partners{{keys}}
FROM lnk_rec x{{names}}
