package io.millrace.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlSelect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContextualNamesTest {
    private final Parser parser = new Parser();

    static List<String> words() {
        return List.of(
                ("data value key count user result position ts date time timestamp offset partition order group end"
                                + " begin row rows range limit window interval table column values current of at to filter year month"
                                + " day hour minute second type name status level source target text start method language action"
                                + " rank sum min max avg state view tables snapshot metadata watermark emit circuit left right set"
                                + " float real double integer character uuid monday next no none only percent version zone")
                        .split(" "));
    }

    @ParameterizedTest
    @MethodSource("words")
    void wordIsAColumn(String word) {
        assertThat(parser.parse("CREATE TABLE t (" + word + " INT, b INT, " + word + "2 INT, PRIMARY KEY (" + word
                                + "))")
                        .statement())
                .isInstanceOf(Statement.CreateTable.class);
        for (String sql : List.of(
                "SELECT WORD, t.WORD, b AS WORD FROM t WHERE WORD > 1 AND 2 < WORD GROUP BY WORD ORDER BY WORD DESC, b LIMIT 1",
                "SELECT MAX(WORD), b + WORD, WORD * 2, CAST(WORD AS INT) FROM t",
                "SELECT CASE WHEN WORD IS NULL THEN WORD ELSE WORD END FROM t HAVING COUNT(WORD) > 1",
                "INSERT INTO t (b, WORD) VALUES (1, 2)")) {
            parser.parse(sql.replace("WORD", word));
        }
    }

    @Test
    void userIsAColumnAndNotTheFunction() {
        SqlSelect select =
                (SqlSelect) parser.parse("SELECT user FROM t").statement().node();

        SqlIdentifier user = (SqlIdentifier) select.getSelectList().get(0);
        assertThat(user.getSimple()).isEqualTo("user");
        assertThat(user.isComponentQuoted(0)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT DATE '2026-01-01' FROM t|SELECT DATE '2026-01-01'\nFROM \"t\"",
                "SELECT a::DATE, CAST(b AS TIME) FROM t|SELECT (\"a\" :: DATE), CAST(\"b\" AS TIME)\nFROM \"t\"",
                "SELECT INTERVAL -'1' DAY FROM t|SELECT INTERVAL -'1' DAY\nFROM \"t\"",
                "SELECT 1 FROM t ORDER BY a OFFSET 2 ROWS|SELECT 1\nFROM \"t\"\nORDER BY \"a\"\nOFFSET 2 ROWS",
                "SELECT ROW(1) FROM TABLE(f(TABLE t))|SELECT ROW(1)\nFROM TABLE(\"f\"(TABLE \"t\"))",
            })
    void wordThatIsNeededStaysAKeyword(String sqlAndText) {
        String[] parts = sqlAndText.split("\\|", 2);

        assertThat(SqlText.of(parser.parse(parts[0]).statement().node())).isEqualTo(parts[1]);
    }
}
