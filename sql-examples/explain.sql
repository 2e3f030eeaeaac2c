-- What a statement will do: its plan after each phase of planning, and the circuit of operators it becomes.
-- The circuit says what keeps state (aggregate, distinct) and where rows are brought to the worker of their key (exchange).

CREATE TABLE clicks (user_id INT, page VARCHAR, cost DECIMAL(6, 2));

EXPLAIN SELECT page, COUNT(*) AS n FROM clicks WHERE user_id > 10 * 10 GROUP BY page;

EXPLAIN CIRCUIT FOR CREATE VIEW costly AS SELECT page, SUM(cost) AS cost FROM clicks WHERE user_id > 0 GROUP BY page;
