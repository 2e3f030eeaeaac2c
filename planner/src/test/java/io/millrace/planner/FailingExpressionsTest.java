package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.planner.explain.Types;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An expression that may fail is NULL where it does, also where its columns are NOT NULL: what is made of it may be NULL too. */
class FailingExpressionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ANY_VALUE(user_id - user_id + 7)             | BIGINT
            MIN(user_id + 1)                             | BIGINT
            MAX(user_id + 1)                             | BIGINT
            SUM(user_id + 1)                             | BIGINT
            SINGLE_VALUE(user_id + 1)                    | BIGINT
            COUNT(user_id + 1)                           | BIGINT NOT NULL
            APPROX_COUNT_DISTINCT(user_id + 1)           | BIGINT NOT NULL
            MIN(user_id + 1) + MAX(user_id)              | BIGINT
            MIN(COALESCE(user_id + 1, 3))                | BIGINT NOT NULL
            MAX(user_id)                                 | BIGINT NOT NULL
            """)
    void aggregatesAreNullableWhereTheirArgumentsAre(String aggregate, String type) {
        QueryPlan plan = Planning.view("SELECT ts, " + aggregate + " AS x FROM clicks GROUP BY ts");

        assertThat(Types.declaration(plan.schema().column(1).type())).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CHAR_LENGTH(CAST(x AS VARCHAR))              | INTEGER
            UPPER(CAST(x AS VARCHAR)) LIKE 'A%'          | BOOLEAN
            x > 1                                        | BOOLEAN
            x > 1 AND user_id > 2                        | BOOLEAN
            x IN (1, 2)                                  | BOOLEAN
            CASE WHEN user_id > 1 THEN x ELSE user_id END | BIGINT
            COALESCE(x, user_id)                         | BIGINT NOT NULL
            x IS NULL                                    | BOOLEAN NOT NULL
            x > 1 IS TRUE                                | BOOLEAN NOT NULL
            """)
    void callsOfThemAreNullableToo(String expression, String type) {
        QueryPlan plan = Planning.view(
                "SELECT " + expression + " AS y FROM (SELECT user_id, user_id + 1 AS x FROM clicks) AS c");

        assertThat(Types.declaration(plan.schema().column(0).type())).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT ANY_VALUE(user_id - user_id + 7) FROM clicks",
                "SELECT user_id + 1, MIN(user_id + 1) FROM clicks GROUP BY user_id + 1 HAVING MIN(user_id + 1) > 2",
                "SELECT ts, MIN(user_id + 1) FROM clicks GROUP BY GROUPING SETS ((ts, user_id), (ts))",
                "SELECT ts, LAG(MIN(user_id + 1)) OVER (ORDER BY ts) FROM clicks GROUP BY ts",
                "SELECT user_id, LAG(user_id + 1, 1, user_id) OVER (PARTITION BY user_id ORDER BY ts) FROM clicks",
                "SELECT MIN(x), ANY_VALUE(x) FROM (SELECT user_id AS x FROM clicks UNION ALL SELECT user_id + 1 FROM clicks)"
                        + " AS u GROUP BY x",
                "SELECT user_id FROM clicks WHERE user_id NOT IN (SELECT MIN(id + 1) FROM accounts GROUP BY owner)",
                "SELECT x, (SELECT MAX(a.id) FROM accounts a WHERE a.id = c.x) FROM (SELECT user_id + 1 AS x FROM clicks) c",
                "SELECT x, (SELECT MAX(c.x + a.id) FROM accounts a) FROM (SELECT user_id + 1 AS x FROM clicks) c",
                "SELECT x FROM (SELECT user_id + 1 FROM clicks) AS c (x) WHERE EXISTS (SELECT 1 FROM accounts a WHERE a.id > c.x)",
                "SELECT x, (SELECT COUNT(*) FROM accounts a WHERE a.id = c.x) FROM (SELECT user_id + 1 AS x FROM clicks"
                        + " UNION SELECT user_id FROM clicks) c",
                "SELECT c.x, l.y FROM (SELECT user_id + 1 AS x FROM clicks) c, LATERAL (SELECT a.id + c.x AS y FROM accounts a"
                        + " WHERE a.id = c.x) AS l",
                "SELECT x FROM (SELECT user_id + 1 AS x FROM clicks) c JOIN (SELECT id AS x FROM accounts) a USING (x)",
                "SELECT x FROM (SELECT user_id + 1 AS x FROM clicks) c NATURAL LEFT JOIN (SELECT id - 1 AS x FROM accounts) a",
                "WITH w AS (SELECT user_id + 1 AS x FROM clicks) SELECT ANY_VALUE(x) AS x FROM w UNION SELECT x FROM w",
                "WITH w AS (SELECT user_id + 1 AS x FROM clicks) SELECT x, (SELECT MAX(v.x) FROM w v WHERE v.x < w.x) FROM w",
                "WITH w AS (SELECT user_id + 1 AS x FROM clicks) SELECT x FROM w GROUP BY x HAVING x > (SELECT MIN(v.x) FROM w v)",
                "SELECT (SELECT MAX(a.id) FROM accounts a WHERE a.id = c.x) AS m FROM (SELECT user_id + 1 AS x FROM clicks) c"
                        + " GROUP BY x",
                "SELECT id, SUM(c) FROM (SELECT id, COUNT(*) AS c FROM accounts GROUP BY id) AS x GROUP BY id"
                        + " HAVING MIN(c - c) NOT IN (1, 3)",
                "SELECT BOOL_AND(url LIKE '%a%' AND TRUE IS NOT TRUE) FROM clicks GROUP BY ts",
                "SELECT COALESCE(ts, ts) - INTERVAL '1' HOUR, COALESCE(MAX(ts), ts) - INTERVAL '1' DAY FROM clicks GROUP BY ts",
                "SELECT user_id FROM clicks WHERE NOT (FALSE IS NULL AND 7 < user_id) AND (CAST(NULL AS INT) BETWEEN 1 AND 1"
                        + " OR FALSE IS NOT FALSE)",
                "SELECT c.ts FROM clicks AS c CROSS JOIN LATERAL (SELECT a.id AS c0, a.id AS c1 FROM accounts AS a"
                        + " WHERE a.id = c.user_id ORDER BY a.id, a.owner, a.balance, a.since LIMIT 2) AS l",
                "SELECT (SELECT MAX(a.id) FROM accounts AS a WHERE a.id = c.user_id"
                        + " AND CAST(EXTRACT(DAY FROM DATE '2026-02-01') AS INT) IN (0, 0)) FROM clicks AS c"
            })
    void queriesOverThemArePlanned(String sql) {
        assertThat(Planning.view(sql).schema().size()).isPositive();
    }
}
