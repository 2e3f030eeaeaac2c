-- Windows cut time into pieces. TUMBLE: one after the other. HOP: overlapping, a row is in several.

CREATE TABLE visits (page VARCHAR, visitor INT, ts TIMESTAMP(3));

INSERT INTO visits VALUES
  ('home', 1, TIMESTAMP '2026-03-01 09:02:00'),
  ('home', 2, TIMESTAMP '2026-03-01 09:14:59.999'),
  ('cart', 1, TIMESTAMP '2026-03-01 09:15:00'),
  ('home', 3, TIMESTAMP '2026-03-01 09:40:00'),
  ('cart', 3, TIMESTAMP '2026-03-01 10:05:00'),
  ('home', 1, NULL); -- no time, so in no window

CREATE VIEW visits_per_quarter AS
SELECT window_start, window_end, COUNT(*) AS visits, COUNT(DISTINCT visitor) AS visitors
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '15' MINUTE))
GROUP BY window_start, window_end;

SELECT * FROM visits_per_quarter ORDER BY window_start;

-- An hour, every half hour.
CREATE VIEW visits_per_hour AS
SELECT window_start, page, COUNT(*) AS visits
FROM TABLE(HOP(TABLE visits, DESCRIPTOR(ts), INTERVAL '30' MINUTE, INTERVAL '1' HOUR))
GROUP BY window_start, window_end, page;

SELECT * FROM visits_per_hour ORDER BY window_start, page;

-- A row that comes later corrects the windows it belongs to.
INSERT INTO visits VALUES ('home', 9, TIMESTAMP '2026-03-01 09:03:00');

SELECT visits, visitors FROM visits_per_quarter WHERE window_start = TIMESTAMP '2026-03-01 09:00:00';

-- The older form, with the window in GROUP BY.
SELECT TUMBLE_START(ts, INTERVAL '1' HOUR) AS hour_start, COUNT(*) AS visits
FROM visits
WHERE ts IS NOT NULL
GROUP BY TUMBLE(ts, INTERVAL '1' HOUR)
ORDER BY hour_start;
