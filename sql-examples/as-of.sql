-- Joins as of a time: beside each row the one row of another relation that counts at its time.

CREATE TABLE orders (id INT, currency VARCHAR, amount DECIMAL(10, 2), ts TIMESTAMP(3));
CREATE TABLE rates (currency VARCHAR, rate DECIMAL(10, 4), since TIMESTAMP(3));

INSERT INTO rates VALUES
  ('EUR', 1.1000, TIMESTAMP '2026-03-01 09:00:00'),
  ('EUR', 1.1200, TIMESTAMP '2026-03-01 12:00:00'),
  ('GBP', 1.2500, TIMESTAMP '2026-03-01 10:00:00');
INSERT INTO orders VALUES
  (1, 'EUR', 100, TIMESTAMP '2026-03-01 09:30:00'),
  (2, 'GBP', 40, TIMESTAMP '2026-03-01 09:45:00'), -- before the first rate
  (3, 'EUR', 10, TIMESTAMP '2026-03-01 12:00:00'),
  (4, 'GBP', 20, TIMESTAMP '2026-03-01 18:00:00');

CREATE VIEW in_dollars AS
SELECT o.id, o.currency, r.rate, o.amount * r.rate AS dollars
FROM orders AS o LEFT ASOF JOIN rates AS r MATCH_CONDITION o.ts >= r.since ON o.currency = r.currency;

SELECT * FROM in_dollars ORDER BY id;

-- A rate that comes late corrects the orders between it and the next one of its currency, and no others.
INSERT INTO rates VALUES ('GBP', 1.2000, TIMESTAMP '2026-03-01 09:00:00'), ('EUR', 1.1300, TIMESTAMP '2026-03-01 15:00:00');

SELECT * FROM in_dollars ORDER BY id;

-- The next order of the same currency: look forward with <.
SELECT a.id, b.id AS next_id, b.ts AS next_ts
FROM orders AS a LEFT ASOF JOIN orders AS b MATCH_CONDITION a.ts < b.ts ON a.currency = b.currency
ORDER BY id;

-- What counts now, whatever the row's time: each row of a stream is joined once, with what is there when it comes.
CREATE TABLE ticks (id BIGINT, currency VARCHAR)
WITH ('connector' = 'datagen', 'rows-per-second' = 'unlimited', 'number-of-rows' = '3', 'fields.id.kind' = 'sequence',
      'fields.currency.length' = '3');
CREATE VIEW looked_up AS
SELECT t.id, r.rate FROM ticks AS t
LEFT JOIN in_dollars FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP AS r ON t.id = r.id;

SELECT * FROM looked_up ORDER BY id;
