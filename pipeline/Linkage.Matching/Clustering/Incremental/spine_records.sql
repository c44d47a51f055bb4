-- Where every record was and is; one row a record of either run; reads the clusters of this run and the assignment before; writes lnk_spine_record
CREATE OR REPLACE TEMP TABLE lnk_spine_record AS
SELECT coalesce(c.dataset, p.dataset) AS dataset, coalesce(c.record_id, p.record_id) AS record_id, c.cluster_number, p.person_id AS before
FROM (SELECT dataset, record_id, cluster_number FROM {{clusters}}) c
FULL JOIN (SELECT dataset, record_id, person_id FROM {{previous}}) p ON p.dataset = c.dataset AND p.record_id = c.record_id
