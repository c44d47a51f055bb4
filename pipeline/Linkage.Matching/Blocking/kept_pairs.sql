-- Linked pairs of a run before of which neither record is new or changed; one row a pair; reads a link table, lnk_record, a table of changed records; writes nothing
SELECT least(a.rid, b.rid) AS l, greatest(a.rid, b.rid) AS r,
  CAST(coalesce(nullif(list_position({{rules}}, min(x.blocking_rule)), 0), len({{rules}}) + 1) - 1 AS INTEGER) AS rule
FROM {{links}} x
JOIN lnk_record a ON a.dataset = x.left_dataset AND a.record_id = x.left_id
JOIN lnk_record b ON b.dataset = x.right_dataset AND b.record_id = x.right_id
WHERE a.rid <> b.rid
  AND NOT EXISTS (FROM {{changed}} c WHERE c.dataset = a.dataset AND c.record_id = a.record_id)
  AND NOT EXISTS (FROM {{changed}} c WHERE c.dataset = b.dataset AND c.record_id = b.record_id)
GROUP BY a.rid, b.rid
ORDER BY l, r
