package io.millrace.server.wire;

import static io.millrace.server.wire.TestSessions.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.server.session.Metadata.Table;
import io.millrace.server.session.Metadata.TableColumn;
import io.millrace.server.session.Warning;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sqlline.SqlLine;

/** sqlline, the shell that {@code millrace sql} starts, at work through our driver. */
@Timeout(60)
class SqllineTest {
    @Test
    void sqllineConnectsListsTablesAndKeysRunsQueriesAndShowsErrorsAndWarnings() throws Exception {
        try (DriverFixture fixture = new DriverFixture()) {
            fixture.sessions.tables.add(new Table(
                    "PUBLIC",
                    "Orders",
                    "TABLE",
                    "",
                    List.of(new TableColumn(
                            new Column("id", ColumnType.of(TypeKind.BIGINT).notNull()), "", null, false)),
                    List.of("id"),
                    List.of()));
            fixture.sessions.query("SELECT * FROM t", DriverFixture.ID_AND_NAME, row(17L, "seventeen"), row(18L, null));
            fixture.sessions.definition("CREATE VIEW v", new Warning("No effect yet"));

            String output = run(
                    fixture,
                    "!tables",
                    "!columns Orders",
                    "!primarykeys Orders",
                    "SELECT * FROM t;",
                    "CREATE VIEW v;",
                    "SELECT * FROM nothing;",
                    "!quit");

            assertThat(output)
                    .contains("Orders")
                    .contains("BIGINT")
                    .contains("KEY_SEQ")
                    .containsPattern("17\\s*\\|\\s*seventeen")
                    .contains("2 rows selected")
                    .contains("No effect yet")
                    .contains("line 1:15: Table 'nothing' not found. Did you mean 'k'?")
                    .contains("(state=42P01,code=1003)")
                    .doesNotContain("Exception in thread", "\tat ", "UnsupportedOperation");
        }
    }

    private static String run(DriverFixture fixture, String... commands) throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(output, true, StandardCharsets.UTF_8);
        SqlLine shell = new SqlLine();
        shell.setOutputStream(print);
        shell.setErrorStream(print);
        String script = String.join("\n", commands) + "\n";
        SqlLine.Status status = shell.begin(
                new String[] {"-u", fixture.url(), "-n", "", "-p", "", "--isolation=TRANSACTION_READ_COMMITTED"},
                new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8)),
                false);
        assertThat(status).isNotNull();
        return output.toString(StandardCharsets.UTF_8);
    }
}
