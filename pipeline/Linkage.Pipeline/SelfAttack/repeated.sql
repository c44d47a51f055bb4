-- Which of this grant's pseudonyms stand in a set of another; grain: one row a column; reads: pseudonym, the other set; writes: nothing
SELECT pseudonym.column_number, count(DISTINCT pseudonym.prefix) AS found
FROM pseudonym
SEMI JOIN ({{other}}) AS other ON other.prefix = pseudonym.prefix
WHERE pseudonym.column_number IN ({{columns}})
GROUP BY ALL
ORDER BY ALL
