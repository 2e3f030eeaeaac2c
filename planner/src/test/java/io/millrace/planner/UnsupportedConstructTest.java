package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not supported yet is refused by name, at the place of the clause. */
class UnsupportedConstructTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    SELECT * FROM clicks c ASOF JOIN accounts a MATCH_CONDITION c.user_id >= a.id ON c.user_id = a.id AND a.id > 3 | 1:103 | The ON of an ASOF JOIN has nothing but equalities between both sides.
                    SELECT * FROM clicks c JOIN accounts FOR SYSTEM_TIME AS OF c.ts AS a ON c.user_id = a.id | 1:60 | FOR SYSTEM_TIME AS OF: 'accounts' has no event time
                    WITH few AS (SELECT * FROM clicks WHERE price > 3) SELECT * FROM clicks c JOIN few FOR SYSTEM_TIME AS OF c.ts AS f ON c.user_id = f.user_id | 1:106 | FOR SYSTEM_TIME AS OF is supported for tables and views.
                    SELECT user_id FROM clicks ORDER BY user_id | 1:37 | ORDER BY without LIMIT is not supported in a query that is kept up to date
                    SELECT MAP(SELECT id, id FROM accounts) FROM clicks | 1:8 | MAP of a query is not supported.
                    SELECT LISTAGG(url) WITHIN GROUP (ORDER BY ts) OVER (ORDER BY ts) FROM clicks | 1:8 | LISTAGG with an order of its own and OVER is not supported.
                    SELECT CORR(DISTINCT price, user_id) FROM clicks | 1:8 | CORR(DISTINCT price, user_id) is not supported
                    SELECT c.user_id FROM clicks c LEFT JOIN accounts a ON a.id = (SELECT MIN(id) FROM accounts b WHERE b.id > c.user_id AND b.owner = a.owner) | 1:37 | A subquery in the ON of an outer JOIN that refers to both sides of it is not supported.
                    SELECT user_id FROM clicks c WHERE user_id IN (SELECT COUNT(*) FROM accounts a WHERE a.id < c.user_id GROUP BY ROLLUP (owner)) | nowhere | This subquery refers to columns of the query around it below ROLLUP
                    SELECT user_id FROM clicks WHERE UNIQUE (SELECT id FROM accounts) | 1:34 | UNIQUE is not supported.
                    SELECT COUNT(DISTINCT user_id, url) FROM clicks | 1:32 | COUNT of several columns is not supported yet. Count in a subquery
                    SELECT COUNT(user_id, url) FROM clicks | 1:23 | COUNT of several columns is not supported yet. Use COUNT(*) FILTER
                    SELECT * FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(ts), INTERVAL '1' MONTH)) | 1:58 | Windows of months and years are not supported
                    SELECT CAST(url AS VARIANT) FROM clicks | 1:20 | The type VARIANT is not supported yet.
                    WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT MAX(n) + 1 FROM r) SELECT * FROM r | 1:52 | 'r' cannot be read below the aggregate MAX in its own recursive part.
                    WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n FROM r GROUP BY n) SELECT * FROM r | 1:70 | 'r' cannot be read below GROUP BY
                    WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT COUNT(*) OVER () FROM r) SELECT * FROM r | 1:52 | 'r' cannot be read below a window function
                    WITH RECURSIVE r (n) AS (SELECT 1 UNION SELECT n FROM (SELECT n FROM r LIMIT 1) AS x) SELECT * FROM r | 1:78 | 'r' cannot be read below LIMIT
                    WITH RECURSIVE r (n) AS (SELECT 1 UNION SELECT c.id FROM clicks c LEFT JOIN r ON r.n = c.id) SELECT * FROM r | 1:77 | 'r' cannot be read on the side of an outer join that may have no row
                    WITH RECURSIVE r (n) AS (SELECT 1 UNION SELECT id FROM clicks WHERE id NOT IN (SELECT n FROM r)) SELECT * FROM r | 1:94 | 'r' cannot be read in a subquery of an expression
                    WITH RECURSIVE r (n) AS (SELECT 1 UNION (SELECT id FROM clicks EXCEPT SELECT n FROM r)) SELECT * FROM r | 1:85 | 'r' cannot be read in EXCEPT
                    WITH RECURSIVE r (n) AS (SELECT 1 EXCEPT SELECT n FROM r) SELECT * FROM r | 1:56 | 'r' reads itself, but is no UNION.
                    WITH RECURSIVE r (n) AS (SELECT n FROM r UNION SELECT n + 1 FROM r) SELECT * FROM r | 1:26 | All parts of 'r' read it
                    WITH RECURSIVE r (n) AS (SELECT 1 UNION SELECT n FROM q), q (n) AS (SELECT 1 UNION SELECT n FROM r) SELECT * FROM r | 1:55 | 'r' reads 'q', which comes after it and reads it in turn.
                    WITH RECURSIVE r (n) AS (SELECT 1 UNION SELECT n FROM r), q AS (SELECT n FROM s), s AS (SELECT n FROM r) SELECT * FROM q | 1:79 | 'q' reads 's', which comes after it. Write 's' before 'q'.
                    WITH RECURSIVE r (n) AS (SELECT 1 UNION SELECT x.n FROM r, (WITH RECURSIVE s (n) AS (SELECT n FROM r UNION SELECT n + 1 FROM s WHERE n < 3) SELECT n FROM s) AS x) SELECT * FROM r | 1:16 | The recursive part of 'r' has another recursion
                    SELECT * FROM clicks TABLESAMPLE BERNOULLI(10) | 1:22 | TABLESAMPLE is not supported.
                    SELECT * FROM UNNEST(SELECT id FROM accounts) WITH ORDINALITY | 1:22 | UNNEST of a query WITH ORDINALITY is not supported
                    SELECT user_id FROM clicks FOR SYSTEM_TIME AS OF TIMESTAMP '2026-01-01 00:00:00' | 1:50 | FOR SYSTEM_TIME AS OF is supported behind JOIN only
                    SELECT CURRENT_TIME FROM clicks | 1:8 | CURRENT_TIME is not supported in a query that is kept up to date
                    SELECT RAND() FROM clicks | 1:8 | RAND is not supported in a query that is kept up to date
                    SELECT CAST(url AS TIMESTAMP(6)) FROM clicks | 1:20 | A TIMESTAMP has at most 3 digits behind the second. Write TIMESTAMP(3).
                    SELECT * FROM clicks WHERE ts > TIMESTAMP '2026-01-01 00:00:00.1234' | 1:33 | Times have at most 3 digits behind the second.
                    """)
    void isRefusedAtItsPlace(String sql, String place, String message) {
        assertThat(Planning.viewError(sql)).startsWith(place + " NOT_SUPPORTED " + message);
    }

    @Test
    void readingAStreamWhosePastIsGoneNamesSelectStream() {
        assertThat(Planning.readError("SELECT id\nFROM trips WHERE id > 5"))
                .startsWith("2:6 WRONG_OBJECT_KIND Stream 'trips' cannot be read again from its start")
                .contains("SELECT STREAM");
    }

    @Test
    void readingNoRowsOfAnyStreamEndsAtOnce() {
        assertThat(Planning.read("SELECT * FROM trips LIMIT 0").schema().size()).isEqualTo(5);
    }
}
