-- Prepares the file of a shop's state for its one writer. What is deleted is overwritten, since names and sessions name people. A commit need not be flushed: the checkpoint behind each is.
--
-- head, names, sessions, stock, held   one row each: a page of its own, in which no copy of an older row is left when pages are divided
-- items      part [of a shard], value [what is known of items]
-- seen       id, day [number], value [keys of 8 bytes]; rows are added, and deleted when their day is over
-- shoppers   number [of the shopper's key], state [sealed with it]
PRAGMA page_size = 4096;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA secure_delete = ON;
PRAGMA wal_autocheckpoint = 0;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -8192;
CREATE TABLE IF NOT EXISTS head (id INTEGER PRIMARY KEY CHECK (id = 1), value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS names (id INTEGER PRIMARY KEY CHECK (id = 1), value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (id INTEGER PRIMARY KEY CHECK (id = 1), value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS stock (id INTEGER PRIMARY KEY CHECK (id = 1), value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS held (id INTEGER PRIMARY KEY CHECK (id = 1), value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS items (part INTEGER PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS seen (id INTEGER PRIMARY KEY, day INTEGER NOT NULL, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS shoppers (number INTEGER PRIMARY KEY, state BLOB NOT NULL);
