-- A simulated event log from CSV to Parquet, with the types that a shop's own export would have.
--
-- in   {csv}       the file, with the native columns of an event
--      {parquet}   the file to write
-- out  the same rows in the same order; time as an instant in UTC, price and quantity as decimals, consent as a boolean
COPY (
    SELECT
        event_id,
        CAST(time AS TIMESTAMPTZ)           AS time,
        CAST(received_at AS TIMESTAMPTZ)    AS received_at,
        user_id,
        anonymous_id,
        session_id,
        behavior,
        item_id,
        category,
        brand,
        CAST(price AS DECIMAL(18, 4))       AS price,
        currency,
        CAST(quantity AS DECIMAL(18, 4))    AS quantity,
        order_id,
        query,
        device,
        region,
        channel,
        CAST(consent AS BOOLEAN)            AS consent
    FROM read_csv({csv}, header = true, all_varchar = true, delim = ',', quote = '"')
) TO {parquet} (FORMAT parquet);
