package io.millrace.server.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class SqlScriptTest {
    @Test
    void semicolonsInStringsNamesAndCommentsDoNotCut() {
        SqlScript script = SqlScript.parse("SELECT 'a;''b' -- one; two\n; CREATE \"x;y\" /* ; ' */;\n-- the end; ;\n");

        assertThat(script.statements()).containsExactly("SELECT 'a;''b' -- one; two", "CREATE \"x;y\" /* ; ' */");
    }

    @Test
    void definitionsAndQueriesAreToldApartWhateverCommentsStandBefore() {
        SqlScript script = SqlScript.parse("-- read\nselect 1; /* make */ CREATE VIEW v AS SELECT 1; SELECT 2");

        assertThat(script.definitions()).containsExactly("/* make */ CREATE VIEW v AS SELECT 1");
        assertThat(script.queries()).containsExactly("-- read\nselect 1", "SELECT 2");
    }

    @Test
    void replaySpeedIsReplacedWhereItStands() {
        SqlScript script = SqlScript.parse("CREATE TABLE t (a INT) WITH ('replay.speed' = '10', 'path'='x'); SELECT 1");

        assertThat(script.withReplaySpeed(new BigDecimal("2E+3")).statements())
                .containsExactly("CREATE TABLE t (a INT) WITH ('replay.speed' = '2000', 'path'='x')", "SELECT 1");
    }

    @Test
    void aScriptWithoutReplaySpeedIsRefused() {
        SqlScript script = SqlScript.parse("SELECT 1");

        assertThatThrownBy(() -> script.withReplaySpeed(BigDecimal.ONE)).hasMessageContaining("has 0 tables");
    }
}
