-- The dictionaries: each value in each written form that is keyed somewhere, or that a careless hand would key; grain: one row a word; reads: identity_value; writes: word
CREATE OR REPLACE TEMP TABLE ranked_value AS
SELECT kind, value
FROM (SELECT kind, value, sum(records) AS records FROM identity_value WHERE kind IN ('record-id', 'uprn', 'name', 'nhs-number', 'ni-number') GROUP BY kind, value)
QUALIFY kind <> 'name' OR row_number() OVER (PARTITION BY kind ORDER BY records DESC, value) <= {{names}};

CREATE OR REPLACE TEMP TABLE word AS
SELECT DISTINCT kind AS dictionary, encode(form) AS value
FROM (SELECT kind, unnest(attack_forms(value)) AS form FROM ranked_value)
WHERE form <> ''
UNION
SELECT 'date', encode(unnest([strftime(day, '%Y-%m-%d'), strftime(day, '%Y%m%d'), strftime(day, '%d/%m/%Y')]))
FROM range(TIMESTAMP '1900-01-01', CAST({{today}} AS TIMESTAMP) + INTERVAL 1 DAY, INTERVAL 1 DAY) AS days(day)
UNION
SELECT 'nhs-number', encode(unnest([number, concat_ws(' ', left(number, 3), number[4:6], number[7:])]))
FROM (
    SELECT concat(nine, check_digit % 11) AS number
    FROM (
        SELECT nine, 11 - list_sum([CAST(nine[k] AS INTEGER) * (11 - k) FOR k IN range(1, 10)]) % 11 AS check_digit
        FROM (SELECT CAST(400000000 + i * 29989 AS VARCHAR) AS nine FROM range({{nhs_numbers}}) AS numbers(i))
    )
    WHERE check_digit <> 10
);
