package io.millrace.executor.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyHashTest {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType DOUBLE = ColumnType.of(TypeKind.DOUBLE);
    private static final ColumnType BOOLEAN = ColumnType.of(TypeKind.BOOLEAN);
    private static final ColumnType WIDE = ColumnType.decimal(38, 2);
    private static final ColumnType VARCHAR = ColumnType.of(TypeKind.VARCHAR);

    @Test
    void theHashOfVersionOneNeverChanges() {
        Batch batch = new Batch(List.of(BIGINT, DOUBLE, BOOLEAN, WIDE, VARCHAR));
        batch.longs(0).set(0, 42);
        batch.doubles(1).set(0, 2.5);
        batch.booleans(2).set(0, true);
        batch.decimals(3).set(0, -1, 7);
        batch.bytes(4).set(0, "Grüße aus dem Fluss");
        batch.setSize(1);
        batch.longs(0).setNull(1);
        batch.doubles(1).setNull(1);
        batch.booleans(2).setNull(1);
        batch.decimals(3).setNull(1);
        batch.bytes(4).setNull(1);
        batch.setSize(2);

        assertThat(KeyHash.VERSION).isEqualTo(1);
        List<Integer> hashes = new ArrayList<>();
        for (int[] columns : new int[][] {{0}, {1}, {2}, {3}, {4}, {0, 1, 2, 3, 4}, {}}) {
            hashes.add(KeyHash.ofRow(batch, columns, 0));
            hashes.add(KeyHash.ofRow(batch, columns, 1));
        }
        assertThat(hashes)
                .containsExactly(
                        1205424132,
                        -414112444,
                        1345292942,
                        -414112444,
                        1758156997,
                        -414112444,
                        325112355,
                        -414112444,
                        -920495901,
                        -414112444,
                        499834824,
                        -999208386,
                        0,
                        0);
    }

    @Test
    void zerosOfEitherSignAndAllNaNsAreOneKey() {
        Batch batch = new Batch(List.of(DOUBLE));
        batch.doubles(0).set(0, 0.0);
        batch.doubles(0).set(1, -0.0);
        batch.doubles(0).set(2, Double.NaN);
        batch.doubles(0).set(3, Double.longBitsToDouble(0x7ff8000000000123L));
        batch.setSize(4);

        int[] hashes = KeyHash.of(batch, new int[] {0}, new int[0]);

        assertThat(hashes[0]).isEqualTo(hashes[1]).isNotEqualTo(hashes[2]);
        assertThat(hashes[2]).isEqualTo(hashes[3]);
    }

    @Test
    void equalLongsHashAlikeWhateverTheirSqlType() {
        int first = 0;
        for (TypeKind kind : List.of(TypeKind.TINYINT, TypeKind.BIGINT, TypeKind.DATE, TypeKind.TIMESTAMP)) {
            Batch batch = new Batch(List.of(ColumnType.of(kind)));
            batch.longs(0).set(0, 99);
            batch.setSize(1);
            int hash = KeyHash.ofRow(batch, new int[] {0}, 0);
            first = first == 0 ? hash : first;
            assertThat(hash).as("%s", kind).isEqualTo(first);
        }
    }

    @Test
    void wholeBatchesRowsAndStoredRowsHashAlike() {
        long seed = 5;
        Random random = new Random(seed);
        RandomRows rows = new RandomRows(random, List.of(BIGINT, DOUBLE, BOOLEAN, WIDE, VARCHAR));
        Batch batch = rows.batch(500);
        int[] columns = {4, 0, 1, 3, 2};
        KeyedRows stored = new KeyedRows(new RowLayout(batch.types(), 1), columns);
        int[] hashes = KeyHash.of(batch, columns, new int[0]);
        int[] slots = new int[batch.size()];
        stored.findOrInsert(batch, columns, hashes, slots);

        for (int row = 0; row < batch.size(); row++) {
            assertThat(hashes[row])
                    .as("seed %d row %d", seed, row)
                    .isEqualTo(KeyHash.ofRow(batch, columns, row))
                    .isEqualTo(stored.hash(slots[row]));
        }
    }

    @Test
    void upperAndLowerBitsOfSequencesAreSpreadEvenly() {
        int count = 1 << 16;
        Batch batch = new Batch(List.of(BIGINT));
        long[] values = batch.longs(0).valuesForWriting(count);
        for (long stride : new long[] {1, 10, 1000, 60_000, 1L << 20, 1L << 40, 3_600_000}) {
            for (int row = 0; row < count; row++) {
                values[row] = row * stride;
            }
            batch.setSize(count);
            int[] hashes = KeyHash.of(batch, new int[] {0}, new int[0]);
            assertSpread(stride, hashes, count, 24);
            assertSpread(stride, hashes, count, 0);
        }
    }

    private static void assertSpread(long stride, int[] hashes, int count, int shift) {
        int[] buckets = new int[256];
        for (int row = 0; row < count; row++) {
            buckets[(hashes[row] >>> shift) & 0xFF]++;
        }
        double chiSquared = 0;
        double expected = count / 256.0;
        for (int bucket : buckets) {
            chiSquared += (bucket - expected) * (bucket - expected) / expected;
        }
        // 255 degrees of freedom: mean 255, standard deviation 22.6; below the mean is no harm.
        assertThat(chiSquared).as("stride %d, bits from %d", stride, shift).isLessThan(255 + 5 * 22.6);
    }
}
