package io.millrace.connectors.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.connector.SinkDefinition;
import io.millrace.executor.connector.SinkWriter;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What 'print' writes. */
@Timeout(60)
class PrintConnectorTest {
    private static final Schema NUMBER = new Schema(List.of(new Column("n", ColumnType.of(TypeKind.BIGINT))));

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private SinkWriter writer(Schema schema, int shards, int maxLines) {
        return new PrintConnector(new PrintStream(bytes, true, StandardCharsets.UTF_8), maxLines)
                .sink(new SinkDefinition("s", schema, Map.of()))
                .open(shards);
    }

    private static Batch batch(Schema schema, long weight, @Nullable Object... values) {
        Batch batch = new Batch(schema.types());
        for (int column = 0; column < values.length; column++) {
            Values.set(batch, column, 0, values[column]);
        }
        batch.setSize(1);
        if (weight != 1) {
            batch.setWeight(0, weight);
        }
        return batch;
    }

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void eachTickIsItsNetChangesDeletionsFirst() {
        try (SinkWriter writer = writer(NUMBER, 2, 100)) {
            writer.write(0, batch(NUMBER, 1, 1L));
            writer.write(1, batch(NUMBER, 2, 2L));
            writer.endTick(3);
            writer.write(0, batch(NUMBER, 1, 5L));
            writer.write(0, batch(NUMBER, -1, 1L));
            // What comes and goes within a tick did not happen, on whichever shards.
            writer.write(0, batch(NUMBER, 1, 9L));
            writer.write(1, batch(NUMBER, -1, 9L));
            writer.endTick(4);
            writer.write(0, batch(NUMBER, 1, 7L));
        }
        assertThat(lines()).containsExactly("s 3 +1 (1)", "s 3 +2 (2)", "s 4 -1 (1)", "s 4 +1 (5)");
    }

    @Test
    void valuesReadLikeLiterals() {
        Schema schema = new Schema(List.of(
                new Column("b", ColumnType.of(TypeKind.BOOLEAN)),
                new Column("t", ColumnType.of(TypeKind.VARCHAR)),
                new Column("d", ColumnType.of(TypeKind.DATE)),
                new Column("c", ColumnType.of(TypeKind.TIME)),
                new Column("ts", ColumnType.of(TypeKind.TIMESTAMP)),
                new Column("i", ColumnType.of(TypeKind.TIMESTAMP_LTZ)),
                new Column("x", ColumnType.of(TypeKind.VARBINARY)),
                new Column("m", ColumnType.decimal(10, 2)),
                new Column("e", ColumnType.of(TypeKind.BIGINT))));
        try (SinkWriter writer = writer(schema, 1, 100)) {
            writer.write(
                    0,
                    batch(
                            schema,
                            1,
                            true,
                            "it's",
                            1L,
                            3_661_001L,
                            -1L,
                            0L,
                            new byte[] {10, -1},
                            new BigDecimal("12.50"),
                            null));
            writer.endTick(1);
        }
        assertThat(lines())
                .containsExactly("s 1 +1 (true, 'it''s', 1970-01-02, 01:01:01.001, 1969-12-31 23:59:59.999,"
                        + " 1970-01-01 00:00:00.000Z, X'0AFF', 12.50, NULL)");
    }

    @Test
    void aTickOfMoreRowsThanItHoldsIsRefused() {
        try (SinkWriter writer = writer(NUMBER, 1, 2)) {
            writer.write(0, batch(NUMBER, 1, 1L));
            writer.write(0, batch(NUMBER, 1, 2L));
            assertThatThrownBy(() -> writer.write(0, batch(NUMBER, 1, 3L)))
                    .isInstanceOfSatisfying(
                            EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SUBSCRIBER_TOO_SLOW))
                    .hasMessageContaining("more than 2 rows");
        }
        assertThat(lines()).isEmpty();
    }
}
