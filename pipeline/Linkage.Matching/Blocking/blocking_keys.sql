-- Blocking keys of every record, k0 for the first rule and so on, 0 for none; one row a record; reads lnk_rec, lnk_dict_name; writes nothing
SELECT x.rid{{keys}}
FROM lnk_rec x{{names}}
