package io.millrace.planner.parse;

import java.util.List;

/** Correct statements of every kind, for tests that hold for all of them. */
final class Statements {
    static final List<String> ALL = """
            CREATE TABLE input_table (id INT, data VARCHAR) WITH ('connector'='datagen','rows-per-second'='5')
            CREATE TABLE IF NOT EXISTS t (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(20) DEFAULT 'x' NOT NULL, total AS price * 2, o BIGINT METADATA FROM 'offset' VIRTUAL, p INT NOT NULL METADATA, price DECIMAL(10,2), ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) WITH (connector = 'kafka', scan.startup.mode = earliest, 'x' = 5, y = true)
            CREATE TABLE t (a INT, b INT, CONSTRAINT k PRIMARY KEY (a, b) NOT ENFORCED)
            CREATE TABLE t (a INT ARRAY, b MAP<VARCHAR, INT>, c ROW(x INT, y VARCHAR ARRAY), d VARBINARY(10), e TIMESTAMP WITH LOCAL TIME ZONE, f DOUBLE PRECISION)
            CREATE TABLE t (date DATE, time TIME, timestamp TIMESTAMP(3), offset BIGINT METADATA, partition INT METADATA FROM 'partition', order INT, user INT, PRIMARY KEY (date, time), WATERMARK FOR timestamp AS timestamp - INTERVAL '5' SECOND)
            CREATE OR REPLACE MATERIALIZED VIEW v (a, b) WITH (state = 'unbounded') AS SELECT a, COUNT(*) FROM t GROUP BY a EMIT ON WINDOW CLOSE
            CREATE VIEW IF NOT EXISTS v AS SELECT * FROM t EMIT EVERY INTERVAL '1' MINUTE
            CREATE VIEW v AS WITH x AS (SELECT 1 AS a) SELECT * FROM x UNION ALL SELECT 2 ORDER BY 1 LIMIT 5 OFFSET 2
            DROP TABLE IF EXISTS t
            DROP VIEW a.b
            DROP MATERIALIZED VIEW v RESTRICT
            SHOW TABLES
            SHOW VIEWS
            SHOW MATERIALIZED VIEWS
            SHOW COLUMNS FROM a.b
            SHOW COLUMNS IN t
            SHOW CREATE TABLE t
            SHOW CREATE VIEW v
            SHOW CREATE MATERIALIZED VIEW v
            DESCRIBE t
            DESC t
            DESCRIBE VIEW v
            DESCRIBE TABLE "T 1"
            EXPLAIN SELECT * FROM t
            EXPLAIN PLAN FOR SELECT 1
            EXPLAIN STATE FOR CREATE VIEW v AS SELECT a FROM t
            EXPLAIN CIRCUIT FOR INSERT INTO t VALUES (1)
            SUBSCRIBE TO v WITH (snapshot = true, from_tick = 5)
            SUBSCRIBE v
            SUBSCRIBE TO SELECT a FROM t WHERE b > 1 WITH (snapshot = false)
            INSERT INTO t (a, b) VALUES (1, ?), (2, ?)
            INSERT INTO t SELECT * FROM u
            SET x = 1
            SET a.b = 'x'
            RESET x
            SET TIME ZONE 'Europe/Berlin'
            SET TIME ZONE LOCAL
            SET TIME ZONE DEFAULT
            SHOW TIME ZONE
            SELECT ts + INTERVAL '1' DAY AT TIME ZONE 'UTC' FROM t WHERE a::timestamp AT TIME ZONE z AT TIME ZONE 'x' > b
            SELECT a::int + b::varchar(3) FROM t WHERE a ILIKE 'x%' AND b ~ 'a.*' AND c !~* 'z' AND -x::int > 3
            SELECT STREAM a FROM t UNION ALL SELECT STREAM b FROM u
            VALUES (1, 'x'), (2, 'y')
            SELECT 'é€𝄞it''s' FROM "T ""1"
            TABLE t
            SELECT window_start, COUNT(*) FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start
            SELECT * FROM TABLE(HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '5' MINUTE))
            SELECT TUMBLE_START(ts, INTERVAL '1' HOUR), COUNT(*) FROM t GROUP BY TUMBLE(ts, INTERVAL '1' HOUR)
            SELECT CASE WHEN a IS NULL THEN 1 ELSE b END, CAST(a AS DECIMAL(10, 2)), EXTRACT(YEAR FROM ts), FLOOR(ts TO DAY) FROM t
            SELECT SUM(x) OVER (PARTITION BY a ORDER BY b ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM t
            SELECT COUNT(*) FILTER (WHERE a > 1), COUNT(DISTINCT b), LISTAGG(x, ',') WITHIN GROUP (ORDER BY y) FROM t HAVING COUNT(*) > 1
            SELECT ROW(1, 2), ARRAY[1,2], MAP['a', 1], a[1], - INTERVAL '1' DAY, X'CAFE', 1e10, .5, TRUE, NULL FROM t
            SELECT * FROM t LEFT JOIN u ON t.a = u.a JOIN v USING (b), LATERAL TABLE(f(x)) AS g(a, b)
            SELECT * FROM t AS x, UNNEST(x.arr) WITH ORDINALITY AS y (v, n)
            SELECT * FROM t JOIN u FOR SYSTEM_TIME AS OF t.ts ON t.a = u.a
            SELECT x FROM t WHERE a IN (SELECT b FROM u) AND EXISTS (SELECT 1 FROM u) AND (a, b) IN ((1, 2), (3, 4)) AND c BETWEEN 1 AND 2
            SELECT TRIM(BOTH ' ' FROM a), SUBSTRING(a FROM 1 FOR 2), POSITION('x' IN a), OVERLAY(a PLACING 'x' FROM 1) FROM t
            SELECT a FROM t GROUP BY GROUPING SETS ((a), (b), ()) ORDER BY a DESC NULLS LAST OFFSET 5 ROWS FETCH NEXT 3 ROWS ONLY
            SELECT JSON_VALUE(x, '$.a' RETURNING DATE), JSON_OBJECT(KEY 'a' VALUE x) FROM t
            SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY a ORDER BY ts MEASURES A.x AS x ONE ROW PER MATCH PATTERN (A B+) DEFINE B AS B.x > PREV(B.x)) AS m
            """.lines().toList();

    private Statements() {}
}
