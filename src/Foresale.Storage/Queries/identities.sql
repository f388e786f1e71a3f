-- The known name of an anonymous shopper: that of the last merge at or before the event, else of the first after it.
--
-- in   parsed(time_us, anonymous_id), identities(anonymous_id, known_id, merged_us [microseconds since 1970, UTC])
-- out  later.known_id, earlier.known_id
ASOF LEFT JOIN (SELECT anonymous_id, known_id, merged_us FROM identities) AS later
    ON parsed.anonymous_id = later.anonymous_id AND parsed.time_us <= later.merged_us
ASOF LEFT JOIN (SELECT anonymous_id, known_id, merged_us FROM identities) AS earlier
    ON parsed.anonymous_id = earlier.anonymous_id AND parsed.time_us >= earlier.merged_us
