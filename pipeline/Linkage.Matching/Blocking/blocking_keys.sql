-- The parts of the blocking rules of every record as hashes, 0 for none; one row a record; reads lnk_rec, dictionaries; writes nothing
SELECT lnk_rid{{hashes}}
FROM (SELECT {{rid}} AS lnk_rid{{parts}} FROM {{records}})
