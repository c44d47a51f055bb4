-- What decides whether sums may be shown; grain: one row a cell with contributions; reads: contributions or changes of contributions (cell, amount, is_certain); writes: nothing
SELECT cell,
    count(*) FILTER (WHERE is_certain) AS contributors,
    CAST(sum(amount) AS VARCHAR) AS total,
    CAST(max(amount) AS VARCHAR) AS largest,
    CAST(coalesce(sum(amount) FILTER (WHERE is_certain AND place > {{largest}}), 0) AS VARCHAR) AS beyond_largest,
    CAST(coalesce(sum(amount) FILTER (WHERE is_certain AND place > 2), 0) AS VARCHAR) AS beyond_two
FROM (SELECT *, row_number() OVER (PARTITION BY cell, is_certain ORDER BY amount DESC) AS place FROM ({{amounts}}))
GROUP BY cell
ORDER BY cell;
