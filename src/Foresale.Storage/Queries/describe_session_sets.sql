-- How many sessions have exactly a set of behaviors.
--
-- in   visits
-- out  mask [bit b: behavior code b occurs], sessions [count]
SELECT
    mask,
    count(*)                                   AS sessions
FROM visits
GROUP BY mask
ORDER BY mask;
