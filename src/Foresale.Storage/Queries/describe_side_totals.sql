-- How many keys a side file has, and how many of them bought or were bought.
--
-- in   side(key, field, value), bought(key)
-- out  holders, bought [counts]
SELECT
    count(*)                                   AS holders,
    count(bought.key)                          AS bought
FROM (SELECT DISTINCT key FROM side) AS holders
LEFT JOIN bought USING (key)
ORDER BY ALL;
