package io.millrace.executor.operator.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Vector;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntegerSumTest {
    private static final ColumnType LONG = ColumnType.of(TypeKind.BIGINT).notNull();
    private static final ColumnType WIDE = ColumnType.decimal(38, 0).notNull();
    private static final BigInteger LIMIT = BigInteger.TEN.pow(38);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void sumsAndAveragesOfLongsEqualThoseOfBigIntegers(long seed) {
        check(seed, LONG);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void sumsAndAveragesOfWideDecimalsEqualThoseOfBigIntegers(long seed) {
        check(seed, WIDE);
    }

    /** Sums with weights, with a part taken back again, and compares exact sum, decimal and double average. */
    private static void check(long seed, ColumnType type) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            Batch batch = new Batch(List.of(type));
            List<String> shown = new ArrayList<>();
            BigInteger expected = BigInteger.ZERO;
            long count = 0;
            for (int i = random.nextInt(20); i >= 0; i--) {
                BigInteger value = value(random, type);
                long weight = random.nextInt(3) == 0 ? random.nextLong() >>> 8 : 1 + random.nextInt(2);
                add(batch, value, weight);
                if (random.nextInt(3) == 0) {
                    add(batch, value, -weight);
                } else {
                    expected = expected.add(value.multiply(BigInteger.valueOf(weight)));
                    count += weight;
                }
                shown.add(value + " * " + weight);
            }
            compare("seed " + seed + ": " + shown, results(type, batch), expected, count);
        }
    }

    /** A row of sum, decimal average and double average. */
    private static Batch results(ColumnType type, Batch batch) {
        Lane lane = new Lane(-1, java.util.List.of(), null);
        Accumulator sum = type == LONG ? new IntegerSum(lane, 0) : new WideSum(lane, 0);
        Counter counter = new Counter(lane, -1);
        RowLayout layout = new RowLayout(List.of(), sum.words() + sum.rareWords() + 1);
        sum.bind(layout, layout.extra(1), layout.extra(1 + sum.words()));
        counter.bind(layout, layout.extra(0), layout.extra(0));
        RowStore groups = new RowStore(layout);
        int[] slots = new int[batch.size()];
        Arrays.fill(slots, groups.allocate());
        lane.prepare(batch, slots);
        counter.add(groups, batch, slots);
        sum.add(groups, batch, slots);

        ColumnType decimal = ColumnType.decimal(38, 0);
        Batch out = new Batch(List.of(decimal, decimal, ColumnType.of(TypeKind.DOUBLE)));
        for (int column = 0; column < out.width(); column++) {
            AggregateFunction function = column == 0 ? AggregateFunction.SUM0 : AggregateFunction.AVG;
            AggregateCall call = new AggregateCall(
                    function, 0, AggregateCall.NONE, false, out.types().get(column));
            Result result = new IntegerResult(call, type, sum, new Count(counter, null));
            write(result, groups, slots, out, column);
        }
        return out;
    }

    private static void compare(String where, Batch out, BigInteger expected, long count) {
        boolean fits = expected.abs().compareTo(LIMIT) < 0;
        assertThat(out.decimals(0).isNull(0)).as(where).isEqualTo(!fits);
        if (fits) {
            assertThat(out.decimals(0).unscaled(0)).as(where).isEqualTo(expected);
        }
        if (count > 0) {
            BigDecimal sum = new BigDecimal(expected);
            BigDecimal divisor = BigDecimal.valueOf(count);
            BigInteger average = sum.divide(divisor, 0, RoundingMode.HALF_UP).toBigInteger();
            assertThat(out.decimals(1).unscaled(0)).as(where).isEqualTo(average);
            double nearest = sum.divide(divisor, new MathContext(200)).doubleValue();
            assertThat(out.doubles(2).get(0)).as(where).isEqualTo(nearest);
        }
    }

    private static void write(Result result, RowStore groups, int[] slots, Batch out, int column) {
        Vector into = out.column(column);
        result.write(groups, slots, 1, into, 0, (row, site, code, detail) -> {});
    }

    private static BigInteger value(Random random, ColumnType type) {
        if (type.storage() == Storage.LONG) {
            return BigInteger.valueOf(
                    switch (random.nextInt(4)) {
                        case 0 -> Long.MIN_VALUE;
                        case 1 -> Long.MAX_VALUE;
                        case 2 -> random.nextLong();
                        default -> random.nextInt(100) - 50;
                    });
        }
        BigInteger value = new BigInteger(126, random).mod(LIMIT);
        return (random.nextBoolean() ? value : value.shiftRight(random.nextInt(126)))
                .multiply(BigInteger.valueOf(random.nextBoolean() ? 1 : -1));
    }

    private static void add(Batch batch, BigInteger value, long weight) {
        int row = batch.size();
        if (batch.types().get(0).storage() == Storage.LONG) {
            batch.longs(0).set(row, value.longValueExact());
        } else {
            batch.decimals(0).set(row, value);
        }
        batch.setWeight(row, weight);
        batch.setSize(row + 1);
    }
}
