-- One row a session.
--
-- in   log
-- out  table visits(user_id, session_id, start_us, end_us [microseconds, UTC], events [count], mask [bit b: behavior code b occurs])
CREATE OR REPLACE TEMP TABLE visits AS
SELECT
    user_id,
    session_id,
    min(time_us)                               AS start_us,
    max(time_us)                               AS end_us,
    count(*)                                   AS events,
    bit_or(1 << code)                          AS mask
FROM log
GROUP BY user_id, session_id;
