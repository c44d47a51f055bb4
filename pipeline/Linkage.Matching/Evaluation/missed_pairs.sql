-- True pairs of the entities looked at that are no link at the threshold, with the weight of the link below it where there is one; one row a pair; reads lnk_eval_entity, lnk_eval_record, lnk_eval_link; writes nothing
SELECT a.rid, b.rid, x.weight
FROM lnk_eval_entity e
JOIN lnk_eval_record a ON a.entity = e.entity
JOIN lnk_eval_record b ON b.entity = e.entity AND b.rid > a.rid
JOIN {{permitted}} p ON p.l = a.dataset AND p.r = b.dataset
LEFT JOIN lnk_eval_link x ON x.l = a.rid AND x.r = b.rid
WHERE x.probability IS NULL OR x.probability < {{threshold}}
