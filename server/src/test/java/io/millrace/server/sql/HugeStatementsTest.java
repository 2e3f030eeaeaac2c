package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Statements with thousands of terms work, as SELECT and as view, and those beyond the limits of docs/reference/sql.md end
 * in STATEMENT_TOO_COMPLEX with a place, never in a stack overflow.
 */
@Tag("long")
@Timeout(300)
class HugeStatementsTest {
    private static final int COLUMNS = 1_500;
    private static final int REPETITIONS = 1_500;

    /** Of an array, a row, or a map. */
    private static final int PARTS = 1_000;

    private static SqlFixture sql;

    @BeforeAll
    static void start() throws SQLException {
        sql = SqlFixture.start("huge");
        sql.execute(
                "CREATE TABLE t (id INT NOT NULL, a BIGINT, s VARCHAR(10000), f BOOLEAN, m DECIMAL(38, 0))",
                "INSERT INTO t VALUES (1, 2, 'x', TRUE, 1), (2, NULL, NULL, NULL, NULL), (3, 7000, 'yz', FALSE, 3)");
    }

    @AfterAll
    static void stop() throws SQLException {
        sql.close();
    }

    private static String joined(int count, String separator, IntFunction<String> term) {
        return IntStream.range(0, count).mapToObj(term).collect(Collectors.joining(separator));
    }

    /** Reads a query, and the same as a view over the rows of before and after. */
    private static void check(String name, String query, String... rows) throws SQLException {
        assertThat(sql.rows(query + " ORDER BY 1")).as(name).containsExactly(rows);
        sql.execute("CREATE VIEW " + name + " AS " + query);
        assertThat(sql.rows("SELECT * FROM " + name + " ORDER BY 1")).as(name).containsExactly(rows);
        sql.execute("DELETE FROM t WHERE id = 3");
        sql.execute("INSERT INTO t VALUES (3, 7000, 'yz', FALSE, 3)");
        assertThat(sql.rows("SELECT * FROM " + name + " ORDER BY 1")).as(name).containsExactly(rows);
        sql.execute("DROP VIEW " + name);
    }

    @Test
    void fiveThousandSummands() throws SQLException {
        check(
                "sums",
                "SELECT id, " + joined(5_000, " + ", i -> "a") + " AS s FROM t",
                "1|10000",
                "2|null",
                "3|35000000");
        check(
                "mixed",
                "SELECT id, a" + joined(2_500, "", i -> " + " + i + " - a") + " AS s FROM t",
                "1|" + (2 - 5_000 + 2_499 * 1_250),
                "2|null",
                "3|" + (7_000 - 2_500 * 7_000 + 2_499 * 1_250));
    }

    @Test
    void aSumFailsWhereOneOfItsPartsOverflows() throws SQLException {
        String sum = "a + 9223372036854775000" + " + 1".repeat(3_000) + " - 9223372036854775000" + " - 1".repeat(1_000);

        sql.execute("CREATE VIEW parts AS SELECT id, " + sum + " AS s FROM t");

        assertThat(sql.rows("SELECT * FROM parts ORDER BY 1")).containsExactly("1|null", "2|null", "3|null");
        assertThat(sql.state("SELECT " + sum + " FROM t WHERE id = 1")).isEqualTo("22003");
        sql.execute("DROP VIEW parts");
    }

    @Test
    void fiveThousandTextsConcatenated() throws SQLException {
        check(
                "texts",
                "SELECT id, CHAR_LENGTH(" + joined(5_000, " || ", i -> "s") + ") AS n FROM t",
                "1|5000",
                "2|null",
                "3|10000");
    }

    @Test
    void fiveThousandConditions() throws SQLException {
        check("ors", "SELECT id FROM t WHERE " + joined(5_000, " OR ", i -> "a + " + i + " = 7001"), "3");
        check("ands", "SELECT id FROM t WHERE " + joined(5_000, " AND ", i -> "a <> " + (i + 3)), "1", "3");
        check(
                "both_of_them",
                "SELECT id FROM t WHERE " + joined(2_500, " OR ", i -> "a = " + (i + 5_000) + " AND id > 2"),
                "3");
        check(
                "values_of_conditions",
                "SELECT id, " + joined(5_000, " OR ", i -> "a = " + i * 2) + " AS o, "
                        + joined(5_000, " AND ", i -> "a > " + -i) + " AS b FROM t",
                "1|true|true",
                "2|null|null",
                "3|true|true");
    }

    @Test
    void tenThousandValuesOfIn() throws SQLException {
        check("ins", "SELECT id FROM t WHERE a IN (" + joined(10_000, ", ", i -> "" + i) + ")", "1", "3");
        check("not_ins", "SELECT id FROM t WHERE a NOT IN (" + joined(10_000, ", ", i -> "" + (i + 3)) + ")", "1");
        check("texts_in", "SELECT id FROM t WHERE s IN ('yz', " + joined(9_999, ", ", i -> "'" + i + "'") + ")", "3");
    }

    @Test
    void aListOfValuesMeansTheSameAsItsComparisons() throws SQLException {
        sql.execute(
                "CREATE TABLE lists (id INT NOT NULL, i SMALLINT, c CHAR(3), d DATE)",
                "INSERT INTO lists VALUES (1, 3, 'b', DATE '2026-01-03'), (2, NULL, NULL, NULL), (3, 77, 'zz ', DATE '2027-01-01')");
        String numbers = joined(12, ", ", i -> "" + i);
        String texts = "'b', 'zz', " + joined(10, ", ", i -> "'x" + i + "'");
        String dates = joined(12, ", ", i -> "DATE '2026-01-" + (i + 10) + "'") + ", DATE '2026-01-03'";

        assertThat(sql.rows("SELECT id, i IN (" + numbers + ") AS a, i NOT IN (" + numbers + ") AS b, i IN (" + numbers
                        + ", NULL) AS c, i NOT IN (" + numbers + ", NULL) AS d FROM lists ORDER BY id"))
                .containsExactly("1|true|false|true|false", "2|null|null|null|null", "3|false|true|null|null");
        assertThat(sql.rows("SELECT id, c IN (" + texts + ") AS a, d IN (" + dates + ") AS b, i IN (" + numbers
                        + ", 100000, 3) AS c FROM lists ORDER BY id"))
                .containsExactly("1|true|true|true", "2|null|null|null", "3|true|false|false");
        assertThat(sql.rows("SELECT id FROM lists WHERE i IN (" + numbers + ") OR c IN (" + texts + ") OR i = 77"))
                .containsExactlyInAnyOrder("1", "3");
    }

    @Test
    void caseOfTwoThousandArms() throws SQLException {
        check(
                "cases",
                "SELECT id, CASE " + joined(2_000, " ", i -> "WHEN a = " + (i + 5_001) + " THEN " + i)
                        + " ELSE -1 END AS c FROM t",
                "1|-1",
                "2|-1",
                "3|1999");
        check(
                "simple_cases",
                "SELECT id, CASE a " + joined(2_000, " ", i -> "WHEN " + i + " THEN 'r" + i + "'") + " END AS c FROM t",
                "1|r2",
                "2|null",
                "3|null");
    }

    @Test
    void aThousandParentheses() throws SQLException {
        check("nested", "SELECT id FROM t WHERE " + "(".repeat(1_000) + "a" + ")".repeat(1_000) + " > 5", "3");
        check(
                "nested_sum",
                "SELECT id, " + "(1 + ".repeat(1_000) + "a" + ")".repeat(1_000) + " AS n FROM t",
                "1|1002",
                "2|null",
                "3|8000");
        check(
                "nested_calls",
                "SELECT id, " + "ABS(".repeat(1_000) + "a" + ")".repeat(1_000) + " AS n FROM t",
                "1|2",
                "2|null",
                "3|7000");
    }

    @Test
    void fiveHundredBranches() throws SQLException {
        check(
                "branches",
                "SELECT SUM(x) AS n FROM ("
                        + joined(500, " UNION ALL ", i -> "SELECT id + " + i + " AS x FROM t WHERE id = 1") + ") AS u",
                "" + (500 + 499 * 250));
    }

    @Test
    void tenThousandRowsOfValues() throws SQLException {
        check(
                "rows_of_values",
                "SELECT COUNT(*) AS n, SUM(x) AS s, MAX(y) AS y FROM (VALUES "
                        + joined(10_000, ", ", i -> "(" + i + ", 'v" + (i % 10) + "')") + ") AS v (x, y)",
                "10000|49995000|v9");
    }

    @Test
    void fifteenHundredColumns() throws SQLException {
        check(
                "wide",
                "SELECT n, m FROM (SELECT " + joined(COLUMNS, ", ", i -> "a + " + i + " AS c" + i) + " FROM t) AS w (n"
                        + joined(COLUMNS - 2, "", i -> ", x" + i) + ", m)",
                "2|1501",
                "7000|8499",
                "null|null");
        assertThat(sql.rows("SELECT " + joined(COLUMNS, ", ", i -> "a + " + i) + " FROM t WHERE id = 1")
                        .get(0))
                .startsWith("2|3|4|")
                .endsWith("|1501");
    }

    @Test
    void arraysOfManyElements() throws SQLException {
        check(
                "long_array",
                "SELECT id, CARDINALITY(ARRAY[" + joined(PARTS, ", ", i -> "a + " + i) + "]) AS n, ARRAY["
                        + joined(PARTS, ", ", i -> "a") + "][" + PARTS + "] AS e FROM t",
                "1|" + PARTS + "|2",
                "2|" + PARTS + "|null",
                "3|" + PARTS + "|7000");
        check(
                "elements",
                "SELECT id, SUM(e * i) AS s FROM t CROSS JOIN UNNEST(ARRAY[" + joined(PARTS, ", ", i -> "a - " + i)
                        + "]) WITH ORDINALITY AS x (e, i) WHERE a < 10 GROUP BY id",
                "1|" + LongStream.rangeClosed(1, PARTS).map(i -> (3 - i) * i).sum());
    }

    @Test
    void rowsAndMapsOfManyParts() throws SQLException {
        check(
                "long_map",
                "SELECT id, MAP[" + joined(PARTS / 2, ", ", i -> "'k" + i + "', a + " + i) + "]['k7'] AS v FROM t",
                "1|9",
                "2|null",
                "3|7007");
        check(
                "long_row",
                "SELECT id, x.r = x.r AS same FROM (SELECT id, ROW(" + joined(PARTS, ", ", i -> "a")
                        + ") AS r FROM t) AS x",
                "1|true",
                "2|true",
                "3|true");
    }

    @Test
    void manyRelationsOfElements() throws SQLException {
        check(
                "unnests",
                "SELECT id, " + joined(40, " + ", i -> "x" + i + ".e") + " AS s FROM t"
                        + joined(40, "", i -> " CROSS JOIN UNNEST(ARRAY[t.id + " + i + "]) AS x" + i + " (e)"),
                "1|" + (40 + 780),
                "2|" + (80 + 780),
                "3|" + (120 + 780));
        check(
                "side_by_side",
                "SELECT SUM(x.e0 + x.e99) AS s FROM t CROSS JOIN UNNEST("
                        + joined(100, ", ", i -> "ARRAY[t.id, " + i + "]") + ") AS x ("
                        + joined(100, ", ", i -> "e" + i) + ")",
                "" + (2 * 6 + 3 * 99));
    }

    @Test
    void hundredsOfCallsOnJson() throws SQLException {
        check(
                "json_conditions",
                "SELECT id FROM t WHERE "
                        + joined(
                                300,
                                " OR ",
                                i -> "JSON_VALUE('{\"k\": 7000}', '$.k') = CAST(a + " + i + " AS VARCHAR)"),
                "3");
        check(
                "json_texts",
                "SELECT id, CHAR_LENGTH(" + joined(300, " || ", i -> "JSON_VALUE('[\"' || s || '\"]', '$[0]')")
                        + ") AS n FROM t",
                "1|300",
                "2|null",
                "3|600");
    }

    @Test
    void thousandsOfArmsWithinOneAnother() throws SQLException {
        check(
                "nested_cases",
                "SELECT id, " + joined(500, "", i -> "CASE WHEN a = " + (7_499 - i) + " THEN " + i + " ELSE ") + "-1"
                        + " END".repeat(500) + " AS c FROM t",
                "1|-1",
                "2|-1",
                "3|499");
        check(
                "coalesced",
                "SELECT id, COALESCE(" + joined(5_000, ", ", i -> "NULLIF(a, a)") + ", -1) AS c FROM t",
                "1|-1",
                "2|-1",
                "3|-1");
        check(
                "nullifs",
                "SELECT id, " + "NULLIF(".repeat(500) + "a" + joined(500, "", i -> ", " + (i + 3) + ")")
                        + " AS c FROM t",
                "1|2",
                "2|null",
                "3|7000");
    }

    static Stream<String> repetitions() {
        return Stream.of(
                nested("SELECT ", "ARRAY[", "a", "]", " FROM t"),
                nested("SELECT CAST(", "ARRAY[", "a", "]", " AS VARCHAR) FROM t"),
                nested("SELECT ", "ROW(", "a", ", 1)", " FROM t"),
                nested("SELECT 1 FROM t WHERE ", "a IN (SELECT a FROM t WHERE ", "id = 1", ")", ""),
                nested("SELECT ", "(SELECT MAX(", "a", ") FROM t)", ""),
                nested("SELECT ", "JSON_VALUE(", "s", ", '$.a')", " FROM t"),
                nested("SELECT ", "UPPER(CASE WHEN f THEN ", "s", " END)", " FROM t"),
                nested("", "SELECT * FROM (", "SELECT a FROM t", ") AS x", ""),
                chained("SELECT COUNT(*) FROM t GROUP BY CUBE(", ", ", i -> "a + " + i, ")"));
    }

    private static String nested(String before, String open, String inner, String close, String behind) {
        return before + open.repeat(REPETITIONS) + inner + close.repeat(REPETITIONS) + behind;
    }

    private static String chained(String before, String separator, IntFunction<String> part, String behind) {
        return before + joined(REPETITIONS, separator, part) + behind;
    }

    /** What nobody counted beforehand says what is too much, if it is. */
    @ParameterizedTest
    @MethodSource("repetitions")
    void whateverIsRepeatedEndsInRowsOrInAClearError(String statement) throws SQLException {
        String start = statement.substring(0, 100);
        try {
            sql.rows(statement);
        } catch (SQLException e) {
            assertThat(e.getSQLState())
                    .as(start + " " + e.getMessage())
                    .isIn("54001", "54000", "54011", "0A000", "53200");
            assertThat(e.getMessage()).as(start).doesNotContain("Exception", "StackOverflow", "calcite");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7_000, 60_000})
    void whatIsBeyondTheLimitsIsTooComplex(int terms) {
        for (String link :
                new String[] {" + a", " || a", " - a", " AND f", " OR a > 1", " * a", " :: BIGINT", " IS NULL"}) {
            SQLException failure = sql.failure("SELECT a" + link.repeat(terms) + " FROM t");

            assertThat(failure.getSQLState()).as(link + failure.getMessage()).isEqualTo("54001");
            assertThat(failure.getMessage()).startsWith("line 1:");
        }
    }
}
