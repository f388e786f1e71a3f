-- Events a day and behavior.
--
-- in   log
-- out  day [of the shop's zone], code, events [count]
SELECT
    day,
    code,
    count(*)                                   AS events
FROM log
GROUP BY day, code
ORDER BY day, code;
