-- A side file as one row a cell.
--
-- in   the variables side_path (users.parquet or items.parquet) and side_key (user_id or item_id)
-- out  table side(key, field, value) [text; empty and null cells left out; valid_from is no attribute]
CREATE OR REPLACE TEMP TABLE side AS
WITH cells AS (
    SELECT CAST(COLUMNS(*) AS VARCHAR)
    FROM read_parquet(getvariable('side_path'))
),
keyed AS (
    SELECT * EXCLUDE (valid_from)
    FROM (SELECT NULL AS valid_from WHERE false UNION ALL BY NAME FROM cells)
)
SELECT key, field, value
FROM (UNPIVOT (SELECT COLUMNS(c -> c = getvariable('side_key')) AS key, COLUMNS(c -> c <> getvariable('side_key')) FROM keyed) ON COLUMNS(* EXCLUDE (key)) INTO NAME field VALUE value)
WHERE value <> '';
