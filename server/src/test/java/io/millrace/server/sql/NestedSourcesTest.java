package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.Server;
import io.millrace.server.compare.ComparedEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nested values from JSON records, and through the log of a server that is started again. */
@Timeout(120)
class NestedSourcesTest {
    private static final String ID = "0b6e1c2a-7f3d-4a51-9c08-5d2f9e6b7a10";

    @TempDir
    private Path directory;

    @Test
    void jsonArraysAndObjectsFillNestedColumns() throws Exception {
        Path file = Files.writeString(directory.resolve("data"), """
                {"id": "%s", "tags": ["a", null, "b"], "place": {"Zip": 53111, "CITY": "Bonn", "more": [1]}, "m": {"k": 1.5, "j": null}}
                {"id": "%S", "tags": [], "place": {}, "m": {}, "deep": [[1, 2], [], null, [3]]}
                {"tags": null}
                {"tags": ["a", {"b": 1}]}
                {"tags": 5}
                {"place": {"zip": "x"}}
                {"id": "none"}
                {"deep": [[1.5]]}
                {"tags": ["last"]}
                """.formatted(ID, ID));
        try (SqlFixture sql = SqlFixture.start("nested-sources")) {
            sql.execute(
                    "CREATE TABLE t (id UUID, tags VARCHAR ARRAY, place ROW(city VARCHAR, zip INT), m MAP<VARCHAR, DOUBLE>,"
                            + " deep INT ARRAY ARRAY) WITH ('connector' = 'file', 'format' = 'json', 'path' = '" + file
                            + "')");
            sql.execute(
                    "CREATE VIEW v AS SELECT CARDINALITY(tags) AS n, tags[1] AS tag, t.place.city AS city, m['k'] AS k FROM t");
            sql.await(
                    "SELECT * FROM v ORDER BY n, tag",
                    "0|null|null|null",
                    "1|last|null|null",
                    "3|a|Bonn|1.5",
                    "null|null|null|null");
            assertThat(sql.rows("SELECT id, tags, place, m, deep FROM t WHERE id = '" + ID + "' ORDER BY tags DESC"))
                    .containsExactly(
                            ID + "|[a, NULL, b]|(Bonn, 53111)|{j=NULL, k=1.5}|null",
                            ID + "|[]|(NULL, NULL)|{}|[[1, 2], [], NULL, [3]]");
            assertThat(sql.rows("SELECT reason FROM MILLRACE.BAD_RECORDS ORDER BY position"))
                    .containsExactly(
                            "Column 'tags' is VARCHAR and the record has an object there.",
                            "Column 'tags' is VARCHAR ARRAY and the record has no array there.",
                            "Column 'place.zip': 'x' is not an INTEGER.",
                            "Column 'id': 'none' is not a UUID.",
                            "Column 'deep': '1.5' is not an INTEGER.");
            assertThat((Throwable) sql.failure(
                            "CREATE TABLE c (a INT ARRAY) WITH ('connector' = 'file', 'format' = 'csv', 'path' = '"
                                    + file + "')"))
                    .hasMessageContaining("is of type INTEGER ARRAY, which connector 'file' cannot fill here");
        }
    }

    @Test
    void nestedValuesOutliveTheServer() throws Exception {
        try (Server server = ComparedEngine.server(directory, 3)) {
            fill(server);
        }
        try (Server server = ComparedEngine.server(directory, 2);
                SqlFixture sql = connect(server)) {
            assertThat(sql.rows("SELECT * FROM t ORDER BY n"))
                    .containsExactly(ID + "|1|[1, NULL]|(2, [x])|{a=1}|null", "null|2|null|null|null|null");
            assertThat(sql.rows("SELECT e, n FROM counted ORDER BY e")).containsExactly("1|1", "null|1");
            sql.execute("DELETE FROM t WHERE a = ARRAY[1, NULL]");
            assertThat(sql.rows("SELECT e, n FROM counted")).isEmpty();
            assertThat(sql.rows("SELECT column_name, data_type FROM INFORMATION_SCHEMA.COLUMNS WHERE table_name = 't'"
                            + " ORDER BY ordinal_position"))
                    .containsExactly(
                            "id|UUID",
                            "n|INTEGER",
                            "a|INTEGER ARRAY",
                            "r|ROW(x INTEGER, y VARCHAR ARRAY)",
                            "m|MAP<VARCHAR, INTEGER>",
                            "s|INTEGER MULTISET");
        }
    }

    private static void fill(Server server) throws SQLException {
        try (SqlFixture sql = connect(server)) {
            sql.execute(
                    "CREATE TABLE t (id UUID, n INT, a INT ARRAY, r ROW(x INT, y VARCHAR ARRAY), m MAP<VARCHAR, INT>, s INT MULTISET)",
                    "CREATE VIEW counted AS SELECT x.e, COUNT(*) AS n FROM t, UNNEST(t.a) AS x (e) GROUP BY x.e",
                    "INSERT INTO t VALUES ('" + ID + "', 1, ARRAY[1, NULL], ROW(2, ARRAY['x']), MAP['a', 1], NULL)",
                    "INSERT INTO t (n) VALUES (2), (3)",
                    "DELETE FROM t WHERE n = 3");
        }
    }

    private static SqlFixture connect(Server server) throws SQLException {
        return SqlFixture.connect("jdbc:millrace://127.0.0.1:" + server.port() + "/");
    }
}
