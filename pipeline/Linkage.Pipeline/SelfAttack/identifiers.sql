-- The telling values of the identity zone, as they stand and in hexadecimal digits and base64; grain: one row a value; reads: identity_value; writes: identifier
CREATE OR REPLACE TEMP TABLE identifier AS
SELECT value, min(kind) AS kind, sum(records) AS records
FROM (
    SELECT unnest(list_distinct([attack_folded(value), attack_folded(hex(encode(value))), attack_folded(base64(encode(value)))])) AS value, concat(dataset, '.', name) AS kind, records
    FROM identity_value
    WHERE kind <> 'date-of-birth' AND length(attack_folded(value)) >= {{shortest}}
)
WHERE NOT list_contains({{permitted}}, value)
GROUP BY value
