-- The highest number that was ever given, erased ones included; 0 for none.
SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'users'), 0);
