-- The values of a dictionary by code, as the functions of the run have them; one row a value; reads nothing; writes a dictionary view
CREATE OR REPLACE TEMP VIEW {{dictionary}} AS
SELECT code, value{{sound}}
FROM (SELECT CAST(range AS INTEGER) AS code, {{dictionary}}_value(CAST(range AS INTEGER)) AS value FROM range({{count}}))
