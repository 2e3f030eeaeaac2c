-- A week of real earthquakes (see data/README.md), replayed as a stream, and three views that are always up to date.
-- Run it whole:  ./millrace demo     or by hand:  ./millrace server   and   ./millrace sql -f sql-examples/quickstart.sql
-- The path is relative to the directory in which the server was started.

CREATE TABLE earthquakes (
  id           VARCHAR NOT NULL,
  ts           TIMESTAMP NOT NULL,
  latitude     DOUBLE,
  longitude    DOUBLE,
  depth_km     DOUBLE,
  magnitude    DOUBLE,
  mag_type     VARCHAR,
  place        VARCHAR,
  region       VARCHAR,
  net          VARCHAR,
  event_type   VARCHAR,
  status       VARCHAR,
  stations     INTEGER,
  felt_reports INTEGER,
  tsunami      BOOLEAN
) WITH (
  'connector' = 'file',
  'path' = 'sql-examples/data/earthquakes.csv',
  'format' = 'csv',
  'csv.header' = 'true',
  'replay.time-column' = 'ts',
  'replay.speed' = '10800' -- three hours of 2018 in a second of today
);

-- How much shook in each hour, and how hard?
CREATE MATERIALIZED VIEW quakes_per_hour AS
SELECT window_start, window_end,
       COUNT(*) AS quakes,
       COUNT(*) FILTER (WHERE magnitude >= 4.5) AS strong,
       MAX(magnitude) AS strongest,
       AVG(magnitude) AS mean_magnitude
FROM TABLE(TUMBLE(TABLE earthquakes, DESCRIPTOR(ts), INTERVAL '1' HOUR))
GROUP BY window_start, window_end;

-- How are the magnitudes spread?
CREATE MATERIALIZED VIEW quakes_by_class AS
SELECT magnitude_class,
       COUNT(*) AS quakes,
       SUM(felt_reports) AS felt_reports,
       MAX(depth_km) AS deepest_km
FROM (
  SELECT CASE WHEN magnitude < 2 THEN '1 micro'
              WHEN magnitude < 4 THEN '2 minor'
              WHEN magnitude < 5 THEN '3 light'
              WHEN magnitude < 6 THEN '4 moderate'
              ELSE '5 strong' END AS magnitude_class,
         felt_reports, depth_km
  FROM earthquakes)
GROUP BY magnitude_class;

-- Which regions shake most?
CREATE MATERIALIZED VIEW busy_regions AS
SELECT region,
       COUNT(*) AS quakes,
       MAX(magnitude) AS strongest,
       MAX(ts) AS latest
FROM earthquakes
WHERE event_type = 'earthquake'
GROUP BY region
HAVING COUNT(*) >= 20;

SELECT window_start, quakes, strong, strongest, mean_magnitude FROM quakes_per_hour ORDER BY window_start DESC LIMIT 6;

SELECT * FROM quakes_by_class ORDER BY magnitude_class;

SELECT region, quakes, strongest, latest FROM busy_regions ORDER BY quakes DESC, region LIMIT 6;
