package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** DROP with and without CASCADE, of tables and views that views read. */
@Timeout(120)
class DropTest {
    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("drops");
        sql.execute(
                "CREATE TABLE t (id INT)",
                "CREATE TABLE u (id INT)",
                "CREATE VIEW a AS SELECT id FROM t",
                "CREATE VIEW b AS SELECT a.id FROM a JOIN t ON a.id = t.id",
                "CREATE VIEW c AS SELECT id FROM b UNION ALL SELECT id FROM u",
                "CREATE VIEW d AS SELECT id FROM u");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    @Test
    void cascadeDropsAllThatReadsIt() throws SQLException {
        assertThat(sql.warnings("DROP TABLE T CASCADE"))
                .containsExactly("Dropped as well, because they read 't': c, b, a.");

        assertThat(sql.rows("SHOW TABLES")).containsExactly("u|TABLE");
        assertThat(sql.rows("SHOW VIEWS")).containsExactly("d|VIEW");
        sql.execute("INSERT INTO u VALUES (7)");
        assertThat(sql.rows("SELECT id FROM d")).containsExactly("7");
        sql.execute("CREATE TABLE t (x INT)", "CREATE VIEW a AS SELECT x FROM t");
    }

    @Test
    void cascadeOfAViewLeavesWhatItReads() throws SQLException {
        assertThat(sql.warnings("DROP VIEW b CASCADE")).containsExactly("Dropped as well, because they read 'b': c.");
        assertThat(sql.rows("SHOW VIEWS")).containsExactly("a|VIEW", "d|VIEW");
        assertThat(sql.warnings("DROP VIEW a CASCADE")).isEmpty();
        assertThat(sql.warnings("DROP VIEW IF EXISTS a CASCADE")).hasSize(1);
    }

    @Test
    void withoutCascadeNothingIsDroppedThatIsRead() throws SQLException {
        for (String statement : new String[] {"DROP TABLE t", "DROP TABLE t RESTRICT"}) {
            assertThat((Throwable) sql.failure(statement))
                    .hasMessageContaining("'t' is read by a, b. Drop those first, or write CASCADE");
        }
        assertThat(sql.rows("SHOW VIEWS")).hasSize(4);
        sql.execute("DROP VIEW c RESTRICT");
        assertThat(sql.rows("SHOW VIEWS")).hasSize(3);
    }
}
