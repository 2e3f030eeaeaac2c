package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** DEFAULTs that are another value for each statement. */
@Timeout(120)
class DefaultsTest {
    @Test
    void theTimeCanBeADefault() throws SQLException {
        try (SqlFixture sql = SqlFixture.start("defaults")) {
            sql.execute(
                    "CREATE TABLE t (id INT PRIMARY KEY, created TIMESTAMP(3) DEFAULT LOCALTIMESTAMP, day_of DATE DEFAULT CURRENT_DATE)",
                    "INSERT INTO t (id) VALUES (1)",
                    "INSERT INTO t (id, created, day_of) VALUES (2, NULL, DATE '2026-01-01'), (3, DEFAULT, DEFAULT)",
                    "UPDATE t SET created = DEFAULT, day_of = DEFAULT WHERE id = 2");

            assertThat(sql.rows("SELECT id FROM t WHERE created > TIMESTAMP '2026-01-02 00:00:00' "
                            + "AND day_of > DATE '2026-01-02' ORDER BY id"))
                    .containsExactly("1", "2", "3");
        }
    }
}
