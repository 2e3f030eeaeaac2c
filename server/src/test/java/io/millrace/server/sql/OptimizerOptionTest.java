package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A view can be kept without the optimizer: the same rows, by another plan. */
@Timeout(60)
class OptimizerOptionTest {
    private static final String QUERY =
            " AS SELECT a.id, b.v FROM a, b WHERE a.id = b.id AND b.v > 1 + 1 AND a.id NOT IN (SELECT id FROM b WHERE v = 5)";

    @Test
    void aViewWithoutItHasTheSameRowsByAPlanThatIsCloserToItsText() throws SQLException {
        try (SqlFixture sql = SqlFixture.start("optimizer")) {
            sql.execute("CREATE TABLE a (id INT)", "CREATE TABLE b (id INT, v INT)");
            sql.execute("CREATE VIEW usual" + QUERY, "CREATE VIEW plain WITH ('optimizer' = 'off')" + QUERY);
            sql.execute("INSERT INTO a VALUES (1), (2), (3)", "INSERT INTO b VALUES (1, 2), (2, 3), (3, 4), (3, 5)");

            assertThat(sql.rows("SELECT * FROM usual")).containsExactly("2|3");
            assertThat(sql.rows("SELECT * FROM plain")).containsExactly("2|3");
            String explain = "EXPLAIN PLAN FOR CREATE VIEW v WITH ('optimizer' = '%s')" + QUERY;
            assertThat(String.join("\n", sql.rows(explain.formatted("on"))))
                    .contains("subqueries to joins", "push filters", "trim columns");
            assertThat(String.join("\n", sql.rows(explain.formatted("OFF"))))
                    .contains("subqueries to joins")
                    .doesNotContain("push filters", "fold constants", "trim columns");
            SQLException wrong = sql.failure("CREATE VIEW v WITH ('optimizer' = 'maybe')" + QUERY);
            assertThat(wrong.getSQLState()).isEqualTo("22023");
            assertThat(wrong.getMessage()).contains("line 1:35", "can be 'on' or 'off'");
        }
    }

    @Test
    void anExpressionThatIsWrittenTwiceIsTheSameWithoutItToo() throws SQLException {
        String query = "SELECT LISTAGG(DISTINCT UPPER(name), '+') WITHIN GROUP (ORDER BY UPPER(name) DESC) AS names,"
                + " ARRAY_AGG(DISTINCT v %% %d ORDER BY v %% 2) AS parts FROM a";
        try (SqlFixture sql = SqlFixture.start("optimizer")) {
            sql.execute("CREATE TABLE a (name VARCHAR(9), v INT)");
            sql.execute("CREATE VIEW plain WITH ('optimizer' = 'off') AS " + query.formatted(2));
            sql.execute("INSERT INTO a VALUES ('x', 1), ('X', 2), ('y', 3)");

            assertThat(sql.rows("SELECT * FROM plain")).containsExactly("Y+X|[0, 1]");
            assertThat(sql.failure("CREATE VIEW v WITH ('optimizer' = 'off') AS " + query.formatted(3))
                            .getMessage())
                    .contains("with DISTINCT can be in the order of its argument only");
        }
    }
}
