-- The id a cluster keeps: of those that claim it the one that brings most records, ties by the least id; one row a cluster claimed; reads lnk_spine_claim; writes lnk_spine_person
CREATE OR REPLACE TEMP TABLE lnk_spine_person AS
SELECT cluster_number, before AS person_id, false AS is_new FROM lnk_spine_claim
QUALIFY row_number() OVER (PARTITION BY cluster_number ORDER BY records DESC, before) = 1
