-- Streams read from files: CSV with a header, and JSON with one object a line.
-- The paths are relative to the directory in which the server was started.

CREATE TABLE csv_orders (
  id INT, customer VARCHAR, product VARCHAR, quantity INT, price DECIMAL(8, 2), ordered_at TIMESTAMP(3)
) WITH (
  'connector' = 'file', 'path' = 'sql-examples/data/orders.csv', 'format' = 'csv', 'csv.header' = 'true', 'csv.null' = ''
);

CREATE TABLE json_orders (
  id INT, customer VARCHAR, product VARCHAR, quantity INT, price DECIMAL(8, 2), ordered_at TIMESTAMP(3),
  file_name VARCHAR METADATA FROM 'file'
) WITH ('connector' = 'file', 'path' = 'sql-examples/data', 'pattern' = '*.jsonl', 'format' = 'json');

CREATE VIEW orders AS
SELECT id, customer, product, quantity, price, ordered_at FROM csv_orders
UNION ALL
SELECT id, customer, product, quantity, price, ordered_at FROM json_orders;

CREATE VIEW sales AS
SELECT product, COUNT(*) AS orders, SUM(quantity) AS pieces, SUM(quantity * price) AS revenue
FROM orders
GROUP BY product;

SELECT * FROM sales ORDER BY product;
SELECT id, quantity FROM orders WHERE customer IS NULL ORDER BY id;
SELECT DISTINCT file_name FROM json_orders;

-- Order 5 has a quantity that is no number and order 12 is cut off: skipped, counted, and readable with the reason.
SELECT TABLE_NAME, REASON, RECORD FROM MILLRACE.BAD_RECORDS ORDER BY TABLE_NAME;
