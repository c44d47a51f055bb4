-- Names and date of birth as one text, joined as people join them, of a sample of a dataset's records; grain: one row a text; reads: identity.parquet of the dataset; writes: person_text
INSERT INTO person_text
SELECT list_reduce(part, lambda left_part, right_part: concat(left_part, separator, right_part))
FROM (
    SELECT unnest([
        [{{names}}, strftime({{date}}, '%Y-%m-%d')], [{{names}}, strftime({{date}}, '%Y%m%d')],
        [{{reversed}}, strftime({{date}}, '%Y-%m-%d')], [{{reversed}}, strftime({{date}}, '%Y%m%d')]
    ]) AS part
    FROM (SELECT * FROM {{identity}} WHERE {{date}} IS NOT NULL AND {{first}} IS NOT NULL ORDER BY record_key LIMIT {{sample}})
), (SELECT unnest(['', '|', ' ']) AS separator)
