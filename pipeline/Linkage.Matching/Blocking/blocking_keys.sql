-- Blocking keys of every record, one column a rule, 0 for none; one row a record; reads lnk_rec, dictionaries; writes nothing
SELECT {{rid}} AS lnk_rid{{keys}}
FROM {{records}}
