-- The normalising macros as they were in SQL alone: the slow oracle of the functions in C#; reads nothing; writes temporary macros old_*
-- A macro is text put in place of its call, so each is a straight chain that names its argument once where the argument may be long (nullif and CASE
-- name it twice, and a lambda compiles its patterns for every row). old_filled turns the empty text into NULL.
CREATE OR REPLACE TEMP MACRO old_filled(s) AS regexp_extract_all(s, '^.+$')[1];
CREATE OR REPLACE TEMP MACRO old_mojibake(s) AS
  CASE WHEN regexp_matches(s, '[ÃÅÄâ]')
  THEN replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(s,
    'Ã©', 'e'), 'Ã¨', 'e'), 'Ã«', 'e'), 'Ãª', 'e'), 'Ã¡', 'a'), 'Ã¢', 'a'), 'Ã¤', 'a'), 'Ã£', 'a'), 'Ã³', 'o'), 'Ã¶', 'o'), 'Ã´', 'o'), 'Ã¸', 'o'),
    'Ãº', 'u'), 'Ã¼', 'u'), 'Ã§', 'c'), 'Ã±', 'n'), 'Å‚', 'l'), 'Å›', 's'), 'Å„', 'n'), 'Å¼', 'z'), 'Ä™', 'e'), 'Ä‡', 'c'), 'â€™', ''''), 'Ã­', 'i')
  ELSE s END;
CREATE OR REPLACE TEMP MACRO old_plain(s) AS
  upper(CASE WHEN regexp_matches(CAST(s AS VARCHAR), '[^ -~]')
    THEN strip_accents(translate(replace(replace(replace(old_mojibake(CAST(s AS VARCHAR)), 'ß', 'ss'), 'æ', 'ae'), 'Æ', 'Ae'), 'ŁłØøĐđıİ’‘`´ʼ''', 'LlOoDdiI')) ELSE replace(replace(CAST(s AS VARCHAR), '''', ''), '`', '') END);
CREATE OR REPLACE TEMP MACRO old_parted(s) AS trim(regexp_replace(old_plain(s), '[^\p{L}\p{N}]+', ' ', 'g'));
CREATE OR REPLACE TEMP MACRO old_text(s) AS old_filled(old_parted(s));
CREATE OR REPLACE TEMP MACRO old_generic(s) AS
  old_filled(regexp_replace(old_parted(s), '^(NA|N A|NULL|NONE|NAN|UNKNOWN|NOT KNOWN|NK|TBC|NIL)$', ''));
CREATE OR REPLACE TEMP MACRO old_compact(s) AS regexp_replace(old_plain(s), '[^\p{L}\p{N}]+', '', 'g');
CREATE OR REPLACE TEMP MACRO old_code(s) AS old_filled(old_compact(s));
CREATE OR REPLACE TEMP MACRO old_untitled(s) AS
  trim(regexp_replace(s, '(^| )(MR|MRS|MS|MISS|MX|DR|PROF|PROFESSOR|REV|REVD|REVEREND|SIR|DAME|LADY|LORD|MASTER|MSTR|MESSRS|ESQ|JNR|SNR)( (MR|MRS|MS|MISS|DR|AND|REV))*( |$)', ' ', 'g'));
CREATE OR REPLACE TEMP MACRO old_name_or_empty(s) AS
  regexp_replace(old_untitled(old_parted(s)),
    '^(UNKNOWN|NOT ?KNOWN|UNK|NK|NA|N A|NONE|NIL|NULL|NAN|TBC|TBA|TEST|TESTER|X+|(THE )?(OCCUPIER|RESIDENT|OWNER|EXECUTORS)|VOID|VACANT|EMPTY|DECEASED|EXORS|PERSONAL REPRESENTATIVES|BABY|BABY OF|INFANT|MALE|FEMALE|REFUSED|ANON|ANONYMOUS|NO ?NAME|FNU|LNU|DUMMY|NOT PROVIDED|NOT GIVEN)$', '');
CREATE OR REPLACE TEMP MACRO old_name(s) AS old_filled(old_name_or_empty(s));
CREATE OR REPLACE TEMP MACRO old_surname_first(s) AS regexp_matches(CAST(s AS VARCHAR), '^[^,/]*[\p{L}][^,/]*[,/]');
CREATE OR REPLACE TEMP MACRO old_full_surname(s) AS
  CASE WHEN old_surname_first(s) THEN old_name(regexp_extract(CAST(s AS VARCHAR), '^([^,/]*)[,/]', 1))
  ELSE old_filled(regexp_extract(old_name_or_empty(s), '(^| )((?:(?:DE|DA|DI|DO|DOS|DEL|DELLA|VAN|VON|DER|DEN|LA|LE|EL|AL|BIN|BINT|BINTE|IBN|MAC|MC|O|ST|ABU|TER|TEN|AP|AB|VERCH) )*[^ ]+)$', 2)) END;
CREATE OR REPLACE TEMP MACRO old_full_forename(s) AS
  CASE WHEN old_surname_first(s) THEN old_name(regexp_extract(CAST(s AS VARCHAR), '^[^,/]*[,/](.*)$', 1))
  ELSE old_filled(regexp_replace(old_name_or_empty(s), '(^| )((?:(?:DE|DA|DI|DO|DOS|DEL|DELLA|VAN|VON|DER|DEN|LA|LE|EL|AL|BIN|BINT|BINTE|IBN|MAC|MC|O|ST|ABU|TER|TEN|AP|AB|VERCH) )*[^ ]+)$', '')) END;
CREATE OR REPLACE TEMP MACRO old_parsed_date(s) AS
  strftime(try_strptime(trim(s), ['%Y-%m-%d', '%d/%m/%Y', '%Y%m%d', '%d-%m-%Y', '%d.%m.%Y', '%d%m%Y', '%d-%b-%Y', '%d %b %Y', '%d %B %Y', '%Y/%m/%d',
    '%Y-%m-%d %H:%M:%S', '%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M', '%m/%d/%Y', '%d/%m/%y']), '%Y%m%d');
-- Eight digits that are no date stay as they are (one may be mistyped); years before 1880 and after 2099 and the placeholders of 1 January 1900 and 1901 go.
CREATE OR REPLACE TEMP MACRO old_date(s) AS
  old_filled(regexp_extract(regexp_replace(coalesce(old_parsed_date(CAST(s AS VARCHAR)), trim(CAST(s AS VARCHAR))), '^190[01]0101$', ''), '^(?:18[89]|19[0-9]|20[0-9])[0-9]{5}$'));
CREATE OR REPLACE TEMP MACRO old_sex(s) AS
  CASE upper(trim(CAST(s AS VARCHAR))) WHEN 'M' THEN 'M' WHEN 'MALE' THEN 'M' WHEN 'MAN' THEN 'M' WHEN 'BOY' THEN 'M' WHEN '1' THEN 'M'
    WHEN 'F' THEN 'F' WHEN 'FEMALE' THEN 'F' WHEN 'WOMAN' THEN 'F' WHEN 'GIRL' THEN 'F' WHEN 'W' THEN 'F' WHEN '2' THEN 'F' END;
CREATE OR REPLACE TEMP MACRO old_uprn(s) AS
  TRY_CAST(regexp_extract(trim(CAST(s AS VARCHAR)), '^0*([1-9][0-9]{0,11})(?:\.0+)?$', 1) AS BIGINT);
-- A letter O, I or L where only a digit can stand is that digit. Postcodes of ZZ are placeholders.
CREATE OR REPLACE TEMP MACRO old_postcode(s) AS
  old_filled(regexp_extract(
    regexp_replace(regexp_replace(old_compact(s), '^([A-Z]{1,2}[0-9][A-Z0-9]?)O([A-Z]{2})$', '\10\2'), '^([A-Z]{1,2}[0-9][A-Z0-9]?)[IL]([A-Z]{2})$', '\11\2'),
    '^(?:[A-Y][A-Z]?|Z[A-Y]?)[0-9][A-Z0-9]?[0-9][A-Z]{2}$'));
CREATE OR REPLACE TEMP MACRO old_phone(s) AS
  old_filled(regexp_replace(
    regexp_extract(regexp_replace(regexp_replace(CAST(s AS VARCHAR), '\(0\)|[^0-9]', '', 'g'), '^(?:0044|44)0?', '0'), '^0?([0-9]{9,10})$', 1),
    '^[0-9]?(0{9}|1{9}|2{9}|3{9}|4{9}|5{9}|6{9}|7{9}|8{9}|9{9})$', ''));
CREATE OR REPLACE TEMP MACRO old_email(s) AS
  old_filled(regexp_replace(regexp_extract(lower(trim(CAST(s AS VARCHAR))), '^[^@\s]+@[^@\s]+$'), '^(no|none|na|n\.a|noemail|no-?reply|unknown|test|x+)@.*$', ''));
CREATE OR REPLACE TEMP MACRO old_nino(s) AS
  old_filled(regexp_replace(regexp_extract(old_compact(s), '^([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6})[A-D]?$', 1), '^(BG|GB|NK|KN|TN|NT|ZZ).*$', ''));
CREATE OR REPLACE TEMP MACRO old_modulus_11(d) AS
  (11 - list_sum([CAST(d[i] AS INTEGER) * (11 - i) FOR i IN range(1, 10)]) % 11) % 11;
CREATE OR REPLACE TEMP MACRO old_nhs(s) AS
  list_transform(regexp_extract_all(regexp_replace(CAST(s AS VARCHAR), '[^0-9A-Za-z]', '', 'g'), '^[0-9]{10}$'),
    lambda v: CASE WHEN old_modulus_11(v) = CAST(v[10] AS INTEGER) AND v <> '0000000000' THEN v END)[1];
-- Words that say there is no address stand for none.
CREATE OR REPLACE TEMP MACRO old_address(s) AS
  old_filled(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(old_parted(s),
    '\b(FL|FLT|APT|APARTMENT)\b', 'FLAT', 'g'), '\bRD\b', 'ROAD', 'g'), '\b(ST|STR)\b', 'STREET', 'g'), '\b(AVE|AV)\b', 'AVENUE', 'g'), '\b(GR|GRV)\b', 'GROVE', 'g'),
    '\bCL\b', 'CLOSE', 'g'), '\bLN\b', 'LANE', 'g'),
    '^((ADDRESS )?(WITHHELD|UNKNOWN|PROTECTED|CONFIDENTIAL|NOT KNOWN|NOT PROVIDED|SUPPRESSED)|NFA|(OF )?NO FIXED (ABODE|ADDRESS)|NONE|N A|NA|TBC|NULL)( .*)?$', ''));
CREATE OR REPLACE TEMP MACRO old_address_numbers(s) AS
  old_filled(array_to_string(list_sort(regexp_extract_all(regexp_replace(s, '[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}$', ''), '\b[0-9]+[A-Z]?\b')), ' '));
CREATE OR REPLACE TEMP MACRO old_sound_runs(s) AS
  regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    s, '1+', '1', 'g'), '2+', '2', 'g'), '3+', '3', 'g'), '4+', '4', 'g'), '5+', '5', 'g'), '6+', '6', 'g'), '0+', '', 'g');
CREATE OR REPLACE TEMP MACRO old_sound_start(s) AS
  regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(s, '^MAC', 'MC'), '^PH', 'F'), '^KN', 'N'), '^WR', 'R'), '^C([^EIHY]|$)', 'K\1');
CREATE OR REPLACE TEMP MACRO old_sound_letters(s) AS
  left(s[1] || old_sound_runs(translate(s[2:], 'AEIOUYHWBFPVCGJKQSXZDTLMNR', '00000000111122222222334556')), 4);
-- A Soundex of the first part of a name, kin to NARA's: first letter and up to three groups of consonants.
CREATE OR REPLACE TEMP MACRO old_sound(s) AS old_sound_letters(old_sound_start(split_part(s, ' ', 1)));
-- One character differs, is left out or put in, or two neighbours are swapped. hamming is cheap and settles nearly every pair.
CREATE OR REPLACE TEMP MACRO old_one_error(a, b) AS
  CASE WHEN strlen(a) = strlen(b) THEN CASE hamming(a, b) WHEN 1 THEN true WHEN 2 THEN damerau_levenshtein(a, b) = 1 ELSE false END
       WHEN abs(strlen(a) - strlen(b)) = 1 THEN damerau_levenshtein(a, b) = 1 ELSE false END;
