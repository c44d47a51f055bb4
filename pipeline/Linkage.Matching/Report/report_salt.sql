-- A number that depends on every link and its weight, in no order; one row; reads a link table; writes nothing
SELECT CAST(coalesce(bit_xor(md5_number(concat_ws('|', left_dataset, left_id, right_dataset, right_id, match_weight))), 0) AS VARCHAR) || ' ' || count(*)
FROM {{links}}
