-- Copies the write-ahead log into the file and cuts it to nothing; 0 where both were done.
PRAGMA wal_checkpoint(TRUNCATE);
