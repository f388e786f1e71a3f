-- How the clock runs against the order of the source, and against the time of receipt.
--
-- in   log; $by_session [bool: steps within a session only, for sources that name sessions and may list them in any order]
-- out  steps, backwards [by more than a minute], furthest_back [seconds], received, ahead [more than 5 minutes], late [more than a day]
WITH steps AS (
    SELECT
        time_us - lag(time_us) OVER (PARTITION BY user_id, CASE WHEN $by_session THEN session_id END ORDER BY seq) AS step_us,
        received_us,
        time_us
    FROM log
)
SELECT
    count(step_us)                                                 AS steps,
    count(*) FILTER (step_us < -60000000)                          AS backwards,
    coalesce(max(-step_us) FILTER (step_us < -60000000), 0) / 1e6  AS furthest_back,
    count(received_us)                                             AS received,
    count(*) FILTER (time_us > received_us + 300000000)            AS ahead,
    count(*) FILTER (received_us > time_us + 86400000000)          AS late
FROM steps
ORDER BY ALL;
