-- in   $value
INSERT INTO sessions (id, value) VALUES (1, $value) ON CONFLICT (id) DO UPDATE SET value = excluded.value;
