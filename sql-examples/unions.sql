-- UNION ALL keeps every row, UNION and SELECT DISTINCT keep each row once.

CREATE TABLE web_users (name VARCHAR, city VARCHAR);
CREATE TABLE shop_users (name VARCHAR, city VARCHAR);

INSERT INTO web_users VALUES ('Ada', 'Oslo'), ('Björn', 'Kiruna'), ('Ada', 'Oslo');
INSERT INTO shop_users VALUES ('Ada', 'Oslo'), ('Chen', NULL), ('Dora', NULL);

CREATE VIEW all_rows AS SELECT name, city FROM web_users UNION ALL SELECT name, city FROM shop_users;
CREATE VIEW people AS SELECT name, city FROM web_users UNION SELECT name, city FROM shop_users;
CREATE VIEW cities AS SELECT DISTINCT city FROM people;

SELECT name, COUNT(*) AS n FROM all_rows GROUP BY name ORDER BY name;
SELECT * FROM people ORDER BY name;
SELECT city FROM cities ORDER BY city NULLS LAST;

-- Rows that are written down in a statement are a table, too.
SELECT * FROM (VALUES (1, 'one'), (2, 'two')) AS numbers (n, word)
UNION ALL
SELECT COUNT(*), 'people' FROM people
ORDER BY n;

-- A part of a statement can have a name.
WITH northern AS (SELECT name FROM people WHERE city IN ('Oslo', 'Kiruna'))
SELECT COUNT(*) AS northern FROM northern;
