package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** FETCH ... WITH TIES: what the .slt files do not ask: for each outer row, its plan, and what is refused. */
@Timeout(120)
class TiesTest {
    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("ties");
        sql.execute(
                "CREATE TABLE scores (id INT PRIMARY KEY, team VARCHAR, points INT)",
                "INSERT INTO scores VALUES (1, 'a', 9), (2, 'a', 7), (3, 'a', 7), (4, 'a', 5), (5, 'b', 3), (6, 'b', 3), (7, 'b', 3)",
                "CREATE TABLE teams (name VARCHAR PRIMARY KEY)",
                "INSERT INTO teams VALUES ('a'), ('b'), ('c')");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    @Test
    void rowsOfAReadAreInTheirOrder() throws SQLException {
        assertThat(sql.rows("SELECT points, id FROM scores ORDER BY points DESC FETCH FIRST 2 ROWS WITH TIES"))
                .extracting(row -> row.substring(0, 1))
                .containsExactly("9", "7", "7");
        assertThat(sql.rows("SELECT id FROM scores ORDER BY points DESC, id OFFSET 1 ROWS FETCH NEXT 1 ROW WITH TIES"))
                .containsExactly("2");
    }

    @Test
    void aViewKeepsThem() throws SQLException {
        sql.execute(
                "CREATE VIEW best AS SELECT id, points FROM scores ORDER BY points DESC FETCH FIRST 2 ROWS WITH TIES");
        assertThat(sql.rows("SELECT id FROM best ORDER BY id")).containsExactly("1", "2", "3");

        sql.execute("DELETE FROM scores WHERE id = 1");
        assertThat(sql.rows("SELECT id FROM best ORDER BY id")).containsExactly("2", "3");

        sql.execute("DELETE FROM scores WHERE id = 2", "INSERT INTO scores VALUES (8, 'b', 5)");
        assertThat(sql.rows("SELECT id FROM best ORDER BY id")).containsExactly("3", "4", "8");
    }

    @Test
    void eachOuterRowHasItsOwn() throws SQLException {
        String query = "SELECT t.name, s.id FROM teams AS t, LATERAL (SELECT id FROM scores WHERE team = t.name "
                + "ORDER BY points DESC FETCH FIRST 2 ROWS WITH TIES) AS s";
        sql.execute("CREATE VIEW best AS " + query);
        for (String source : new String[] {"(" + query + ") AS q", "best"}) {
            assertThat(sql.rows("SELECT * FROM " + source + " ORDER BY 1, 2"))
                    .containsExactly("a|1", "a|2", "a|3", "b|5", "b|6", "b|7");
        }
    }

    @Test
    void itIsATopNThatIsKept() throws SQLException {
        assertThat(sql.rows("EXPLAIN CIRCUIT FOR CREATE VIEW best AS SELECT id FROM scores "
                        + "ORDER BY points DESC FETCH FIRST 2 ROWS WITH TIES"))
                .anyMatch(line -> line.contains("rows of RANK up to 2"));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat((Throwable) sql.failure("SELECT id FROM scores FETCH FIRST 2 ROWS WITH TIES"))
                .hasMessageContaining("WITH TIES needs an ORDER BY");
        assertThat((Throwable) sql.failure("SELECT id FROM scores ORDER BY id FETCH FIRST ? ROWS WITH TIES"))
                .hasMessageContaining("line 1:47: A parameter as the number of rows WITH TIES is not supported");
        assertThat((Throwable) sql.failure("SELECT id FROM scores ORDER BY id FETCH FIRST 1.5 ROWS WITH TIES"))
                .hasMessageContaining("line 1:47: FETCH ... WITH TIES takes a whole number");
    }
}
