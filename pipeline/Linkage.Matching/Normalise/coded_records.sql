-- The records as narrow rows of codes and short values; one row a record, in no order; reads lnk_norm, lnk_dummy_uprn; writes lnk_rec
CREATE OR REPLACE TEMP TABLE lnk_rec AS
SELECT lnk_id_code(n.number) AS rid, n.ds, n.partners{{columns}}
FROM lnk_norm n{{joins}}
