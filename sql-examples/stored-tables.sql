-- Tables without a connector keep the rows that are inserted. Views over them follow.

CREATE TABLE products (
  name     VARCHAR(20) PRIMARY KEY,
  price    DECIMAL(8, 2) NOT NULL,
  currency CHAR(3) DEFAULT 'EUR',
  -- computed from the others, whenever it is read
  price_with_tax AS CAST(price * 1.19 AS DECIMAL(8, 2))
);

CREATE VIEW cheap AS SELECT name, price_with_tax FROM products WHERE price < 5;

INSERT INTO products (name, price) VALUES ('tea', 4.50), ('coffee', 6.20);
INSERT INTO products VALUES ('water', 1.10, 'CHF'), ('juice', 3.15, DEFAULT);

SELECT * FROM products ORDER BY name;
SELECT * FROM cheap ORDER BY price_with_tax DESC;

-- INSERT can also take what a query gives.
CREATE TABLE price_list (position INT, label VARCHAR);
INSERT INTO price_list SELECT 1, name || ': ' || CAST(price AS VARCHAR) FROM products WHERE currency = 'EUR';
SELECT label FROM price_list ORDER BY label LIMIT 2 OFFSET 1;

-- Equality with the key is a lookup: it reads one row, however many there are.
SELECT price FROM products WHERE name = 'coffee';

DROP VIEW cheap;
DROP TABLE IF EXISTS no_such_table;
