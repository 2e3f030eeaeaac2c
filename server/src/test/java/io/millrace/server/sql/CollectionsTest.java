package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions of arrays, maps and multisets, and collections made of queries, ad hoc and in views. */
class CollectionsTest {
    private SqlFixture sql;

    @BeforeEach
    void start(TestInfo test) throws SQLException {
        sql = SqlFixture.start(
                "collections_" + test.getTestMethod().orElseThrow().getName());
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ARRAY_CONTAINS(a, 2.0)|true",
                "ARRAY_CONTAINS(a, 7)|false",
                "ARRAY_CONTAINS(a, CAST(NULL AS INT))|null",
                "ARRAY_POSITION(a, 1)|2",
                "ARRAY_POSITION(a, 9)|null",
                "ARRAY_APPEND(a, 5000000000)|[3, 1, NULL, 2, 1, 5000000000]",
                "ARRAY_APPEND(a, NULL)|[3, 1, NULL, 2, 1, NULL]",
                "ARRAY_PREPEND(s, 'x')|[x, b, a]",
                "ARRAY_CONCAT(s, ARRAY['c'], s)|[b, a, c, b, a]",
                "ARRAY_DISTINCT(a)|[3, 1, NULL, 2]",
                "ARRAY_REMOVE(a, 1)|[3, NULL, 2]",
                "ARRAY_REMOVE(a, 5000000000)|[3, 1, NULL, 2, 1]",
                "ARRAY_SLICE(a, 2)|[1, NULL, 2, 1]",
                "ARRAY_SLICE(a, -2, 9)|[2, 1]",
                "ARRAY_SLICE(a, 4, 2)|[]",
                "ARRAY_SORT(a)|[1, 1, 2, 3, NULL]",
                "ARRAY_SORT(a, TRUE, TRUE)|[NULL, 1, 1, 2, 3]",
                "ARRAY_SORT(s, FALSE)|[b, a]",
                "ARRAY_MAX(a) + ARRAY_MIN(a)|4",
                "ARRAY_MAX(ARRAY_REMOVE(s, 'a'))|b",
                "ARRAY_TO_STRING(a, ',')|3,1,2,1",
                "STRING_TO_ARRAY('', ',')|[]",
                "STRING_TO_ARRAY('a,,b', ',', '')|[a, NULL, b]",
                "SPLIT('äöü', '')|[ä, ö, ü]",
                "CARDINALITY(SPLIT('a--b', '--'))|2",
                "a[CARDINALITY(a)]|1",
                "MAP_KEYS(m)|[p, q]",
                "MAP_VALUES(m)|[1, NULL]",
                "MAP_ENTRIES(m)[2].\"key\"|q",
                "MAP_CONTAINS_KEY(m, 'q')|true",
                "MAP_CONCAT(m, MAP['q', 5])['q']|5",
                "MAP_FROM_ARRAYS(s, ARRAY[1, 2])|{a=2, b=1}",
                "a IS EMPTY|false",
                "MULTISET[3, 1, 3]|[1, 3, 3]",
                "CARDINALITY(MULTISET[3, 1, 3])|3",
                "2 MEMBER OF MULTISET[1, 2]|true",
                "'z' MEMBER OF MULTISET['a']|false",
                "MULTISET[1, 2.5] MULTISET UNION MULTISET[1]|[1.0, 1.0, 2.5]",
                "MULTISET[1, 1, 2] MULTISET EXCEPT MULTISET[1]|[1, 2]",
                "MULTISET[1, 1, 2] MULTISET INTERSECT DISTINCT MULTISET[1, 1]|[1]",
                "MULTISET[1, 1] SUBMULTISET OF MULTISET[1, 2]|false",
                "MULTISET[1, 1] IS A SET|false",
                "CAST(ARRAY[2, 1, 2] AS INT MULTISET) MULTISET UNION DISTINCT MULTISET[9]|[1, 2, 9]",
            })
    void functionsGiveTheSameInReadsAndViews(String expression, String value) throws SQLException {
        sql.execute(
                "CREATE TABLE t (a INT ARRAY, s VARCHAR(3) ARRAY, m MAP<VARCHAR, INT>)",
                "CREATE VIEW v AS SELECT " + expression + " AS x FROM t",
                "INSERT INTO t VALUES (ARRAY[3, 1, NULL, 2, 1], ARRAY['b', 'a'], MAP['q', NULL, 'p', 1])");

        assertThat(sql.rows("SELECT " + expression + " FROM t")).containsExactly(value);
        assertThat(sql.rows("SELECT * FROM v")).containsExactly(value);
        sql.execute("INSERT INTO t VALUES (NULL, NULL, NULL)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ARRAY_CONTAINS(ARRAY[1], 'x')|'ARRAY_CONTAINS' does not work with INTEGER ARRAY and VARCHAR(1)",
                "ARRAY_SORT(1)|'ARRAY_SORT' does not work with INTEGER",
                "ARRAY_APPEND(ARRAY[1])|takes 2 arguments",
                "3 = ANY(ARRAY[1, 3])|ARRAY_CONTAINS(a, x)",
                "MAP_FROM_ARRAYS(ARRAY[1, 2], ARRAY[1])|as many keys as values",
                "ELEMENT(MULTISET[1, 2])|a collection of one element",
                "MAP(SELECT a, b FROM (VALUES (1, 2)) AS v (a, b))|MAP_FROM_ARRAYS"
            })
    void whatIsWrongIsSaid(String expression, String message) {
        assertThat(sql.failure("SELECT " + expression).getMessage()).contains(message);
    }

    @Test
    void arraysAreConcatenated() throws SQLException {
        sql.execute(
                "CREATE TABLE t (a INT ARRAY, s VARCHAR ARRAY)",
                "CREATE VIEW v AS SELECT a || ARRAY[2.5] AS x, s || s || ARRAY['c'] AS y, a || CAST(NULL AS INT ARRAY) AS z FROM t",
                "INSERT INTO t VALUES (ARRAY[3, NULL], ARRAY['b'])");

        assertThat(sql.rows("SELECT * FROM v")).containsExactly("[3.0, NULL, 2.5]|[b, b, c]|null");
    }

    @Test
    void arraysAreMadeOfQueries() throws SQLException {
        sql.execute(
                "CREATE TABLE boats (id INT PRIMARY KEY, harbour VARCHAR, name VARCHAR, size_m INT)",
                "CREATE TABLE harbours (name VARCHAR)",
                "CREATE VIEW v AS SELECT h.name, ARRAY(SELECT b.name FROM boats AS b WHERE b.harbour = h.name ORDER BY b.size_m DESC, b.id)"
                        + " AS boats, CARDINALITY(MULTISET(SELECT b.id FROM boats AS b WHERE b.harbour = h.name)) AS n FROM harbours AS h",
                "INSERT INTO harbours VALUES ('Oban'), ('Wick')",
                "INSERT INTO boats VALUES (1, 'Oban', 'Ann', 9), (2, 'Oban', 'Bea', 12), (3, 'Oban', 'Cat', 9)");

        assertThat(sql.rows("SELECT * FROM v ORDER BY name")).containsExactly("Oban|[Bea, Ann, Cat]|3", "Wick|[]|0");
        sql.execute("DELETE FROM boats WHERE id = 1", "INSERT INTO boats VALUES (4, 'Wick', 'Dee', 1)");
        assertThat(sql.rows("SELECT * FROM v ORDER BY name")).containsExactly("Oban|[Bea, Cat]|2", "Wick|[Dee]|1");
        assertThat(sql.rows("SELECT ARRAY(SELECT id FROM boats ORDER BY 1 DESC LIMIT 2)"))
                .containsExactly("[4, 3]");
        assertThat(sql.rows("SELECT ARRAY(SELECT id * 10 AS x FROM boats ORDER BY x)"))
                .containsExactly("[20, 30, 40]");
        assertThat(sql.rows("SELECT ARRAY(SELECT harbour FROM boats GROUP BY harbour ORDER BY COUNT(*) DESC)"))
                .containsExactly("[Oban, Wick]");
        assertThat(sql.rows("SELECT ARRAY(SELECT id FROM boats WHERE id > 9)")).containsExactly("[]");
        assertThat(
                        sql.rows(
                                "SELECT b.name FROM harbours AS h, UNNEST(SELECT name FROM boats AS x WHERE x.harbour = h.name) AS b (name) ORDER BY 1"))
                .containsExactly("Bea", "Cat", "Dee");
        assertThat(sql.rows("SELECT * FROM UNNEST(SELECT id, name FROM boats WHERE id = 4)"))
                .containsExactly("4|Dee");
        assertThat(sql.rows("SELECT SUM(x) FROM UNNEST(ARRAY(SELECT id FROM boats)) AS u (x)"))
                .containsExactly("9");
    }
}
