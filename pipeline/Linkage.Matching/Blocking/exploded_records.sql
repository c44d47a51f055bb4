-- The lists that a blocking rule takes apart, with its other parts; one row a record that has both; reads lnk_rec, dictionaries, lnk_list; writes lnk_exploded
CREATE OR REPLACE TEMP TABLE lnk_exploded AS
SELECT * FROM (SELECT {{rid}} AS lnk_rid{{parts}}, {{elements}} AS lnk_es FROM {{records}}) WHERE len(lnk_es) > 0{{present}}
