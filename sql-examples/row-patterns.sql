-- Sequences of rows: MATCH_RECOGNIZE.

CREATE TABLE ticker (symbol VARCHAR, ts TIMESTAMP, price INT);

-- A price that falls and rises again. Where a valley ends the next one may begin.
CREATE VIEW valleys AS
SELECT * FROM ticker MATCH_RECOGNIZE (
  PARTITION BY symbol
  ORDER BY ts
  MEASURES
    strt.ts          AS from_ts,
    LAST(down.price) AS bottom,
    LAST(up.ts)      AS to_ts,
    COUNT(*)         AS length
  AFTER MATCH SKIP TO LAST up
  PATTERN (strt down+ up+)
  DEFINE
    down AS price < PREV(price),
    up   AS price > PREV(price));

INSERT INTO ticker VALUES
  ('ACME', TIMESTAMP '2026-01-05 09:00:00', 12), ('ACME', TIMESTAMP '2026-01-05 09:01:00', 9),
  ('ACME', TIMESTAMP '2026-01-05 09:02:00', 7),  ('ACME', TIMESTAMP '2026-01-05 09:04:00', 10),
  ('ACME', TIMESTAMP '2026-01-05 09:05:00', 8),  ('ACME', TIMESTAMP '2026-01-05 09:06:00', 11),
  ('ZINC', TIMESTAMP '2026-01-05 09:00:00', 5),  ('ZINC', TIMESTAMP '2026-01-05 09:01:00', 6);

SELECT * FROM valleys ORDER BY from_ts;

-- A row that comes late is matched where it belongs.
INSERT INTO ticker VALUES ('ACME', TIMESTAMP '2026-01-05 09:03:00', 6);
SELECT * FROM valleys ORDER BY from_ts;

-- Each row of each match, with what is known so far and what is known in the end.
SELECT ts, price, what, so_far, low FROM ticker MATCH_RECOGNIZE (
  PARTITION BY symbol ORDER BY ts
  MEASURES CLASSIFIER() AS what, MIN(price) AS so_far, FINAL MIN(price) AS low
  ALL ROWS PER MATCH
  AFTER MATCH SKIP TO LAST up
  PATTERN (strt down+ up+)
  DEFINE down AS price < PREV(price), up AS price > PREV(price))
ORDER BY ts, what DESC;

-- Three logins or more that fail within a minute, and then one that does not.
CREATE TABLE logins (name VARCHAR, ts TIMESTAMP, ok BOOLEAN);
INSERT INTO logins VALUES
  ('eve', TIMESTAMP '2026-01-05 10:00:00', FALSE), ('eve', TIMESTAMP '2026-01-05 10:00:10', FALSE),
  ('eve', TIMESTAMP '2026-01-05 10:00:20', FALSE), ('eve', TIMESTAMP '2026-01-05 10:00:30', TRUE),
  ('bob', TIMESTAMP '2026-01-05 10:00:00', FALSE), ('bob', TIMESTAMP '2026-01-05 10:00:40', FALSE),
  ('bob', TIMESTAMP '2026-01-05 10:01:20', FALSE), ('bob', TIMESTAMP '2026-01-05 10:01:30', TRUE);

SELECT * FROM logins MATCH_RECOGNIZE (
  PARTITION BY name ORDER BY ts
  MEASURES COUNT(failed.*) AS failures, FIRST(failed.ts) AS from_ts, entered.ts AS entered_ts
  PATTERN (failed{3,} entered) WITHIN INTERVAL '1' MINUTE
  DEFINE failed AS NOT ok, entered AS ok);
