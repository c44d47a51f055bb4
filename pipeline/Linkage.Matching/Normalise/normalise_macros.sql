-- Normalising macros; one value in, one value out, NULL for nothing usable; reads nothing; writes temporary macros lnk_*
-- What goes over ASCII is written in C# (the functions lnk_form_*). Letters beyond ASCII are folded here, where DuckDB's tables of Unicode are: mojibake,
-- accents, case, and separators; in the rest every byte from 0x80 belongs to a letter or digit. Only signs that part a name (, / & +) stay.
CREATE OR REPLACE TEMP MACRO lnk_mojibake(s) AS
  CASE WHEN regexp_matches(s, '[ÃÅÄâ]')
  THEN replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(s,
    'Ã©', 'e'), 'Ã¨', 'e'), 'Ã«', 'e'), 'Ãª', 'e'), 'Ã¡', 'a'), 'Ã¢', 'a'), 'Ã¤', 'a'), 'Ã£', 'a'), 'Ã³', 'o'), 'Ã¶', 'o'), 'Ã´', 'o'), 'Ã¸', 'o'),
    'Ãº', 'u'), 'Ã¼', 'u'), 'Ã§', 'c'), 'Ã±', 'n'), 'Å‚', 'l'), 'Å›', 's'), 'Å„', 'n'), 'Å¼', 'z'), 'Ä™', 'e'), 'Ä‡', 'c'), 'â€™', ''''), 'Ã­', 'i')
  ELSE s END;
CREATE OR REPLACE TEMP MACRO lnk_folded(s) AS
  CASE WHEN strlen(CAST(s AS VARCHAR)) = length(CAST(s AS VARCHAR)) THEN CAST(s AS VARCHAR)
    ELSE regexp_replace(upper(strip_accents(translate(replace(replace(replace(lnk_mojibake(CAST(s AS VARCHAR)), 'ß', 'ss'), 'æ', 'ae'), 'Æ', 'Ae'), 'ŁłØøĐđıİ’‘`´ʼ''', 'LlOoDdiI'))),
      '[^\p{L}\p{N},/&+]+', ' ', 'g') END;
CREATE OR REPLACE TEMP MACRO lnk_text(s) AS lnk_form_text(lnk_folded(s));
CREATE OR REPLACE TEMP MACRO lnk_generic(s) AS lnk_form_generic(lnk_folded(s));
CREATE OR REPLACE TEMP MACRO lnk_code(s) AS lnk_form_code(lnk_folded(s));
CREATE OR REPLACE TEMP MACRO lnk_name(s) AS lnk_form_name(lnk_folded(s));
CREATE OR REPLACE TEMP MACRO lnk_full_surname(s) AS lnk_form_full_surname(lnk_folded(s));
CREATE OR REPLACE TEMP MACRO lnk_full_forename(s) AS lnk_form_full_forename(lnk_folded(s));
-- trim knows the blanks beyond ASCII; the forms take those of ASCII off themselves.
CREATE OR REPLACE TEMP MACRO lnk_trimmed(s) AS CASE WHEN strlen(CAST(s AS VARCHAR)) = length(CAST(s AS VARCHAR)) THEN CAST(s AS VARCHAR) ELSE trim(CAST(s AS VARCHAR)) END;
CREATE OR REPLACE TEMP MACRO lnk_date(s) AS lnk_form_date(lnk_trimmed(s));
CREATE OR REPLACE TEMP MACRO lnk_sex(s) AS lnk_form_sex(lnk_trimmed(s));
CREATE OR REPLACE TEMP MACRO lnk_uprn(s) AS CAST(lnk_form_uprn(lnk_trimmed(s)) AS BIGINT);
CREATE OR REPLACE TEMP MACRO lnk_postcode(s) AS lnk_form_postcode(lnk_folded(s));
CREATE OR REPLACE TEMP MACRO lnk_phone(s) AS lnk_form_phone(CAST(s AS VARCHAR));
CREATE OR REPLACE TEMP MACRO lnk_email(s) AS
  lnk_form_email(CASE WHEN strlen(CAST(s AS VARCHAR)) = length(CAST(s AS VARCHAR)) THEN CAST(s AS VARCHAR) ELSE lower(trim(CAST(s AS VARCHAR))) END);
CREATE OR REPLACE TEMP MACRO lnk_nino(s) AS lnk_form_nino(lnk_folded(s));
CREATE OR REPLACE TEMP MACRO lnk_nhs(s) AS lnk_form_nhs(CAST(s AS VARCHAR));
CREATE OR REPLACE TEMP MACRO lnk_address(s) AS lnk_form_address(lnk_folded(s));
-- Of an address in normal form.
CREATE OR REPLACE TEMP MACRO lnk_address_numbers(s) AS lnk_form_address_numbers(s);
CREATE OR REPLACE TEMP MACRO lnk_sound(s) AS lnk_form_sound(s);
-- One character differs, is left out or put in, or two neighbours are swapped. hamming is cheap and settles nearly every pair.
CREATE OR REPLACE TEMP MACRO lnk_one_error(a, b) AS
  CASE WHEN strlen(a) = strlen(b) THEN CASE hamming(a, b) WHEN 1 THEN true WHEN 2 THEN damerau_levenshtein(a, b) = 1 ELSE false END
       WHEN abs(strlen(a) - strlen(b)) = 1 THEN damerau_levenshtein(a, b) = 1 ELSE false END;
