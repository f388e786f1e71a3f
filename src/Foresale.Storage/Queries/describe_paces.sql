-- How fast and how regularly each shopper acts.
--
-- in   log
-- out  table paces(user_id, events, days, purchases, gaps [counts], gap_seconds, gap_deviation [of gaps under 30 minutes], log_rate [ln events per active day])
CREATE OR REPLACE TEMP TABLE paces AS
WITH steps AS (
    SELECT
        user_id,
        day,
        behavior,
        (time_us - lag(time_us) OVER (PARTITION BY user_id ORDER BY time_us, seq)) / 1e6 AS gap
    FROM log
)
SELECT
    user_id,
    count(*)                                                       AS events,
    count(DISTINCT day)                                            AS days,
    count(*) FILTER (behavior = 'purchase')                        AS purchases,
    count(*) FILTER (gap < 1800)                                   AS gaps,
    coalesce(avg(gap) FILTER (gap < 1800), 0)                      AS gap_seconds,
    coalesce(stddev_pop(gap) FILTER (gap < 1800), 0)               AS gap_deviation,
    ln(count(*) / count(DISTINCT day))                             AS log_rate
FROM steps
GROUP BY user_id;
