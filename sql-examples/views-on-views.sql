-- A view can read views. All change together: no reader sees one ahead of another.

CREATE TABLE transfers (id INT PRIMARY KEY, debit VARCHAR, credit VARCHAR, amount DECIMAL(10, 2));

CREATE VIEW movements AS
SELECT debit AS account, -amount AS amount FROM transfers
UNION ALL
SELECT credit, amount FROM transfers;

CREATE VIEW balances AS SELECT account, SUM(amount) AS balance FROM movements GROUP BY account;

-- Money only moves: whatever comes, this is 0 at every moment.
CREATE VIEW total AS SELECT SUM(balance) AS total FROM balances;

CREATE VIEW overdrawn AS SELECT account, balance FROM balances WHERE balance < 0;

INSERT INTO transfers VALUES (1, 'ada', 'bob', 30.00), (2, 'bob', 'eve', 12.50), (3, 'eve', 'ada', 1.25);

SELECT * FROM balances ORDER BY account;
SELECT * FROM overdrawn;
SELECT * FROM total;

INSERT INTO transfers VALUES (4, 'bob', 'ada', 40.00);

SELECT * FROM balances ORDER BY account;
SELECT * FROM overdrawn;
SELECT * FROM total;

-- A view is replaced in one step; those that read it have to go first.
CREATE OR REPLACE VIEW overdrawn AS SELECT account, -balance AS debt FROM balances WHERE balance < -10;
SELECT * FROM overdrawn;
