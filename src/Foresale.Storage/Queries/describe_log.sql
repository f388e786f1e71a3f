-- The events of a dataset folder, as every other describe query reads them.
--
-- in   the variable events_path: glob of the folder's Parquet files
-- out  view log(all fields; code [behavior's code, 0..6], time_us and received_us [microseconds since 1970, UTC], day [of the shop's zone])
CREATE OR REPLACE TEMP VIEW log AS
SELECT
    * EXCLUDE (day),
    CAST(list_position(['view', 'search', 'favorite', 'cart', 'purchase', 'uncart', 'refund'], behavior) - 1 AS INTEGER) AS code,
    epoch_us(time)                             AS time_us,
    epoch_us(received_at)                      AS received_us,
    CAST(day AS DATE)                          AS day
FROM read_parquet(getvariable('events_path'), hive_partitioning = true);
