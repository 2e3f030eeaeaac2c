package io.millrace.executor.column;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void appendingWholeBatchesIsTheSameAsRowByRow(long seed) {
        List<ColumnType> types = List.of(
                ColumnType.of(TypeKind.BIGINT),
                ColumnType.of(TypeKind.DOUBLE),
                ColumnType.of(TypeKind.BOOLEAN),
                ColumnType.of(TypeKind.VARCHAR),
                ColumnType.decimal(38, 2));
        Random random = new Random(seed);
        Batch whole = new Batch(types);
        Batch picked = new Batch(types);
        Batch single = new Batch(types);
        for (int round = 0; round < 12; round++) {
            Batch part = part(types, random, round);
            whole.appendAll(part);
            int[] rows = new int[part.size()];
            for (int row = 0; row < part.size(); row++) {
                rows[row] = row;
                single.append(part, row);
            }
            picked.gather(part, rows, rows.length);
            assertThat(rows(whole)).as("seed %d, round %d", seed, round).isEqualTo(rows(single));
            assertThat(rows(picked)).as("seed %d, round %d", seed, round).isEqualTo(rows(single));
            if (round % 5 == 4) {
                whole.clear();
                picked.clear();
                single.clear();
            }
        }
    }

    private static Batch part(List<ColumnType> types, Random random, int round) {
        boolean nulls = random.nextBoolean();
        boolean weights = random.nextBoolean();
        Batch batch = new Batch(types);
        int size = random.nextInt(40) * (round % 3);
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < types.size(); column++) {
                Object value = nulls && random.nextInt(4) == 0 ? null : value(column, random);
                Values.set(batch, column, row, value);
            }
            if (weights && random.nextInt(3) == 0) {
                batch.setWeight(row, random.nextInt(9) + 2L);
            }
            batch.setSize(row + 1);
        }
        if (weights && size > 0) {
            batch.setWeight(size - 1, -1);
        }
        return batch;
    }

    private static Object value(int column, Random random) {
        return switch (column) {
            case 0 -> random.nextLong();
            case 1 -> random.nextDouble();
            case 2 -> random.nextBoolean();
            case 3 -> "x".repeat(random.nextInt(9)) + random.nextInt(100);
            default -> BigDecimal.valueOf(random.nextLong(), 2);
        };
    }

    private static List<List<Object>> rows(Batch batch) {
        List<List<Object>> rows = new ArrayList<>();
        for (int row = 0; row < batch.size(); row++) {
            List<Object> values = new ArrayList<>();
            for (int column = 0; column < batch.width(); column++) {
                values.add(Values.get(batch, column, row));
            }
            values.add(batch.weight(row));
            rows.add(values);
        }
        return rows;
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
