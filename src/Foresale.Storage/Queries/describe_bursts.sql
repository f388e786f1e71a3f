-- The seconds and the minutes with the most events.
--
-- in   log
-- out  seconds [length: 1 or 60], at_us [its beginning, microseconds, UTC], events, shoppers [counts]; ten each
WITH seconds AS (
    SELECT 1 AS seconds, time_us // 1000000 * 1000000 AS at_us, count(*) AS events, count(DISTINCT user_id) AS shoppers
    FROM log GROUP BY at_us ORDER BY events DESC, at_us LIMIT 10
),
minutes AS (
    SELECT 60 AS seconds, time_us // 60000000 * 60000000 AS at_us, count(*) AS events, count(DISTINCT user_id) AS shoppers
    FROM log GROUP BY at_us ORDER BY events DESC, at_us LIMIT 10
)
SELECT seconds, at_us, events, shoppers FROM (FROM seconds UNION ALL FROM minutes)
ORDER BY seconds, events DESC, at_us;
