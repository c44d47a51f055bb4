-- The ledger of this run; one row an event; reads lnk_spine_event, lnk_spine_evidence; writes lnk_spine_ledger
CREATE OR REPLACE TEMP TABLE lnk_spine_ledger AS
SELECT $1::VARCHAR AS run, e.number, e.event, e.from_id, e.to_id, e.records,
  v.left_dataset, v.left_id, v.right_dataset, v.right_id, v.match_probability, v.match_weight
FROM lnk_spine_event e LEFT JOIN lnk_spine_evidence v ON v.number = e.number
ORDER BY e.number
