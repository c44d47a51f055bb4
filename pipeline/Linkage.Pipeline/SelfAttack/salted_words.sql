-- The sample before and after each word that everybody may know; grain: one row a word; reads: sampled_word; writes: salted_word
CREATE OR REPLACE TEMP TABLE salted_word AS
SELECT
    dictionary,
    CASE WHEN first THEN encode(concat(salt, separator)) || value ELSE value || encode(concat(separator, salt)) END AS value
FROM sampled_word,
    (SELECT unnest({{public_words}}) AS salt),
    (SELECT unnest(['', ':', '|']) AS separator),
    (SELECT unnest([true, false]) AS first)
