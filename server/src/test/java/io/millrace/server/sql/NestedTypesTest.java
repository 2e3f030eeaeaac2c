package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** UUID, ARRAY, MULTISET, MAP and ROW as a user meets them: declared, written, computed with, grouped, joined, read. */
class NestedTypesTest {
    private static final String ONE = "0b6e1c2a-7f3d-4a51-9c08-5d2f9e6b7a10";
    private static final String TWO = "f0000000-0000-4000-8000-000000000001";

    private SqlFixture sql;

    @BeforeEach
    void start(TestInfo test) throws SQLException {
        sql = SqlFixture.start("nested_" + test.getTestMethod().orElseThrow().getName());
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    @Test
    void aUuidIsAKeyAValueAndAnOrder() throws SQLException {
        sql.execute(
                "CREATE TABLE t (id UUID PRIMARY KEY, n INT)",
                "CREATE VIEW v AS SELECT id, SUM(n) AS n FROM t GROUP BY id",
                "CREATE VIEW ends AS SELECT MIN(id) AS least, MAX(id) AS greatest, COUNT(DISTINCT id) AS n FROM t",
                "INSERT INTO t VALUES ('" + TWO + "', 2), (UUID '" + ONE + "', 1)");

        assertThat(sql.rows("SELECT * FROM t ORDER BY id")).containsExactly(ONE + "|1", TWO + "|2");
        assertThat(sql.rows("SELECT n FROM v WHERE id = '" + TWO.toUpperCase() + "'"))
                .containsExactly("2");
        assertThat(sql.rows("SELECT n FROM t WHERE id = UUID '" + ONE + "'")).containsExactly("1");
        assertThat(sql.rows("SELECT n FROM t WHERE id > '" + ONE + "'")).containsExactly("2");
        assertThat(sql.rows("SELECT a.n FROM t AS a JOIN t AS b ON a.id = b.id WHERE b.n = 2"))
                .containsExactly("2");
        assertThat(sql.rows("SELECT * FROM ends")).containsExactly(ONE + "|" + TWO + "|2");
        assertThat(sql.rows("SELECT CAST(id AS VARCHAR) || '!' FROM t WHERE n = 1"))
                .containsExactly(ONE + "!");
        assertThat(sql.rows("SELECT n FROM t WHERE id IN ('" + ONE + "', '" + TWO + "') ORDER BY n"))
                .containsExactly("1", "2");
        assertThat(sql.state("INSERT INTO t VALUES ('" + ONE + "', 3)")).isEqualTo("23505");
        assertThat(sql.state("INSERT INTO t VALUES ('no uuid', 3)")).isEqualTo("22018");
        sql.execute("DELETE FROM t WHERE id = '" + TWO + "'");
        assertThat(sql.rows("SELECT * FROM ends")).containsExactly(ONE + "|" + ONE + "|1");
    }

    @Test
    void aUuidTravelsAsOne() throws SQLException {
        sql.execute("CREATE TABLE t (id UUID, n INT)");
        Connection connection = sql.connection();
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
            insert.setObject(1, UUID.fromString(ONE));
            insert.setInt(2, 1);
            insert.addBatch();
            insert.setString(1, TWO);
            insert.setInt(2, 2);
            insert.addBatch();
            insert.setNull(1, Types.OTHER);
            insert.setInt(2, 3);
            insert.addBatch();
            insert.executeBatch();
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT id FROM t WHERE id = ?")) {
            query.setObject(1, UUID.fromString(TWO));
            try (ResultSet rows = query.executeQuery()) {
                assertThat(rows.getMetaData().getColumnTypeName(1)).isEqualTo("UUID");
                assertThat(rows.getMetaData().getColumnClassName(1)).isEqualTo("java.util.UUID");
                assertThat(rows.next()).isTrue();
                assertThat(rows.getObject(1)).isEqualTo(UUID.fromString(TWO));
                assertThat(rows.getObject(1, UUID.class)).isEqualTo(UUID.fromString(TWO));
                assertThat(rows.getString(1)).isEqualTo(TWO);
            }
        }
        assertThat(sql.rows("SELECT id, n FROM t ORDER BY n")).containsExactly(ONE + "|1", TWO + "|2", "null|3");
    }

    @Test
    void anArrayIsWrittenReadAndTakenApart() throws SQLException {
        sql.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, a BIGINT ARRAY, s VARCHAR ARRAY, aa INT ARRAY ARRAY)",
                "CREATE VIEW v AS SELECT id, a[1] AS f, CARDINALITY(a) AS n, s[2] AS second_text, aa[2][1] AS inner_one FROM t",
                "INSERT INTO t VALUES (1, ARRAY[1, 2, NULL], ARRAY['x', 'yy'], ARRAY[ARRAY[1], ARRAY[2, 3]])",
                "INSERT INTO t VALUES (2, NULL, ARRAY[NULL, NULL], ARRAY[ARRAY[5]])");

        assertThat(sql.rows("SELECT * FROM t ORDER BY id"))
                .containsExactly("1|[1, 2, NULL]|[x, yy]|[[1], [2, 3]]", "2|null|[NULL, NULL]|[[5]]");
        assertThat(sql.rows("SELECT * FROM v ORDER BY id")).containsExactly("1|1|3|yy|2", "2|null|null|null|null");
        assertThat(sql.rows("SELECT CAST(a AS VARCHAR), a[3], a[4], a[0] FROM t WHERE id = 1"))
                .containsExactly("[1, 2, NULL]|null|null|null");
        assertThat(sql.rows("SELECT ELEMENT(ARRAY[7]), CARDINALITY(ARRAY[1, 2]), ARRAY[1.5, 2][2]"))
                .containsExactly("7|2|2.0");
        sql.execute("UPDATE t SET a = ARRAY[id, id + 1] WHERE id = 2", "DELETE FROM t WHERE id = 1");
        assertThat(sql.rows("SELECT * FROM v")).containsExactly("2|2|2|null|null");
        assertThat(sql.rows("DESCRIBE t").toString()).contains("BIGINT ARRAY", "INTEGER ARRAY ARRAY");
    }

    @Test
    void nestedValuesAreKeysOfGroupsJoinsAndSets() throws SQLException {
        sql.execute(
                "CREATE TABLE t (id INT, a INT ARRAY)",
                "CREATE VIEW g AS SELECT a, COUNT(*) AS n FROM t GROUP BY a",
                "CREATE VIEW d AS SELECT DISTINCT a FROM t",
                "CREATE VIEW j AS SELECT x.id AS x, y.id AS y FROM t AS x JOIN t AS y ON x.a = y.a AND x.id < y.id",
                "CREATE VIEW m AS SELECT MIN(a) AS least, MAX(a) AS most FROM t",
                "INSERT INTO t VALUES (1, ARRAY[1, 2]), (2, ARRAY[1, 2]), (3, ARRAY[1, NULL]), (4, ARRAY[1, NULL]), "
                        + "(5, NULL), (6, NULL), (7, ARRAY[1]), (8, ARRAY[-1, 5])");

        assertThat(sql.rows("SELECT * FROM g ORDER BY a"))
                .containsExactly("[-1, 5]|1", "[1]|1", "[1, 2]|2", "[1, NULL]|2", "null|2");
        assertThat(sql.rows("SELECT * FROM d ORDER BY a DESC"))
                .containsExactly("null", "[1, NULL]", "[1, 2]", "[1]", "[-1, 5]");
        assertThat(sql.rows("SELECT * FROM j ORDER BY x")).containsExactly("1|2", "3|4");
        assertThat(sql.rows("SELECT * FROM m")).containsExactly("[-1, 5]|[1, NULL]");
        assertThat(sql.rows("SELECT id FROM t WHERE a = ARRAY[1, 2] ORDER BY id"))
                .containsExactly("1", "2");
        assertThat(sql.rows("SELECT id FROM t WHERE a < ARRAY[1, 2] ORDER BY id"))
                .containsExactly("7", "8");
        assertThat(sql.rows("SELECT a FROM t WHERE id < 3 INTERSECT SELECT a FROM t WHERE id > 1"))
                .containsExactly("[1, 2]");
        sql.execute("DELETE FROM t WHERE id IN (3, 8)");
        assertThat(sql.rows("SELECT * FROM g ORDER BY a"))
                .containsExactly("[1]|1", "[1, 2]|2", "[1, NULL]|1", "null|2");
        assertThat(sql.rows("SELECT * FROM m")).containsExactly("[1]|[1, NULL]");
    }

    @Test
    void unnestGivesTheElementsBesideTheirRow() throws SQLException {
        sql.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, a INT ARRAY, s VARCHAR ARRAY)",
                "CREATE VIEW u AS SELECT t.id, x.e FROM t CROSS JOIN UNNEST(t.a) AS x (e)",
                "CREATE VIEW o AS SELECT t.id, x.e, x.i FROM t LEFT JOIN UNNEST(t.a) WITH ORDINALITY AS x (e, i) ON TRUE",
                "CREATE VIEW c AS SELECT x.e, COUNT(*) AS n FROM t, UNNEST(t.s) AS x (e) GROUP BY x.e",
                "INSERT INTO t VALUES (1, ARRAY[3, 4], ARRAY['a', 'b']), (2, ARRAY[5, NULL], ARRAY['b']), (3, NULL, NULL)");

        assertThat(sql.rows("SELECT * FROM u ORDER BY id, e")).containsExactly("1|3", "1|4", "2|5", "2|null");
        assertThat(sql.rows("SELECT * FROM o ORDER BY id, i"))
                .containsExactly("1|3|1", "1|4|2", "2|5|1", "2|null|2", "3|null|null");
        assertThat(sql.rows("SELECT * FROM c ORDER BY e")).containsExactly("a|1", "b|2");
        assertThat(sql.rows("SELECT e FROM UNNEST(ARRAY[1, 2, 3]) AS x (e) WHERE e > 1"))
                .containsExactly("2", "3");
        assertThat(sql.rows("SELECT e, i FROM UNNEST(ARRAY['p', 'q']) WITH ORDINALITY AS x (e, i) ORDER BY i DESC"))
                .containsExactly("q|2", "p|1");
        assertThat(sql.rows("SELECT id, (SELECT SUM(e) FROM UNNEST(t.a) AS x (e)) FROM t ORDER BY id"))
                .containsExactly("1|7", "2|5", "3|null");
        assertThat(sql.rows("SELECT id FROM t WHERE 'b' IN (SELECT e FROM UNNEST(t.s) AS x (e)) ORDER BY id"))
                .containsExactly("1", "2");
        assertThat(sql.rows("SELECT id FROM t WHERE EXISTS (SELECT 1 FROM UNNEST(t.a) AS x (e) WHERE e > 4)"))
                .containsExactly("2");
        assertThat(sql.rows("SELECT p, q FROM UNNEST(ARRAY[1, 2], ARRAY['x']) AS z (p, q) ORDER BY p"))
                .containsExactly("1|x", "2|null");
        sql.execute("UPDATE t SET a = ARRAY[9] WHERE id = 1", "DELETE FROM t WHERE id = 2");
        assertThat(sql.rows("SELECT * FROM o ORDER BY id")).containsExactly("1|9|1", "3|null|null");
        assertThat(sql.rows("SELECT * FROM c ORDER BY e")).containsExactly("a|1", "b|1");
    }

    @Test
    void rowsAndMapsHoldNamedAndKeyedValues() throws SQLException {
        sql.execute(
                "CREATE TABLE t (id INT, r ROW(a INT, b VARCHAR), m MAP<VARCHAR, INT>, rs ROW(x INT, y VARCHAR) ARRAY)",
                "CREATE VIEW v AS SELECT id, t.r.a AS a, t.r.b AS b, m['k'] AS k, CARDINALITY(m) AS n, t.rs[1].y AS y FROM t",
                "INSERT INTO t VALUES (1, ROW(1, 'one'), MAP['k', 5, 'j', NULL], ARRAY[ROW(1, 'p'), ROW(2, NULL)])",
                "INSERT INTO t VALUES (2, ROW(2, NULL), MAP['z', 1], NULL), (3, NULL, NULL, NULL)");

        assertThat(sql.rows("SELECT * FROM t ORDER BY id"))
                .containsExactly(
                        "1|(1, one)|{j=NULL, k=5}|[(1, p), (2, NULL)]", "2|(2, NULL)|{z=1}|null", "3|null|null|null");
        assertThat(sql.rows("SELECT * FROM v ORDER BY id"))
                .containsExactly("1|1|one|5|2|p", "2|2|null|null|1|null", "3|null|null|null|null|null");
        assertThat(sql.rows("SELECT id, e.x, e.y FROM t, UNNEST(t.rs) AS e (x, y) ORDER BY e.x"))
                .containsExactly("1|1|p", "1|2|null");
        assertThat(sql.rows("SELECT id, e.k, e.v FROM t CROSS JOIN UNNEST(t.m) AS e (k, v) ORDER BY id, e.k"))
                .containsExactly("1|j|null", "1|k|5", "2|z|1");
        assertThat(sql.rows("SELECT r, COUNT(*) FROM t GROUP BY r ORDER BY r"))
                .containsExactly("(1, one)|1", "(2, NULL)|1", "null|1");
        assertThat(sql.rows("SELECT id FROM t WHERE m = MAP['j', CAST(NULL AS INT), 'k', 5]"))
                .containsExactly("1");
        assertThat(sql.rows("SELECT id FROM t WHERE t.r = ROW(1, 'one')")).containsExactly("1");
    }

    @Test
    void nestedValuesTravelAsObjectsOfJdbc() throws SQLException {
        sql.execute(
                "CREATE TABLE t (id INT, a BIGINT ARRAY, d DATE ARRAY, r ROW(a INT, b VARCHAR), m MAP<VARCHAR, DOUBLE>)");
        Connection connection = sql.connection();
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?, ?)")) {
            insert.setInt(1, 1);
            insert.setArray(2, connection.createArrayOf("BIGINT", new Object[] {1L, null, 3}));
            insert.setObject(3, List.of(java.time.LocalDate.of(2026, 1, 31)));
            insert.setObject(4, connection.createStruct("ROW", new Object[] {5, "five"}));
            insert.setObject(5, Map.of("k", 1.5));
            insert.execute();
            insert.setInt(1, 2);
            insert.setObject(2, new long[] {7});
            insert.setObject(3, null);
            insert.setObject(4, Arrays.asList(null, "x"));
            insert.setObject(5, Map.of());
            insert.execute();
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM t ORDER BY id")) {
            ResultSetMetaData columns = rows.getMetaData();
            assertThat(columns.getColumnType(2)).isEqualTo(Types.ARRAY);
            assertThat(columns.getColumnTypeName(2)).isEqualTo("BIGINT ARRAY");
            assertThat(columns.getColumnType(4)).isEqualTo(Types.STRUCT);
            assertThat(columns.getColumnTypeName(4)).isEqualTo("ROW(a INTEGER, b VARCHAR)");
            assertThat(columns.getColumnType(5)).isEqualTo(Types.JAVA_OBJECT);
            assertThat(columns.getColumnTypeName(5)).isEqualTo("MAP<VARCHAR, DOUBLE>");
            assertThat(rows.next()).isTrue();
            Array array = rows.getArray(2);
            assertThat((Object[]) array.getArray()).containsExactly(1L, null, 3L);
            assertThat(array.getBaseType()).isEqualTo(Types.BIGINT);
            assertThat(rows.getObject(2)).isInstanceOf(Array.class);
            assertThat((Object[]) rows.getArray(3).getArray()).containsExactly(java.sql.Date.valueOf("2026-01-31"));
            assertThat(rows.getString(3)).isEqualTo("[2026-01-31]");
            assertThat(((Struct) rows.getObject(4)).getAttributes()).containsExactly(5, "five");
            assertThat(rows.getObject(5)).isEqualTo(Map.of("k", 1.5));
            assertThat((Object) rows.getObject(2, List.class)).isEqualTo(Arrays.asList(1L, null, 3L));
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(2)).isEqualTo("[7]");
            assertThat(rows.getArray(3)).isNull();
            assertThat(rows.getString(4)).isEqualTo("(NULL, x)");
            assertThat(rows.getString(5)).isEqualTo("{}");
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT id FROM t WHERE a = ?")) {
            query.setObject(1, List.of(7));
            try (ResultSet rows = query.executeQuery()) {
                assertThat(SqlFixture.rows(rows)).containsExactly("2");
            }
        }
    }

    @Test
    void aggregatesGatherTheirRowsInOrder() throws SQLException {
        sql.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, g VARCHAR, n INT, m DECIMAL(30, 1), u ROW(x INT, y VARCHAR))",
                "CREATE VIEW v AS SELECT g, ARRAY_AGG(n ORDER BY id DESC) AS a, COLLECT(n) AS c, ARRAY_AGG(DISTINCT n) AS d,"
                        + " ARRAY_AGG(m ORDER BY id) FILTER (WHERE n > 1) AS m, ARRAY_AGG(u ORDER BY id) AS u FROM t GROUP BY g",
                "INSERT INTO t VALUES (1, 'a', 3, 1.5, ROW(1, 'p')), (2, 'a', NULL, 2.5, NULL), (3, 'a', 3, NULL, ROW(2, 'q')), (4, 'b', 1, 9, NULL)");

        assertThat(sql.rows("SELECT * FROM v ORDER BY g"))
                .containsExactly(
                        "a|[3, NULL, 3]|[3, 3, NULL]|[3, NULL]|[1.5, NULL]|[(1, p), NULL, (2, q)]",
                        "b|[1]|[1]|[1]|null|[NULL]");
        sql.execute("DELETE FROM t WHERE id = 1", "UPDATE t SET n = 7 WHERE id = 2");
        assertThat(sql.rows("SELECT * FROM v ORDER BY g"))
                .containsExactly("a|[3, 7]|[3, 7]|[3, 7]|[2.5, NULL]|[NULL, (2, q)]", "b|[1]|[1]|[1]|null|[NULL]");
        assertThat(sql.rows("SELECT e FROM v, UNNEST(v.a) AS x (e) ORDER BY e")).containsExactly("1", "3", "7");
    }

    @Test
    void castsGoThroughThePartsAndFailAsAWhole() throws SQLException {
        sql.execute(
                "CREATE TABLE t (id INT, s VARCHAR ARRAY, short_texts VARCHAR(3) ARRAY)",
                "CREATE VIEW v AS SELECT id, CAST(s AS INT ARRAY) AS n FROM t",
                "INSERT INTO t VALUES (1, ARRAY['1', NULL, '3'], ARRAY['abc']), (2, ARRAY['1', 'x'], NULL)");

        assertThat(sql.rows("SELECT * FROM v ORDER BY id")).containsExactly("1|[1, NULL, 3]", "2|null");
        assertThat(sql.rows("SELECT detail FROM MILLRACE.ROW_ERRORS").toString())
                .contains("'x'");
        assertThat(sql.state("SELECT CAST(s AS INT ARRAY) FROM t")).isEqualTo("22018");
        assertThat(sql.state("INSERT INTO t VALUES (3, NULL, ARRAY['abcd'])")).isEqualTo("22001");
        assertThat(sql.rows("SELECT CAST(ARRAY[1, 2] AS DECIMAL(5, 2) ARRAY), CAST(ARRAY[1.25] AS DOUBLE ARRAY), "
                        + "CAST(ROW(1, 'x') AS ROW(a BIGINT, b VARCHAR))"))
                .containsExactly("[1.00, 2.00]|[1.25]|(1, x)");
        assertThat(sql.state("SELECT ELEMENT(ARRAY[1, 2])")).isEqualTo("22023");
    }

    @Test
    void fieldsInParenthesesAreOrderedByAsOthers() throws SQLException {
        sql.execute(
                "CREATE TABLE f (k INT, r ROW(x INT, y ROW(z INT)))",
                "INSERT INTO f VALUES (1, ROW(2, ROW(5))), (2, ROW(1, ROW(6))), (3, ROW(1, ROW(4)))");

        assertThat(sql.rows("SELECT k FROM f AS t ORDER BY (t.r).x DESC, ((t.r).y).z"))
                .containsExactly("1", "3", "2");
        assertThat(sql.rows("SELECT (t.r).x AS x, COUNT(*) AS n FROM f AS t GROUP BY (t.r).x ORDER BY (t.r).x LIMIT 1"))
                .containsExactly("1|2");
        sql.execute("CREATE VIEW last_one AS SELECT k FROM f AS t ORDER BY (t.r).x, t.r.y.z DESC LIMIT 1");
        assertThat(sql.rows("SELECT k FROM last_one")).containsExactly("2");
    }
}
