-- The middle of the shoppers' paces and how far they lie from it.
--
-- in   paces
-- out  middle [median of log_rate], deviation [median absolute deviation]
SELECT
    coalesce(median(log_rate), 0)              AS middle,
    coalesce(mad(log_rate), 0)                 AS deviation
FROM paces
ORDER BY ALL;
