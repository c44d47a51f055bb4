-- Normalising macros; one value in, one value out, NULL for nothing usable; reads nothing; writes temporary macros lnk_*
CREATE OR REPLACE TEMP MACRO lnk_mojibake(s) AS
  CASE WHEN regexp_matches(s, '[ÃÅÄâ]')
  THEN replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(s,
    'Ã©', 'e'), 'Ã¨', 'e'), 'Ã«', 'e'), 'Ãª', 'e'), 'Ã¡', 'a'), 'Ã¢', 'a'), 'Ã¤', 'a'), 'Ã£', 'a'), 'Ã³', 'o'), 'Ã¶', 'o'), 'Ã´', 'o'), 'Ã¸', 'o'),
    'Ãº', 'u'), 'Ã¼', 'u'), 'Ã§', 'c'), 'Ã±', 'n'), 'Å‚', 'l'), 'Å›', 's'), 'Å„', 'n'), 'Å¼', 'z'), 'Ä™', 'e'), 'Ä‡', 'c'), 'â€™', ''''), 'Ã­', 'i')
  ELSE s END;
CREATE OR REPLACE TEMP MACRO lnk_plain(s) AS
  upper(strip_accents(translate(lnk_mojibake(CAST(s AS VARCHAR)), 'ŁłØøĐđıİ’‘`´ʼ''', 'LlOoDdiI')));
CREATE OR REPLACE TEMP MACRO lnk_text(s) AS
  nullif(trim(regexp_replace(lnk_plain(s), '[^\p{L}\p{N}]+', ' ', 'g')), '');
CREATE OR REPLACE TEMP MACRO lnk_generic(s) AS
  CASE WHEN lnk_text(s) IN ('NA', 'N A', 'NULL', 'NONE', 'NAN', 'UNKNOWN', 'NOT KNOWN', 'NK', 'TBC', 'NIL') THEN NULL ELSE lnk_text(s) END;
CREATE OR REPLACE TEMP MACRO lnk_code(s) AS
  nullif(regexp_replace(lnk_plain(s), '[^\p{L}\p{N}]+', '', 'g'), '');
CREATE OR REPLACE TEMP MACRO lnk_untitled(s) AS
  nullif(trim(regexp_replace(s, '(^| )(MR|MRS|MS|MISS|MX|DR|PROF|PROFESSOR|REV|REVD|REVEREND|SIR|DAME|LADY|LORD|MASTER|MSTR|MESSRS|ESQ|JNR|SNR)( (MR|MRS|MS|MISS|DR|AND|REV))*( |$)', ' ', 'g')), '');
CREATE OR REPLACE TEMP MACRO lnk_not_junk(s) AS
  CASE WHEN s IN ('UNKNOWN', 'NOT KNOWN', 'NOTKNOWN', 'UNK', 'NK', 'NA', 'N A', 'NONE', 'NIL', 'NULL', 'NAN', 'TBC', 'TBA', 'TEST', 'TESTER', 'X', 'XX', 'XXX', 'XXXX',
    'OCCUPIER', 'THE OCCUPIER', 'THE RESIDENT', 'RESIDENT', 'OWNER', 'THE OWNER', 'VOID', 'VACANT', 'EMPTY', 'DECEASED', 'EXECUTORS', 'THE EXECUTORS', 'EXORS', 'PERSONAL REPRESENTATIVES',
    'BABY', 'BABY OF', 'INFANT', 'MALE', 'FEMALE', 'REFUSED', 'ANON', 'ANONYMOUS', 'NO NAME', 'NONAME', 'FNU', 'LNU', 'DUMMY', 'NOT PROVIDED', 'NOT GIVEN')
  THEN NULL ELSE s END;
CREATE OR REPLACE TEMP MACRO lnk_name(s) AS lnk_not_junk(lnk_untitled(lnk_text(s)));
CREATE OR REPLACE TEMP MACRO lnk_full_tail(s) AS
  nullif(regexp_extract(s, '(^| )((?:(?:DE|DA|DI|DO|DOS|DEL|DELLA|VAN|VON|DER|DEN|LA|LE|EL|AL|BIN|BINT|BINTE|IBN|MAC|MC|O|ST|ABU|TER|TEN|AP|AB|VERCH) )*[^ ]+)$', 2), '');
CREATE OR REPLACE TEMP MACRO lnk_full_ordered(s) AS regexp_matches(s, '^[^,/]*[\p{L}][^,/]*[,/]');
CREATE OR REPLACE TEMP MACRO lnk_full_surname(s) AS
  CASE WHEN lnk_full_ordered(s) THEN lnk_name(regexp_extract(CAST(s AS VARCHAR), '^([^,/]*)[,/]', 1)) ELSE lnk_full_tail(lnk_name(s)) END;
CREATE OR REPLACE TEMP MACRO lnk_full_forename(s) AS
  CASE WHEN lnk_full_ordered(s) THEN lnk_name(regexp_extract(CAST(s AS VARCHAR), '^[^,/]*[,/](.*)$', 1))
  ELSE nullif(trim(left(lnk_name(s), greatest(0, length(lnk_name(s)) - length(lnk_full_tail(lnk_name(s)))))), '') END;
CREATE OR REPLACE TEMP MACRO lnk_parse_date(s) AS
  CAST(try_strptime(trim(s), ['%Y-%m-%d', '%d/%m/%Y', '%Y%m%d', '%d-%m-%Y', '%d.%m.%Y', '%d%m%Y', '%d-%b-%Y', '%d %b %Y', '%d %B %Y', '%Y/%m/%d',
    '%Y-%m-%d %H:%M:%S', '%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M', '%m/%d/%Y', '%d/%m/%y']) AS DATE);
CREATE OR REPLACE TEMP MACRO lnk_bounded_date(d, s) AS
  CASE WHEN d IS NULL THEN CASE WHEN regexp_matches(trim(s), '^(18|19|20)[0-9]{6}$') THEN trim(s) END
       WHEN d < DATE '1880-01-01' OR d > DATE '2100-01-01' OR d IN (DATE '1900-01-01', DATE '1901-01-01') THEN NULL
       ELSE strftime(d, '%Y%m%d') END;
CREATE OR REPLACE TEMP MACRO lnk_date(s) AS lnk_bounded_date(lnk_parse_date(CAST(s AS VARCHAR)), CAST(s AS VARCHAR));
CREATE OR REPLACE TEMP MACRO lnk_sex(s) AS
  CASE WHEN lnk_text(s) IN ('M', 'MALE', 'MAN', 'BOY', '1') THEN 'M' WHEN lnk_text(s) IN ('F', 'FEMALE', 'WOMAN', 'GIRL', 'W', '2') THEN 'F' END;
CREATE OR REPLACE TEMP MACRO lnk_uprn_digits(s) AS ltrim(regexp_replace(trim(CAST(s AS VARCHAR)), '\.0+$', ''), '0');
CREATE OR REPLACE TEMP MACRO lnk_uprn(s) AS
  CASE WHEN regexp_matches(lnk_uprn_digits(s), '^[1-9][0-9]{0,11}$') THEN CAST(lnk_uprn_digits(s) AS BIGINT) END;
CREATE OR REPLACE TEMP MACRO lnk_postcode_shape(s) AS
  CASE WHEN regexp_matches(s, '^[A-Z]{1,2}[0-9][A-Z0-9]?[OIL][A-Z]{2}$')
  THEN left(s, length(s) - 3) || translate(s[-3], 'OIL', '011') || right(s, 2) ELSE s END;
CREATE OR REPLACE TEMP MACRO lnk_postcode(s) AS
  CASE WHEN regexp_matches(lnk_postcode_shape(lnk_code(s)), '^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$') AND NOT starts_with(lnk_code(s), 'ZZ')
  THEN lnk_postcode_shape(lnk_code(s)) END;
CREATE OR REPLACE TEMP MACRO lnk_national_number(d) AS
  CASE WHEN length(d) < 10 OR length(d) > 11 OR length(replace(right(d, 9), right(d, 1), '')) < 2 THEN NULL ELSE right(d, 10) END;
CREATE OR REPLACE TEMP MACRO lnk_phone(s) AS
  lnk_national_number(regexp_replace(regexp_replace(CAST(s AS VARCHAR), '\(0\)|[^0-9]', '', 'g'), '^(0044|44)0?', '0'));
CREATE OR REPLACE TEMP MACRO lnk_email(s) AS
  CASE WHEN regexp_matches(lower(trim(s)), '^[^@\s]+@[^@\s]+$') AND NOT regexp_matches(lower(trim(s)), '^(no|none|na|n\.a|noemail|no-?reply|unknown|test|x+)@')
  THEN lower(trim(s)) END;
CREATE OR REPLACE TEMP MACRO lnk_nino(s) AS
  CASE WHEN regexp_matches(lnk_code(s), '^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]?$') AND left(lnk_code(s), 2) NOT IN ('BG', 'GB', 'NK', 'KN', 'TN', 'NT', 'ZZ')
  THEN left(lnk_code(s), 8) END;
CREATE OR REPLACE TEMP MACRO lnk_modulus_11(d) AS
  (11 - list_sum([CAST(d[i] AS INTEGER) * (11 - i) FOR i IN range(1, 10)]) % 11) % 11;
CREATE OR REPLACE TEMP MACRO lnk_nhs_digits(d) AS
  CASE WHEN regexp_matches(d, '^[0-9]{10}$') THEN CASE WHEN lnk_modulus_11(d) = CAST(d[10] AS INTEGER) AND d <> '0000000000' THEN d END END;
CREATE OR REPLACE TEMP MACRO lnk_nhs(s) AS lnk_nhs_digits(regexp_replace(CAST(s AS VARCHAR), '[^0-9A-Za-z]', '', 'g'));
CREATE OR REPLACE TEMP MACRO lnk_address(s) AS
  nullif(trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(' ' || lnk_text(s) || ' ',
    ' (FL|FLT|APT|APARTMENT) ', ' FLAT ', 'g'), ' (RD) ', ' ROAD ', 'g'), ' (ST|STR) ', ' STREET ', 'g'), ' (AVE|AV) ', ' AVENUE ', 'g'), ' (GR|GRV) ', ' GROVE ', 'g'),
    ' (CL) ', ' CLOSE ', 'g'), ' (LN) ', ' LANE ', 'g')), '');
CREATE OR REPLACE TEMP MACRO lnk_address_numbers(s) AS
  nullif(array_to_string(list_sort(regexp_extract_all(regexp_replace(s, '[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}$', ''), '\b[0-9]+[A-Z]?\b')), ' '), '');
CREATE OR REPLACE TEMP MACRO lnk_sound_runs(s) AS
  regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    s, '1+', '1', 'g'), '2+', '2', 'g'), '3+', '3', 'g'), '4+', '4', 'g'), '5+', '5', 'g'), '6+', '6', 'g'), '0+', '', 'g');
CREATE OR REPLACE TEMP MACRO lnk_sound_start(s) AS
  regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(s, '^MAC', 'MC'), '^PH', 'F'), '^KN', 'N'), '^WR', 'R'), '^C([^EIHY]|$)', 'K\1');
CREATE OR REPLACE TEMP MACRO lnk_sound_code(s) AS
  left(s[1] || lnk_sound_runs(translate(s[2:], 'AEIOUYHWBFPVCGJKQSXZDTLMNR', '00000000111122222222334556')), 4);
CREATE OR REPLACE TEMP MACRO lnk_sound(s) AS lnk_sound_code(lnk_sound_start(split_part(s, ' ', 1)));
