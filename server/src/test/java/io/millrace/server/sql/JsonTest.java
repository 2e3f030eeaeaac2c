package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON as a user meets it: made, taken apart, changed and aggregated, ad hoc and in views. */
class JsonTest {
    private static final String DOC =
            "'{\"a\": 1, \"b\": [10, 20, {\"c\": \"x\"}], \"d\": null, \"e\": \"5\", \"f\": true, \"g\": 1.5e1}'";

    private SqlFixture sql;

    @BeforeEach
    void start(TestInfo test) throws SQLException {
        sql = SqlFixture.start("json_" + test.getTestMethod().orElseThrow().getName());
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    /** The values of expressions over the document {@code j} of a table, read ad hoc; a view over the table has the same. */
    private List<String> values(String... expressions) throws SQLException {
        List<String> values = new ArrayList<>();
        sql.execute("CREATE TABLE doc (j VARCHAR)");
        for (int i = 0; i < expressions.length; i++) {
            sql.execute("CREATE VIEW v" + i + " AS SELECT " + expressions[i] + " AS x FROM doc");
        }
        sql.execute("INSERT INTO doc VALUES (" + DOC + ")");
        for (int i = 0; i < expressions.length; i++) {
            String read = sql.rows("SELECT " + expressions[i] + " FROM doc").get(0);
            assertThat(sql.rows("SELECT * FROM v" + i)).as(expressions[i]).containsExactly(read);
            values.add(read);
        }
        return values;
    }

    @Test
    void valuesAreFoundByTheirPathAndHaveTheTypeAskedFor() throws SQLException {
        assertThat(values(
                        "JSON_VALUE(j, '$.a')",
                        "JSON_VALUE(j, 'lax $.b[2].c')",
                        "JSON_VALUE(j, '$.b[last].c')",
                        "JSON_VALUE(j, '$.d')",
                        "JSON_VALUE(j, '$.g')",
                        "JSON_VALUE(j, '$.a' RETURNING INTEGER) + 1",
                        "JSON_VALUE(j, '$.e' RETURNING BIGINT) * 2",
                        "JSON_VALUE(j, '$.g' RETURNING DECIMAL(5, 2))",
                        "JSON_VALUE(j, '$.f' RETURNING BOOLEAN)",
                        "JSON_VALUE(j, '$.b[2].c' RETURNING CHAR(3))",
                        "JSON_VALUE(j, '$.\"a\"')",
                        "JSON_VALUE(j, '$[''e'']')"))
                .containsExactly("1", "x", "x", "null", "15", "2", "10", "15.00", "true", "x  ", "1", "5");
    }

    @Test
    void whatIsEmptyOrFailsIsWhatTheCallSays() throws SQLException {
        assertThat(values(
                        "JSON_VALUE(j, '$.z')",
                        "JSON_VALUE(j, '$.z' DEFAULT 'none' ON EMPTY)",
                        "JSON_VALUE(j, 'strict $.z' DEFAULT 'none' ON EMPTY)",
                        "JSON_VALUE(j, 'strict $.z' DEFAULT 'none' ON EMPTY DEFAULT 'failed' ON ERROR)",
                        "JSON_VALUE(j, '$.b' DEFAULT 'no scalar' ON ERROR)",
                        "JSON_VALUE(j, '$.b[*]' DEFAULT 'several' ON ERROR)",
                        "JSON_VALUE(j, '$.b[2].c' RETURNING INTEGER DEFAULT -1 ON ERROR)",
                        "JSON_VALUE(j, '$.b[2].c' RETURNING INTEGER)",
                        "JSON_VALUE(j, '$.z' RETURNING INTEGER DEFAULT 7 ON EMPTY)",
                        "JSON_VALUE(j || '}', '$.a' DEFAULT 'broken' ON ERROR)",
                        "JSON_VALUE(j || '}', '$.a')",
                        "JSON_VALUE(j, '$.z' DEFAULT j ->> 'e' ON EMPTY)"))
                .containsExactly(
                        "null",
                        "none",
                        "null",
                        "failed",
                        "no scalar",
                        "several",
                        "-1",
                        "null",
                        "7",
                        "broken",
                        "null",
                        "5");
    }

    @Test
    void anErrorOnEmptyIsAnErrorOfAReadAndNotedInAView() throws SQLException {
        sql.execute(
                "CREATE TABLE t (id INT, j VARCHAR)",
                "CREATE VIEW v AS SELECT id, JSON_VALUE(j, '$.a' RETURNING INT ERROR ON EMPTY ERROR ON ERROR) AS a FROM t",
                "INSERT INTO t VALUES (1, '{\"a\": 3}'), (2, '{}'), (3, '{\"a\": \"x\"}'), (4, '{'), (5, NULL), (6, '{\"a\": [1]}')");

        assertThat(sql.rows("SELECT * FROM v ORDER BY id"))
                .containsExactly("1|3", "2|null", "3|null", "4|null", "5|null", "6|null");
        assertThat(sql.rows("SELECT COUNT(*) FROM MILLRACE.ROW_ERRORS")).containsExactly("4");
        assertThat(sql.state("SELECT JSON_VALUE(j, '$.a' ERROR ON EMPTY) FROM t WHERE id = 2"))
                .isEqualTo("22035");
        assertThat(sql.state("SELECT JSON_VALUE(j, '$.a' ERROR ON ERROR) FROM t WHERE id = 4"))
                .isEqualTo("22032");
        assertThat(sql.failure("SELECT JSON_VALUE(j, '$.a' ERROR ON ERROR) FROM t WHERE id = 6")
                        .getMessage())
                .contains("array, where JSON_VALUE takes a scalar");
        assertThat(sql.state("SELECT JSON_TYPE(j) FROM t WHERE id = 4")).isEqualTo("22032");
    }

    @Test
    void partsAreFoundByTheirPath() throws SQLException {
        assertThat(values(
                        "JSON_QUERY(j, '$.b')",
                        "JSON_QUERY(j, '$.a')",
                        "JSON_QUERY(j, '$.a' WITH WRAPPER)",
                        "JSON_QUERY(j, '$.b' WITH CONDITIONAL WRAPPER)",
                        "JSON_QUERY(j, '$.b' WITH UNCONDITIONAL ARRAY WRAPPER)",
                        "JSON_QUERY(j, '$.b[0 to 1]' WITH WRAPPER)",
                        "JSON_QUERY(j, '$.b[*] ? (@ > 10)' WITH WRAPPER)",
                        "JSON_QUERY(j, '$.z' EMPTY ARRAY ON EMPTY)",
                        "JSON_QUERY(j, '$.a' EMPTY OBJECT ON ERROR)",
                        "JSON_QUERY(j, '$.b[last]')",
                        "JSON_QUERY(j, '$.b[*] ? (@.c == \"x\")')",
                        "JSON_EXISTS(j, '$.b[*] ? (@.c like_regex \"^X\" flag \"i\")')",
                        "JSON_EXISTS(j, '$.z')",
                        "JSON_EXISTS(j, 'strict $.z' UNKNOWN ON ERROR)",
                        "JSON_EXISTS(j, 'strict $.z' TRUE ON ERROR)",
                        "JSON_VALUE(j, '$.b.size()')",
                        "JSON_VALUE(j, '$.g.type()')"))
                .containsExactly(
                        "[10,20,{\"c\":\"x\"}]",
                        "null",
                        "[1]",
                        "[10,20,{\"c\":\"x\"}]",
                        "[[10,20,{\"c\":\"x\"}]]",
                        "[10,20]",
                        "[20]",
                        "[]",
                        "{}",
                        "{\"c\":\"x\"}",
                        "{\"c\":\"x\"}",
                        "true",
                        "false",
                        "null",
                        "true",
                        "3",
                        "number");
    }

    @Test
    void arrowsTakeMembersAndElements() throws SQLException {
        assertThat(values(
                        "j -> 'b'",
                        "j -> 'b' -> 0",
                        "j -> 'b' -> -1 ->> 'c'",
                        "j -> 'b' -> 2 -> 'c'",
                        "j ->> 'e'",
                        "j -> 'e'",
                        "j -> 'd'",
                        "j ->> 'd'",
                        "j -> 'z'",
                        "UPPER(j -> 'b' -> 2 ->> 'c')",
                        "(j ->> 'a')::INT + 1",
                        "j ->> 'a' = '1'",
                        "COALESCE(j ->> 'z', j ->> 'a')"))
                .containsExactly(
                        "[10,20,{\"c\":\"x\"}]",
                        "10",
                        "x",
                        "\"x\"",
                        "5",
                        "\"5\"",
                        "null",
                        "null",
                        "null",
                        "X",
                        "2",
                        "true",
                        "1");
    }

    @Test
    void jsonIsMadeOfValues() throws SQLException {
        assertThat(values(
                        "JSON_OBJECT('a': 1, 'b': NULL, KEY 'c' VALUE 'x\"y')",
                        "JSON_OBJECT('a': 1, 'b': NULL ABSENT ON NULL)",
                        "JSON_OBJECT()",
                        "JSON_ARRAY(1, NULL, 'x')",
                        "JSON_ARRAY(1, NULL, 'x' NULL ON NULL)",
                        "JSON_ARRAY()",
                        "JSON_OBJECT('a': JSON_ARRAY(1, JSON_OBJECT('b': TRUE)))",
                        "JSON_OBJECT('a': j -> 'b', 'b': j ->> 'a')",
                        "JSON_OBJECT('a': '[1, 2]' FORMAT JSON, 'b': '[1, 2]')",
                        "JSON_ARRAY(DATE '2026-01-02', TIMESTAMP '2026-01-02 03:04:05.6', TIME '03:04:05', 1.50, 1.5e0, X'0a')",
                        "TO_JSON(ARRAY['a', NULL])",
                        "TO_JSON(MAP['k', 1])",
                        "TO_JSON(ROW(1, 'x'))",
                        "JSON_ARRAY(CAST('NaN' AS DOUBLE))",
                        "JSON_OBJECT('a': CASE WHEN j IS NULL THEN NULL ELSE JSON_ARRAY(1) END)",
                        "JSON_OBJECT('a': (SELECT JSON_ARRAYAGG(x ORDER BY x) FROM (VALUES (2), (1)) AS v (x)))",
                        "JSON_VALUE(JSON_OBJECT('t': TIMESTAMP '2026-01-02 03:04:05'), '$.t' RETURNING TIMESTAMP)",
                        "JSON_VALUE('[5.00]', '$[0]' RETURNING INT)"))
                .containsExactly(
                        "{\"a\":1,\"b\":null,\"c\":\"x\\\"y\"}",
                        "{\"a\":1}",
                        "{}",
                        "[1,\"x\"]",
                        "[1,null,\"x\"]",
                        "[]",
                        "{\"a\":[1,{\"b\":true}]}",
                        "{\"a\":[10,20,{\"c\":\"x\"}],\"b\":\"1\"}",
                        "{\"a\":[1,2],\"b\":\"[1, 2]\"}",
                        "[\"2026-01-02\",\"2026-01-02T03:04:05.6\",\"03:04:05\",1.50,1.5,\"0a\"]",
                        "[\"a\",null]",
                        "{\"k\":1}",
                        "{\"EXPR$0\":1,\"EXPR$1\":\"x\"}",
                        "[\"NaN\"]",
                        "{\"a\":[1]}",
                        "{\"a\":[1,2]}",
                        "2026-01-02 03:04:05.000",
                        "5");
    }

    @Test
    void documentsAreChangedAndDescribed() throws SQLException {
        assertThat(values(
                        "JSON_SET('{\"a\": 1}', '$.a', 2, '$.b', 'x')",
                        "JSON_INSERT('{\"a\": 1}', '$.a', 2, '$.b', JSON_ARRAY(1))",
                        "JSON_REPLACE('{\"a\": 1}', '$.a', NULL, '$.b', 3)",
                        "JSON_SET('[1, 2]', '$[0]', 5, '$[9]', 6)",
                        "JSON_REMOVE(j, '$.b', '$.e', '$.f', '$.g', '$.z')",
                        "JSON_REMOVE('[1, 2, 3]', '$[last]')",
                        "JSON_TYPE(j)",
                        "JSON_TYPE('1')",
                        "JSON_TYPE('1.5')",
                        "JSON_TYPE('null')",
                        "JSON_DEPTH(j)",
                        "JSON_LENGTH(j)",
                        "JSON_LENGTH(j, '$.b')",
                        "JSON_LENGTH(j, '$.z')",
                        "JSON_KEYS(j, '$.b[2]')",
                        "JSON_KEYS(j, '$.b')",
                        "j IS JSON",
                        "j IS JSON OBJECT",
                        "'x' IS NOT JSON",
                        "'\"x\"' IS JSON SCALAR"))
                .containsExactly(
                        "{\"a\":2,\"b\":\"x\"}",
                        "{\"a\":1,\"b\":[1]}",
                        "{\"a\":null}",
                        "[5,2,6]",
                        "{\"a\":1,\"d\":null}",
                        "[1,2]",
                        "OBJECT",
                        "INTEGER",
                        "DOUBLE",
                        "NULL",
                        "4",
                        "6",
                        "3",
                        "null",
                        "[\"c\"]",
                        "null",
                        "true",
                        "true",
                        "true",
                        "true");
    }

    @Test
    void aggregatesOfJsonFollowChanges() throws SQLException {
        sql.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, g VARCHAR, k VARCHAR, n INT)",
                "CREATE VIEW v AS SELECT g, JSON_ARRAYAGG(n ORDER BY id DESC) AS a, JSON_ARRAYAGG(n NULL ON NULL) AS b,"
                        + " JSON_OBJECTAGG(KEY k VALUE n) AS o, JSON_OBJECTAGG(k VALUE JSON_ARRAY(n) ABSENT ON NULL) AS p FROM t GROUP BY g",
                "CREATE VIEW w AS SELECT id, JSON_ARRAYAGG(n) OVER (PARTITION BY g ORDER BY id ROWS 1 PRECEDING) AS a FROM t",
                "INSERT INTO t VALUES (1, 'x', 'a', 9), (2, 'x', 'b', NULL), (3, 'x', 'a', 10), (4, 'y', 'c', NULL)");

        assertThat(sql.rows("SELECT * FROM v ORDER BY g"))
                .containsExactly(
                        "x|[10,9]|[9,10,null]|{\"a\":9,\"a\":10,\"b\":null}|{\"a\":[10],\"a\":[9],\"b\":[]}",
                        "y|[]|[null]|{\"c\":null}|{\"c\":[]}");
        assertThat(sql.rows("SELECT * FROM w ORDER BY id")).containsExactly("1|[9]", "2|[9]", "3|[10]", "4|[]");
        assertThat(sql.rows("SELECT JSON_ARRAYAGG(n), JSON_OBJECTAGG(k VALUE n) FROM t WHERE id > 9"))
                .containsExactly("null|null");
        assertThat(sql.rows("SELECT JSON_OBJECT('all': JSON_ARRAYAGG(k ORDER BY id)) FROM t"))
                .containsExactly("{\"all\":[\"a\",\"b\",\"a\",\"c\"]}");

        sql.execute("DELETE FROM t WHERE id = 1", "UPDATE t SET n = 5 WHERE id = 4");

        assertThat(sql.rows("SELECT * FROM v ORDER BY g"))
                .containsExactly(
                        "x|[10]|[10,null]|{\"a\":10,\"b\":null}|{\"a\":[10],\"b\":[]}",
                        "y|[5]|[5]|{\"c\":5}|{\"c\":[5]}");
    }

    @Test
    void aKeyThatIsNullIsAFailure() throws SQLException {
        sql.execute(
                "CREATE TABLE t (id INT, k VARCHAR)",
                "CREATE VIEW v AS SELECT JSON_OBJECTAGG(k VALUE id) AS o FROM t",
                "CREATE VIEW w AS SELECT id, JSON_OBJECT(k VALUE id) AS o FROM t",
                "INSERT INTO t VALUES (1, 'a'), (2, NULL)");

        assertThat(sql.rows("SELECT * FROM v")).containsExactly("{\"a\":1}");
        assertThat(sql.rows("SELECT * FROM w ORDER BY id")).containsExactly("1|{\"a\":1}", "2|null");
        assertThat(sql.rows("SELECT COUNT(*) FROM MILLRACE.ROW_ERRORS")).containsExactly("2");
        assertThat(sql.failure("SELECT JSON_OBJECTAGG(k VALUE id) FROM t").getMessage())
                .contains("A key of a JSON object is NULL");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "JSON_VALUE('{}', 'a')|A path starts with $",
                "JSON_VALUE('{}', '$.')|name of a member is missing",
                "JSON_VALUE('{}', '$.a[')|number from 0",
                "JSON_VALUE('{}', '$.a ? (@ > )')|A path, a number",
                "JSON_VALUE('{}', '$.a.foo()')|There is no method foo()",
                "JSON_VALUE('{}', '$..a')|any depth",
                "JSON_QUERY('{}', '$ ? (@.a == $x)' PASSING 1 AS x)|Variables of PASSING",
                "JSON_VALUE('{}', '$.a' RETURNING INT ARRAY)|returns a scalar",
                "JSON_SET('{}', '$.a')|paths and values in turn",
                "JSON_SET('{}', '$.*', 1)|several items"
            })
    void whatIsWrongIsSaid(String expression, String message) {
        assertThat(sql.failure("SELECT " + expression).getMessage()).contains(message);
    }

    @Test
    void unnamedColumnsHaveTheNamesThatAUserWrote() throws SQLException {
        sql.execute("CREATE TABLE t (a INT)");

        List<String> labels = new ArrayList<>();
        try (Statement statement = sql.connection().createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT JSON_ARRAYAGG(a), JSON_OBJECTAGG('k' VALUE a), MAX(JSON_OBJECT('a': 1)) FROM t")) {
            for (int column = 1; column <= 3; column++) {
                labels.add(rows.getMetaData().getColumnLabel(column));
            }
        }
        assertThat(labels).containsExactly("json_arrayagg", "json_objectagg", "max");
        assertThat(sql.failure("SELECT JSON_ARRAYAGG(nope) FROM t").getMessage())
                .doesNotContain("ON_NULL");
    }
}
