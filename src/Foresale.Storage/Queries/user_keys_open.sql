-- Prepares the file of the keys: write-ahead log flushed at each commit, deleted bytes overwritten with zeros.
-- Names have no index: memory has them, and an index would be one more place to erase.
--
-- users   number, name [UTF-8], secret [32 bytes]; AUTOINCREMENT gives no number twice
-- links   anonymous, known [numbers of one person's names]
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA temp_store = MEMORY;
PRAGMA busy_timeout = 10000;
CREATE TABLE IF NOT EXISTS format (version INTEGER NOT NULL);
INSERT INTO format SELECT 1 WHERE NOT EXISTS (SELECT * FROM format);
CREATE TABLE IF NOT EXISTS users (number INTEGER PRIMARY KEY AUTOINCREMENT, name BLOB NOT NULL, secret BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS links (anonymous INTEGER NOT NULL, known INTEGER NOT NULL, PRIMARY KEY (anonymous, known)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS links_known ON links (known);
