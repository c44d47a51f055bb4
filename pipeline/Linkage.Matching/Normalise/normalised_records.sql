-- Every record with its normalised fields, those of a dictionary as numbers, and a number of its own; one row a record, in no order; reads the inputs; writes lnk_norm
CREATE OR REPLACE TEMP TABLE lnk_norm AS
{{selects}}
