-- Values of a side file's columns whose holders nearly all bought. A column's mere presence counts as a value.
--
-- in   side(key, field, value), bought(key)
-- out  field, value ['(present)' for any], holders, bought [counts]; at least 20 holders and 95 % of them
WITH named AS (
    SELECT DISTINCT key, field, value FROM side
    UNION ALL
    SELECT DISTINCT key, field, '(present)' FROM side
)
SELECT
    field,
    value,
    count(*)                                   AS holders,
    count(bought.key)                          AS bought
FROM named
LEFT JOIN bought USING (key)
GROUP BY field, value
HAVING count(*) >= 20 AND count(bought.key) >= 0.95 * count(*)
ORDER BY holders DESC, field, value
LIMIT 50;
