package io.millrace.executor.column;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final List<ColumnType> BIGINT = List.of(ColumnType.of(TypeKind.BIGINT));

    @Test
    void rowsBehindTheLastNullAreNotNullThoughTheirFlagsWereNeverSet() {
        Batch batch = new Batch(BIGINT);
        long[] values = batch.longs(0).valuesForWriting(100);
        batch.longs(0).setNull(3, true);
        values[99] = 7;
        batch.setSize(100);

        assertThat(batch.column(0).nulls()).hasSizeGreaterThanOrEqualTo(100);
        assertThat(batch.column(0).isNull(3)).isTrue();
        assertThat(batch.copy().column(0).isNull(99)).isFalse();
    }

    @Test
    void aClearedBatchForgetsItsNullsAndWeights() {
        Batch batch = new Batch(BIGINT);
        batch.longs(0).setNull(0);
        batch.setWeight(0, -1);
        batch.setSize(1);
        batch.clear();
        batch.longs(0).set(0, 5);
        batch.longs(0).set(1, 6);
        batch.setSize(2);

        assertThat(batch.column(0).nulls()).isNull();
        assertThat(batch.weights()).isNull();
        batch.setWeight(1, 3);
        assertThat(batch.weight(0)).isEqualTo(1);
        assertThat(batch.weight(1)).isEqualTo(3);
    }
}
