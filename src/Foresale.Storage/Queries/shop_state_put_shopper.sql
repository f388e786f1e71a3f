-- in   $number, $state
REPLACE INTO shoppers (number, state) VALUES ($number, $state);
