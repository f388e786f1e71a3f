-- The longest stretches without an event.
--
-- in   log
-- out  from_us, to_us [microseconds, UTC], longest first
WITH moments AS (
    SELECT DISTINCT time_us // 1000000 AS second
    FROM log
),
steps AS (
    SELECT
        lag(second) OVER (ORDER BY second)     AS previous,
        second
    FROM moments
)
SELECT
    previous * 1000000                         AS from_us,
    second * 1000000                           AS to_us
FROM steps
WHERE previous IS NOT NULL
ORDER BY second - previous DESC, second
LIMIT 20;
