package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.planner.explain.Types;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which type a {@code ?} has, by where it stands. */
class ParameterTypeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '`', textBlock = """
                    SELECT ? @ VARCHAR
                    SELECT ? + 1 @ INTEGER
                    SELECT 1 + ? * 2 @ INTEGER
                    SELECT -(? - duration) FROM clicks @ INTEGER
                    SELECT price * ? FROM clicks @ DECIMAL(18, 6)
                    SELECT user_id FROM clicks WHERE duration > ? * ? @ INTEGER, INTEGER
                    SELECT score / ? FROM clicks @ DOUBLE
                    SELECT url FROM clicks WHERE price BETWEEN ? AND ? @ DECIMAL(18, 6), DECIMAL(18, 6)
                    SELECT COALESCE(price, ?) FROM clicks @ DECIMAL(10, 2)
                    SELECT MOD(?, 3) @ INTEGER
                    SELECT UPPER(?) @ VARCHAR
                    SELECT ? || 'a' || ? @ VARCHAR, VARCHAR
                    SELECT CHAR_LENGTH(TRIM(?)) + ? @ VARCHAR, INTEGER
                    SELECT SUBSTRING(url FROM ? FOR ?) FROM clicks @ INTEGER, INTEGER
                    SELECT SUBSTRING(? FROM 2) @ VARCHAR
                    SELECT POSITION(? IN url) FROM clicks @ VARCHAR
                    SELECT ABS(?), SQRT(?), POWER(?, 2) @ DOUBLE, DOUBLE, DOUBLE
                    SELECT ROUND(price, ?) FROM clicks @ INTEGER
                    SELECT EXTRACT(HOUR FROM ?) @ TIMESTAMP(3)
                    SELECT FLOOR(? TO HOUR) @ TIMESTAMP(3)
                    SELECT url FROM clicks WHERE ts > ? + INTERVAL '1' DAY @ TIMESTAMP(3)
                    SELECT user_id FROM totals WHERE day_of >= ? - INTERVAL '1' MONTH @ DATE
                    SELECT ? - INTERVAL '1' HOUR @ TIMESTAMP(3)
                    SELECT INTERVAL '1' HOUR * ? @ INTEGER
                    SELECT COALESCE(?, duration) FROM clicks @ INTEGER
                    SELECT COALESCE(url, ?) FROM clicks @ VARCHAR
                    SELECT COALESCE(?, ?) @ VARCHAR, VARCHAR
                    SELECT NULLIF(duration, ?) FROM clicks @ INTEGER
                    SELECT GREATEST(?, ts) FROM clicks @ TIMESTAMP(3)
                    SELECT CASE WHEN ? THEN ? ELSE 1 END @ BOOLEAN, INTEGER
                    SELECT CASE duration WHEN ? THEN 'a' ELSE ? END FROM clicks @ INTEGER, VARCHAR
                    SELECT url FROM clicks WHERE ? IS NULL OR user_id = ? @ VARCHAR, BIGINT
                    SELECT url FROM clicks WHERE ok = ? OR ? OR NOT ? @ BOOLEAN, BOOLEAN, BOOLEAN
                    SELECT url FROM clicks WHERE user_id IN (?, ?) @ BIGINT, BIGINT
                    SELECT url FROM clicks WHERE ? IN (1, 2) @ INTEGER
                    SELECT url FROM clicks WHERE ts BETWEEN ? AND ? @ TIMESTAMP(3), TIMESTAMP(3)
                    SELECT url FROM clicks WHERE ? BETWEEN duration AND 9 @ INTEGER
                    SELECT url FROM clicks WHERE url LIKE ? @ VARCHAR
                    SELECT url FROM clicks WHERE UPPER(url) = ? @ VARCHAR
                    SELECT url FROM clicks WHERE (? + 1) * 2 > ? @ INTEGER, INTEGER
                    SELECT url FROM clicks WHERE ? IS DISTINCT FROM score @ DOUBLE
                    SELECT user_id FROM clicks GROUP BY user_id HAVING COUNT(*) > ? @ BIGINT
                    SELECT user_id, SUM(duration * ?) FROM clicks GROUP BY user_id @ INTEGER
                    SELECT url FROM clicks ORDER BY url LIMIT ? OFFSET ? @ INTEGER, INTEGER
                    SELECT CAST(? AS DATE) @ DATE
                    SELECT x FROM (SELECT ? + duration AS x FROM clicks) WHERE x > ? @ INTEGER, INTEGER
                    """)
    void aParameterHasTheTypeThatItsPlaceTells(String sql, String expected) {
        PreparedQuery query = Planning.prepare(sql, new TestCatalog(), Purpose.READ);

        assertThat(query.parameterTypes().stream().map(Types::name).toList()).hasToString("[" + expected + "]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    SELECT ? + ? | 1:8
                    SELECT 1, -? | 1:12
                    SELECT ts + ? FROM clicks | 1:13
                    SELECT ts - ? FROM clicks | 1:13
                    """)
    void aParameterThatCanBeAnythingIsRefused(String sql, String position) {
        assertThat(Planning.readError(sql))
                .isEqualTo(position
                        + " PARAMETER_MISMATCH Nothing tells the type of this parameter. Write CAST(? AS type), for"
                        + " example CAST(? AS INTEGER).");
    }
}
