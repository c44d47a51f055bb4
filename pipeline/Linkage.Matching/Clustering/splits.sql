-- Clusters above the limit and what became of them; one row a cluster; reads the members, lnk_span, lnk_whole, lnk_edge; writes lnk_split
CREATE OR REPLACE TEMP TABLE lnk_split AS
WITH part AS (
  SELECT s.number, s.root, s.named, w.whole FROM lnk_whole w JOIN lnk_span s ON s.number = w.number WHERE $1 BETWEEN s.first AND s.last),
cut AS (
  SELECT a.whole, count(*) AS links FROM lnk_edge e JOIN part a ON a.number = e.l JOIN part b ON b.number = e.r
  WHERE a.whole = b.whole AND a.root <> b.root AND e.probability >= $2 GROUP BY a.whole)
SELECT p.whole AS cluster_number, m.record_id AS cluster_id, p.records, p.parts, coalesce(c.links, 0) AS links_cut
FROM (SELECT whole, min(named) FILTER (number = whole) AS named, count(*) AS records, count(DISTINCT root) AS parts FROM part GROUP BY whole) p
JOIN {{members}} m ON m.number = p.named
LEFT JOIN cut c ON c.whole = p.whole
ORDER BY p.whole
