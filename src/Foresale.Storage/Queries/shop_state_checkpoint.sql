-- Copies the write-ahead log into the file, flushes both and cuts the log to nothing; 0 where that was done.
PRAGMA wal_checkpoint(TRUNCATE);
