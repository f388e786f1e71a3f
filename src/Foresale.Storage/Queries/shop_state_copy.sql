-- Copies the write-ahead log into the file and flushes both, beside a reader: what is left to do before the log can be cut takes no time.
PRAGMA wal_checkpoint(PASSIVE);
