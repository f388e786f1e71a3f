-- Sessions, those with a purchase, and who bought in them.
--
-- in   visits
-- out  units, positives, buyers [counts]
SELECT
    count(*)                                                       AS units,
    count(*) FILTER ((mask & 16) <> 0)                             AS positives,
    count(DISTINCT user_id) FILTER ((mask & 16) <> 0)              AS buyers
FROM visits
ORDER BY ALL;
