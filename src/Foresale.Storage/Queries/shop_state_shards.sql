-- out  value
SELECT value FROM shards ORDER BY shard;
