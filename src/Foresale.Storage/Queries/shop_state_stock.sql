-- out  value; no row where none was written
SELECT value FROM stock;
