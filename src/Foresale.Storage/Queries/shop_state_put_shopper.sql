-- in   $number, $state
INSERT INTO shoppers (number, state) VALUES ($number, $state) ON CONFLICT (number) DO UPDATE SET state = excluded.state;
