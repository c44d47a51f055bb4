-- Which guesses meet a pseudonym; grain: one row a dictionary, scheme and column; reads: the words, the schemes, pseudonym; writes: nothing
SELECT guess.dictionary, guess.name, pseudonym.column_number, count(DISTINCT pseudonym.prefix) AS found
FROM (
    SELECT word.dictionary, scheme.name, left({{guess}}, 16) AS prefix
    FROM {{words}} AS word
    CROSS JOIN {{schemes}} AS scheme
) AS guess
JOIN pseudonym USING (prefix)
GROUP BY ALL
ORDER BY ALL
