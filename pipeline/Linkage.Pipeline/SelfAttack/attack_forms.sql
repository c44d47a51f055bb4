-- The written forms of a value: as it stands, in capitals, in small letters, its letters and digits alone, and a number without leading noughts and with twelve digits; grain: none; reads: nothing; writes: a macro
CREATE OR REPLACE TEMP MACRO attack_forms_of(value, plain) AS list_distinct([
    value, upper(value), lower(value), plain,
    CASE WHEN regexp_full_match(plain, '[0-9]{1,12}') THEN ltrim(plain, '0') END,
    CASE WHEN regexp_full_match(plain, '[0-9]{1,12}') THEN lpad(plain, 12, '0') END
]);

CREATE OR REPLACE TEMP MACRO attack_forms(value) AS attack_forms_of(value, upper(regexp_replace(value, '[^\p{L}0-9]', '', 'g')));
