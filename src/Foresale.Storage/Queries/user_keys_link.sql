-- in   $anonymous, $known
INSERT OR IGNORE INTO links (anonymous, known) VALUES ($anonymous, $known);
