-- The busiest shoppers, and those whose gaps vary least.
--
-- in   paces
-- out  user_id, events, days, purchases, gaps [counts], gap_seconds, gap_deviation
WITH ranked AS (
    SELECT
        *,
        row_number() OVER (ORDER BY log_rate DESC, user_id)                                                           AS busy,
        row_number() OVER (ORDER BY CASE WHEN gaps >= 50 AND gap_seconds > 0 THEN gap_deviation / gap_seconds ELSE 1e9 END, user_id) AS regular
    FROM paces
)
SELECT user_id, events, days, purchases, gaps, gap_seconds, gap_deviation
FROM ranked
WHERE busy <= 200 OR regular <= 200
ORDER BY events DESC, user_id;
