-- How many rows hold a person key as hexadecimal or base64 text; grain: one number; reads: the table of the output, judged_people
SELECT count(*)
FROM (SELECT DISTINCT CAST({{column}} AS VARCHAR) AS value FROM {{table}}) AS shown
WHERE regexp_extract(lower(value), '[0-9a-f]{16}') IN (SELECT lower(hex(person_key))[:16] FROM judged_people WHERE person_key IS NOT NULL)
   OR value[:20] IN (SELECT base64(person_key)[:20] FROM judged_people WHERE person_key IS NOT NULL);
