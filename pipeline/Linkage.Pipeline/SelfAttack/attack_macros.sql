-- How values are read: what could be a pseudonym by its first eight bytes, and what could be an identifier by its letters and digits; grain: none; reads: nothing; writes: macros
CREATE OR REPLACE TEMP MACRO attack_prefix_of_bytes(value) AS CASE WHEN octet_length(value) >= 8 THEN lower(left(hex(value), 16)) END;

CREATE OR REPLACE TEMP MACRO attack_prefix_of_hex(value, plain) AS CASE
    WHEN regexp_full_match(plain, '[0-9A-Fa-f]{16,}') THEN lower(left(plain, 16))
    WHEN regexp_full_match(value, '[0-9A-Za-z+/_-]{12,}={0,2}') AND regexp_matches(value, '[a-z]') AND regexp_matches(value, '[A-Z]') AND regexp_matches(value, '[0-9]') THEN lower(left(hex(from_base64(translate(left(value, 12), '-_', '+/'))), 16))
END;

CREATE OR REPLACE TEMP MACRO attack_prefix_of_text(value) AS attack_prefix_of_hex(value, regexp_replace(replace(value, '-', ''), '^(0x|\\x)', ''));

CREATE OR REPLACE TEMP MACRO attack_folded(value) AS regexp_replace(lower(CAST(value AS VARCHAR)), '[^\p{L}0-9]', '', 'g');
