package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.planner.explain.CircuitText;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an UPDATE or DELETE reads: one row by its key where the condition names it, otherwise the table. */
class ChangePlanTest {
    private static PreparedChange prepare(String sql) {
        return new Planner()
                .prepareChange(Planning.parse(sql).node(), Planning.parse(sql).node(), new TestCatalog());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    UPDATE accounts SET owner = ? WHERE id = ?                          | ?1
                    UPDATE accounts SET balance = balance + ? WHERE ? = id              | ?1
                    UPDATE accounts AS a SET owner = 'x' WHERE a.id = 5 AND a.owner > ? | 5
                    DELETE FROM accounts WHERE id = ? AND since IS NULL                 | ?0
                    DELETE FROM accounts WHERE accounts.id = 12                         | 12
                    DELETE FROM accounts WHERE id = -12 AND owner <> 'x'                | -12
                    DELETE FROM accounts WHERE id = 7.00                                | 7
                    """)
    void theWholeKeyIsLookedUp(String sql, String key) {
        PreparedChange.Keyed keyed = Objects.requireNonNull(prepare(sql).keyed(), sql);

        PreparedChange.KeyPart part = keyed.key().get(0);
        assertThat(part.parameter() < 0 ? String.valueOf(part.literal()) : "?" + part.parameter())
                .isEqualTo(key);
        assertThat(CircuitText.of(keyed.rows().plan(List.of()).root()))
                .contains(PreparedChange.Keyed.FOUND)
                .doesNotContain("accounts");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    UPDATE accounts SET owner = 'x'
                    UPDATE accounts SET owner = 'x' WHERE id > 5
                    UPDATE accounts SET owner = 'x' WHERE id = 5 OR id = 6
                    UPDATE accounts SET owner = 'x' WHERE id + 1 = 5
                    UPDATE accounts SET owner = 'x' WHERE id = 5.5
                    UPDATE accounts SET owner = 'x' WHERE id = balance
                    UPDATE accounts SET owner = 'x' WHERE owner = ?
                    DELETE FROM accounts WHERE NOT (id = 5)
                    DELETE FROM accounts WHERE id = 5 AND EXISTS (SELECT 1 FROM notes)
                    """)
    void anythingElseReadsTheTable(String sql) {
        assertThat(prepare(sql).keyed()).isNull();
    }

    @Test
    void whatDecidesAboutTheRowsIsKnown() {
        assertThat(prepare("DELETE FROM accounts WHERE id IN (SELECT user_id FROM totals)")
                        .reads())
                .containsExactlyInAnyOrder("accounts", "totals");
        assertThat(prepare("UPDATE accounts SET since = NULL WHERE id = 1")
                        .written()
                        .columns())
                .containsExactly(3);
    }
}
