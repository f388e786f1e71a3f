-- Prepares the connection that reads shoppers, while the other one writes.
PRAGMA query_only = ON;
PRAGMA cache_size = -4096;
