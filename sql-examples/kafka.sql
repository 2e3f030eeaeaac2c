-- A stream from Apache Kafka: JSON messages of the topic 'orders', with where they came from.
-- The test that runs this file fills the topic with the lines of data/orders.jsonl; do the same with
--   kafka-console-producer.sh --bootstrap-server localhost:9092 --topic orders < sql-examples/data/orders.jsonl

CREATE TABLE orders (
  id BIGINT, customer VARCHAR, product VARCHAR, quantity INT, price DECIMAL(8, 2), ordered_at TIMESTAMP(3),
  topic VARCHAR METADATA,
  kafka_offset BIGINT METADATA FROM 'offset'
) WITH (
  'connector' = 'kafka',
  'topic' = 'orders',
  'properties.bootstrap.servers' = 'localhost:9092',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json'
);

CREATE VIEW sales AS
SELECT product, COUNT(*) AS orders, SUM(quantity) AS pieces, SUM(quantity * price) AS revenue, MAX(kafka_offset) AS last_offset
FROM orders
GROUP BY product;

SELECT * FROM sales ORDER BY product;
SELECT topic, id, customer FROM orders ORDER BY id;
SELECT TABLE_NAME, POSITION FROM MILLRACE.BAD_RECORDS;
