package io.millrace.server.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.planner.parse.Parser;
import io.millrace.planner.parse.ScriptPart;
import io.millrace.server.sql.SqlFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every statement in docs/reference/sql.md runs, in the order of the page; and those listed as refused are refused. */
@Timeout(120)
class SqlPageTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "sql.md");
    private static final Pattern BLOCK = Pattern.compile("```sql( refused)?\\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyStatementOfThePageDoesWhatThePageSays() throws Exception {
        int run = 0;
        int refused = 0;
        try (SqlFixture sql = SqlFixture.start("sql-page");
                Statement statement = sql.connection().createStatement()) {
            for (Matcher block = BLOCK.matcher(Files.readString(PAGE)); block.find(); ) {
                for (String text : statements(block.group(2))) {
                    if (block.group(1) == null) {
                        run(statement, text);
                        run++;
                    } else {
                        SQLException failure = catchThrowableOfType(SQLException.class, () -> run(statement, text));
                        assertThat((Throwable) failure)
                                .as("not refused: " + text)
                                .isNotNull();
                        assertThat(failure.getSQLState())
                                .as(text + "\n" + failure.getMessage())
                                .isEqualTo("0A000");
                        refused++;
                    }
                }
            }
        }
        assertThat(run).isGreaterThan(40);
        assertThat(refused).isGreaterThan(15);
    }

    private static List<String> statements(String block) {
        List<String> statements = new ArrayList<>();
        for (ScriptPart part : new Parser().splitScript(block)) {
            statements.add(part.text());
        }
        return statements;
    }

    /** Runs a statement and reads its rows; of one that does not end, none. */
    private static void run(Statement statement, String sql) throws SQLException {
        boolean endless = sql.startsWith("SELECT STREAM") || sql.startsWith("SUBSCRIBE");
        try {
            if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (!endless && rows.next()) {
                        assertThat(rows.getMetaData().getColumnCount()).isPositive();
                    }
                }
            }
        } catch (SQLException e) {
            throw new SQLException(e.getMessage() + "\nin " + sql, e.getSQLState(), e);
        }
    }
}
