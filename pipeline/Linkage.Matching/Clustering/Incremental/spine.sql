-- Which person every record is; one row a record of this run; reads lnk_spine_record, lnk_spine_person; writes lnk_spine
CREATE OR REPLACE TEMP TABLE lnk_spine AS
SELECT r.dataset, r.record_id, p.person_id
FROM lnk_spine_record r JOIN lnk_spine_person p ON p.cluster_number = r.cluster_number
ORDER BY r.dataset, r.record_id
