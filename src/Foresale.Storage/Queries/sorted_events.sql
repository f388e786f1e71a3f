-- The rows of a source, parsed and in the order of the dataset: one read, one sort.
--
-- in   {fields}    the fields as text, with seq (place in the source, from 0), file and record
--      {parsed}    expressions of time_us, received_us [microseconds since 1970, UTC], behavior [code], price, quantity [x 10,000], consent
--      {kept}      the fields that stay text
--      {offset}    offset of the shop's zone at arrival_us [microseconds]
--      {fault}     "field:text" of the first value that could not be read, else NULL
--      {order}     within a shopper's day: arrival and seq; without a clock behavior, item and seq
-- out  day [days since 1970 in the shop's zone], time_ms, received_ms, the parsed values, the texts
-- time rule: a day is the arrival's; nothing here looks at other rows
SELECT
    seq,
    file,
    record,
    CAST(({arrival} + {offset}) // 86400000000 AS INTEGER)    AS day,
    time_us // 1000                                           AS time_ms,
    received_us // 1000                                       AS received_ms,
    {out}
    {fault}                                                   AS fault
FROM (SELECT {parsed} FROM ({fields}) AS fields) AS parsed
{identities}
ORDER BY day, user_id, {order}
