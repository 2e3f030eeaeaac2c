package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a user is told of views whose state grows for ever, over the wire, and how to have them refused. */
@Timeout(120)
class UnboundedStateTest {
    private static final String BY_PAGE = "AS SELECT page, COUNT(*) AS n FROM clicks GROUP BY page";

    private ClockedServer server;
    private SqlFixture sql;

    @BeforeEach
    void start() throws Exception {
        server = ClockedServer.start("2026-05-01T10:00:00Z");
        sql = server.connect("UTC");
        sql.execute(
                "CREATE TABLE clicks (id INT, page VARCHAR, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)"
                        + " WITH ('connector' = 'datagen', 'number-of-rows' = '10')",
                "CREATE TABLE pages (page VARCHAR PRIMARY KEY, title VARCHAR)");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
        server.close();
    }

    @Test
    void aWarningNamesTheOperatorWhatItKeepsAndWhatWouldBoundIt() throws SQLException {
        List<String> warnings = sql.warnings("CREATE VIEW v " + BY_PAGE);

        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0))
                .startsWith("View 'v' keeps state that grows for ever: aggregate keeps a group for each (page).")
                .contains("What would bound it: ", "TUMBLE");
        assertThat(sql.rows("SELECT COUNT(*) FROM v")).hasSize(1);
        try (PreparedStatement prepared = sql.connection().prepareStatement("CREATE OR REPLACE VIEW v " + BY_PAGE)) {
            prepared.execute();
            assertThat((Throwable) prepared.getWarnings()).hasMessageContaining("grows for ever");
        }
    }

    @Test
    void asManyWarningsComeAsOperatorsGrow() throws SQLException {
        assertThat(sql.warnings(
                        "CREATE VIEW v AS SELECT DISTINCT a.page FROM clicks AS a JOIN clicks AS b ON a.id = b.id"))
                .hasSize(2)
                .anyMatch(warning -> warning.contains("join"))
                .anyMatch(warning -> warning.contains("distinct"));
    }

    @Test
    void refusedViewsAreNotMadeAndOthersAre() throws SQLException {
        sql.execute("CREATE VIEW kept AS SELECT page FROM pages", "SET unbounded_state = 'refuse'");

        SQLException failure = sql.failure("CREATE VIEW v " + BY_PAGE);

        assertThat(failure.getSQLState()).isEqualTo("0A000");
        assertThat(failure.getMessage())
                .startsWith("View 'v' would keep state that grows for ever: aggregate keeps a group for each (page).")
                .contains("What would bound it: ", "SET unbounded_state = 'warn'", "UNBOUNDED_STATE 1101");
        assertThat(sql.failure("CREATE OR REPLACE VIEW kept " + BY_PAGE).getSQLState())
                .isEqualTo("0A000");
        assertThat(sql.rows("SELECT * FROM kept")).isEmpty();
        assertThat(
                        sql.warnings(
                                "CREATE VIEW by_window AS SELECT page, COUNT(*) AS n"
                                        + " FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end, page"))
                .isEmpty();
        assertThat(
                        sql.warnings(
                                "CREATE VIEW lately AS SELECT page, COUNT(*) AS n FROM clicks WHERE ts > NOW() - INTERVAL '1' HOUR GROUP BY page"))
                .isEmpty();
        assertThat(sql.warnings("CREATE VIEW titles AS SELECT title, COUNT(*) AS n FROM pages GROUP BY title"))
                .isEmpty();
        assertThat(sql.warnings("CREATE VIEW few AS SELECT id, page FROM clicks ORDER BY id LIMIT 3"))
                .isEmpty();
    }

    @Test
    void theSettingIsThatOfTheSession() throws SQLException {
        sql.execute("SET unbounded_state = 'ALLOW'");
        assertThat(sql.warnings("CREATE VIEW a " + BY_PAGE)).isEmpty();
        try (SqlFixture other = server.connect("UTC")) {
            assertThat(other.warnings("CREATE VIEW b " + BY_PAGE)).hasSize(1);
        }
        sql.execute("RESET unbounded_state");
        assertThat(sql.warnings("CREATE VIEW c " + BY_PAGE)).hasSize(1);
        assertThat(sql.failure("SET unbounded_state = 'never'").getMessage()).contains("'refuse', 'warn'", "line 1:23");
    }
}
