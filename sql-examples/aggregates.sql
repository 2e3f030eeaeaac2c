-- COUNT, SUM, AVG, MIN and MAX: of all rows, of distinct values, of the rows that a condition holds for.

CREATE TABLE measurements (sensor VARCHAR, room VARCHAR, celsius DECIMAL(4, 1), battery INT);

INSERT INTO measurements VALUES
  ('a1', 'kitchen', 21.5, 90), ('a1', 'kitchen', 22.5, 89), ('a2', 'kitchen', 19.0, 12),
  ('b1', 'cellar', 9.5, 70), ('b1', 'cellar', NULL, 69), ('c1', 'attic', 28.0, 5);

CREATE VIEW rooms AS
SELECT room,
       COUNT(*) AS measurements,
       COUNT(celsius) AS with_value,                        -- NULL does not count
       COUNT(DISTINCT sensor) AS sensors,
       COUNT(*) FILTER (WHERE battery < 20) AS low_battery,
       MIN(celsius) AS coldest,
       MAX(celsius) AS warmest,
       AVG(celsius) AS mean,
       SUM(DISTINCT battery) AS battery_sum
FROM measurements
GROUP BY room;

SELECT * FROM rooms ORDER BY room;

-- HAVING keeps groups as WHERE keeps rows.
CREATE VIEW warm_rooms AS
SELECT room, AVG(celsius) AS mean FROM measurements GROUP BY room HAVING AVG(celsius) > 20;

SELECT * FROM warm_rooms ORDER BY room;

INSERT INTO measurements VALUES ('a2', 'kitchen', 10.0, 11);

-- The kitchen is not warm any more.
SELECT * FROM warm_rooms ORDER BY room;

-- Without GROUP BY there is one row, also over no rows at all.
SELECT COUNT(*) AS n, MAX(celsius) AS warmest FROM measurements WHERE room = 'garage';
