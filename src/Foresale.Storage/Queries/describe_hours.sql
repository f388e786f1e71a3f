-- Session starts by hour; the hours of the shop's zone are made of these outside.
--
-- in   visits
-- out  hour [hours since 1970, UTC], starts [count]
SELECT
    start_us // 3600000000                     AS hour,
    count(*)                                   AS starts
FROM visits
GROUP BY hour
ORDER BY hour;
