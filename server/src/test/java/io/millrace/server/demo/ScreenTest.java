package io.millrace.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private static Panel panel(String query) throws SQLException {
        try (Connection h2 = DriverManager.getConnection("jdbc:h2:mem:;DATABASE_TO_UPPER=FALSE");
                Statement statement = h2.createStatement()) {
            return Panel.read(statement.executeQuery(query));
        }
    }

    private static String shown(Function<PrintStream, Screen> screen, Panel panel, int times) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Screen shown = screen.apply(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        for (int picture = 1; picture <= times; picture++) {
            shown.show("picture " + picture, List.of(panel));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void numbersStandToTheRightAndTimesAndNullsAreReadable() throws SQLException {
        Panel panel = panel("VALUES (TIMESTAMP '2018-02-01 13:00:00.5', 7, CAST(4.5 AS DOUBLE PRECISION), 'x'),"
                + " (NULL, 1234, NULL, 'longer')");

        assertThat(panel.lines())
                .containsExactly(
                        "  C1                  C2    C3  C4",
                        "  2018-02-01 13:00     7  4.50  x",
                        "  NULL              1234  NULL  longer");
    }

    @Test
    void aTerminalIsClearedOnceAndThenWrittenOver() throws SQLException {
        String shown = shown(Screen::redrawn, panel("SELECT 1 AS a"), 2);

        assertThat(shown)
                .isEqualTo("\033[2J\033[Hpicture 1\033[K\n\033[1m  a\033[0m\033[K\n  1\033[K\n\033[J"
                        + "\033[Hpicture 2\033[K\n\033[1m  a\033[0m\033[K\n  1\033[K\n\033[J");
    }

    @Test
    void aPipeGetsALineAPictureWithTheFirstRow() throws SQLException {
        assertThat(shown(Screen::plain, panel("VALUES (1, 'x'), (2, 'y')"), 1))
                .isEqualTo("picture 1 | C1=1 C2=x" + System.lineSeparator());
        assertThat(shown(Screen::plain, panel("SELECT 1 AS a WHERE FALSE"), 1)).startsWith("picture 1 | ");
    }
}
