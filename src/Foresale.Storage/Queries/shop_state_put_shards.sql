-- in   $shard, $value
INSERT INTO shards (shard, value) VALUES ($shard, $value) ON CONFLICT (shard) DO UPDATE SET value = excluded.value;
