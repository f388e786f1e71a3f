-- Quantiles of sessions: their events, and the seconds from their first event to their last.
--
-- in   visits
-- out  events, seconds [a list each, at the levels .1 .25 .5 .75 .9 .99; null without sessions]
SELECT
    quantile_cont(CAST(events AS DOUBLE), [0.1, 0.25, 0.5, 0.75, 0.9, 0.99])            AS events,
    quantile_cont((end_us - start_us) / 1e6, [0.1, 0.25, 0.5, 0.75, 0.9, 0.99])         AS seconds
FROM visits
ORDER BY ALL;
