package io.millrace.server.statement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MaskedTextTest {
    @Test
    void secretsAreMaskedWhereverTheyStandAndAllElseIsAsWritten() {
        String sql = "CREATE TABLE t (\n  id INT -- kept\n) WITH ('connector' = 'kafka',\n"
                + "  'properties.ssl.key.password' = 'can''ary', 'topic' = 'x',\n"
                + "  'properties.sasl.jaas.config' = 'user canary\n second line');";
        String text = sql.substring(0, sql.length() - 1);

        assertThat(MaskedText.of(text))
                .isEqualTo("CREATE TABLE t (\n  id INT -- kept\n) WITH ('connector' = 'kafka',\n"
                        + "  'properties.ssl.key.password' = '******', 'topic' = 'x',\n"
                        + "  'properties.sasl.jaas.config' = '******')");
    }

    @Test
    void aViewIsShownAsWritten() {
        String sql = "CREATE VIEW v AS SELECT 'password' AS p";

        assertThat(MaskedText.of(sql)).isEqualTo(sql);
    }
}
