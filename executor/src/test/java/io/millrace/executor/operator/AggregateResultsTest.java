package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.state.MemorySnapshot;
import io.millrace.executor.state.RandomRows;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AggregateResultsTest {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType DOUBLE = ColumnType.of(TypeKind.DOUBLE);
    private static final ColumnType VARCHAR = ColumnType.of(TypeKind.VARCHAR);

    private final List<String> failures = new ArrayList<>();
    private final List<String> emitted = new ArrayList<>();
    private List<ColumnType> inputTypes = List.of();
    private Operator operator = Operators.create(grouped(BIGINT, call(AggregateFunction.COUNT, BIGINT)), context(0, 1));
    private long tick;

    @Test
    void aSumOutOfRangeIsNullAndHealsWhenRowsGo() {
        start(grouped(BIGINT, call(AggregateFunction.SUM, BIGINT)));
        row(1, 7L, Long.MAX_VALUE);
        row(1, 7L, 1L);
        assertThat(tick()).containsExactly("[7, null]:1");
        assertThat(failures).containsExactly("NUMERIC_OVERFLOW SUM [7, null]");

        row(-1, 7L, 1L);
        assertThat(tick()).containsExactly("[7, null]:-1", "[7, 9223372036854775807]:1");
        assertThat(failures).hasSize(1);
    }

    @Test
    void weightsMultiplyExactly() {
        start(grouped(BIGINT, call(AggregateFunction.SUM, ColumnType.decimal(38, 0))));
        row(Long.MAX_VALUE - 3, 7L, Long.MIN_VALUE);
        BigInteger product = BigInteger.valueOf(Long.MIN_VALUE).multiply(BigInteger.valueOf(Long.MAX_VALUE - 3));
        assertThat(tick()).containsExactly("[7, " + product + "]:1");
        row(3, 7L, Long.MAX_VALUE);
        row(-(Long.MAX_VALUE - 3), 7L, Long.MIN_VALUE);
        assertThat(tick()).containsExactly("[7, " + product + "]:-1", "[7, 27670116110564327421]:1");
    }

    @Test
    void sumsOfWideDecimalsAreCheckedAgainstTheirPrecision() {
        ColumnType wide = ColumnType.decimal(38, 2);
        start(grouped(wide, call(AggregateFunction.SUM, wide), call(AggregateFunction.AVG, wide)));
        BigInteger largest = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);
        row(1, 7L, largest.negate());
        row(Integer.MAX_VALUE, 7L, largest.negate());
        assertThat(tick()).containsExactly("[7, null, " + largest.negate() + "]:1");
        assertThat(failures).containsExactly("NUMERIC_OVERFLOW SUM [7, null, " + largest.negate() + "]");
        row(-Integer.MAX_VALUE, 7L, largest.negate());
        tick();
        assertThat(emitted.get(1)).isEqualTo("[7, " + largest.negate() + ", " + largest.negate() + "]:1");
    }

    @Test
    void averagesOfDecimalsAreRoundedHalfUp() {
        start(grouped(ColumnType.decimal(10, 1), call(AggregateFunction.AVG, ColumnType.decimal(12, 2))));
        row(1, 7L, 1L);
        row(3, 7L, 0L);
        row(1, 8L, -1L);
        row(3, 8L, 0L);
        assertThat(tick()).containsExactly("[7, 3]:1", "[8, -3]:1");
    }

    @Test
    void averagesOfIntegersAreTheNearestDouble() {
        start(grouped(BIGINT, call(AggregateFunction.AVG, DOUBLE)));
        row(2, 7L, Long.MAX_VALUE);
        row(1, 7L, Long.MAX_VALUE - 1);
        row(1, 8L, 1L);
        row(2, 8L, 0L);
        assertThat(tick()).containsExactly("[7, " + 9.223372036854775807E18 + "]:1", "[8, " + 1 / 3.0 + "]:1");
    }

    @Test
    void deletionRestoresTheSameBitsOfADoubleSum() {
        start(grouped(DOUBLE, call(AggregateFunction.SUM, DOUBLE)));
        row(1, 7L, 0.1);
        row(1, 7L, 0.2);
        List<String> before = tick();
        row(1, 7L, 1e300);
        row(1, 7L, -3.3e-300);
        tick();
        row(-1, 7L, -3.3e-300);
        row(-1, 7L, 1e300);
        assertThat(before).containsExactly("[7, " + 0.30000000000000004 + "]:1");
        assertThat(tick()).hasSize(2).endsWith(before.get(0));
    }

    @Test
    void aSubqueryForOneValueFailsOnASecondRowUntilThatGoes() {
        AggregateNode node = node(List.of(BIGINT), List.of(), List.of(single(BIGINT)));
        start(node);
        row(2, 5L);
        assertThat(tick()).containsExactly("[null]:1");
        assertThat(failures).containsExactly("MORE_THAN_ONE_ROW SINGLE_VALUE [null]");
        row(-1, 5L);
        assertThat(tick()).containsExactly("[null]:-1", "[5]:1");
    }

    @Test
    void withoutKeysThereIsOneRowFromTheFirstTickOnAndOnOneShardOnly() {
        AggregateNode node = node(
                List.of(BIGINT),
                List.of(),
                List.of(count(), new AggregateCall(AggregateFunction.SUM, 0, AggregateCall.NONE, false, BIGINT)));
        start(node);
        assertThat(tick()).containsExactly("[0, null]:1");
        assertThat(tick()).isEmpty();
        row(1, 4L);
        assertThat(tick()).containsExactly("[0, null]:-1", "[1, 4]:1");
        row(-1, 4L);
        assertThat(tick()).containsExactly("[1, 4]:-1", "[0, null]:1");

        operator = Operators.create(node, context(1, 2));
        assertThat(tick()).isEmpty();
    }

    @Test
    void whatCancelsWithinATickSaysNothingAndLeavesNothing() {
        start(grouped(VARCHAR, call(AggregateFunction.MIN, VARCHAR), call(AggregateFunction.SUM0, BIGINT, 0)));
        row(-1, 7L, "a long enough string");
        row(1, 7L, "a long enough string");
        row(1, 8L, "b");
        assertThat(tick()).containsExactly("[8, b, 8]:1");
        MemorySnapshot snapshot = new MemorySnapshot();
        ((StatefulOperator) operator).snapshot(snapshot);
        Batch groups = snapshot.reader(0, 1).next(0);
        assertThat(groups).isNotNull();
        assertThat(groups.size()).isEqualTo(1);
        row(-1, 8L, "b");
        assertThat(tick()).containsExactly("[8, b, 8]:-1");
    }

    @Test
    void changesComeInPairsOfOldAndNewRow() {
        start(grouped(BIGINT, call(AggregateFunction.SUM, BIGINT)));
        for (long key = 0; key < 2_000; key++) {
            row(1, key, key);
        }
        tick();
        for (long key = 0; key < 2_000; key++) {
            row(1, key, key % 2);
        }
        List<String> changes = tick();
        assertThat(changes).hasSize(2_000);
        for (int i = 0; i < changes.size(); i += 2) {
            long key = i + 1;
            assertThat(changes.get(i)).isEqualTo("[" + key + ", " + key + "]:-1");
            assertThat(changes.get(i + 1)).isEqualTo("[" + key + ", " + (key + 1) + "]:1");
        }
    }

    @Test
    void zerosOfBothSignsAreOneGroupAndItsKeyIsPositive() {
        AggregateNode node = node(List.of(DOUBLE), List.of(0), List.of(count()));
        start(node);
        row(1, -0.0);
        row(1, 0.0);
        Batch batch = new Batch(node.types());
        operator.endTick(0, batch::appendAll);
        assertThat(batch.size()).isEqualTo(1);
        assertThat(1 / batch.doubles(0).get(0)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void keysWithoutAggregatesAreTheDistinctKeys() {
        start(node(List.of(BIGINT, VARCHAR), List.of(1), List.of()));
        row(2, 1L, "a");
        row(1, 2L, "a");
        row(1, 2L, null);
        assertThat(tick()).containsExactly("[a]:1", "[null]:1");
        row(-2, 1L, "a");
        assertThat(tick()).isEmpty();
        row(-1, 2L, "a");
        assertThat(tick()).containsExactly("[a]:-1");
    }

    @Test
    void restoringReportsNoFailureAndEmitsNothing() {
        start(grouped(BIGINT, call(AggregateFunction.SUM, BIGINT)));
        row(3, 7L, Long.MAX_VALUE);
        tick();
        MemorySnapshot snapshot = new MemorySnapshot();
        ((StatefulOperator) operator).snapshot(snapshot);
        failures.clear();
        start(grouped(BIGINT, call(AggregateFunction.SUM, BIGINT)));
        ((StatefulOperator) operator).restore(snapshot.reader(0, 1));
        assertThat(tick()).isEmpty();
        assertThat(failures).isEmpty();
        row(-2, 7L, Long.MAX_VALUE);
        assertThat(tick()).containsExactly("[7, null]:-1", "[7, " + Long.MAX_VALUE + "]:1");
    }

    private void start(AggregateNode node) {
        inputTypes = node.input().types();
        operator = Operators.create(node, context(0, 1));
    }

    private ShardContext context(int shard, int shards) {
        ShardContext quiet = OperatorVerifier.context(shard, shards);
        return new ShardContext(
                shard,
                shards,
                quiet.kernels(),
                (code, site, detail, in, row) ->
                        failures.add(code + " " + site.expression() + " " + RandomRows.row(in, row)));
    }

    private void row(long weight, Object... values) {
        Batch batch = new Batch(inputTypes);
        RandomRows.append(batch, Arrays.asList(values), weight);
        operator.process(0, batch, out -> {});
    }

    private List<String> tick() {
        emitted.clear();
        Output out = batch -> IntStream.range(0, batch.size())
                .forEach(row -> emitted.add(RandomRows.row(batch, row) + ":" + batch.weight(row)));
        operator.endStep(out);
        operator.endTick(tick++, out);
        return List.copyOf(emitted);
    }

    /** GROUP BY a BIGINT over one argument. */
    private static AggregateNode grouped(ColumnType argument, AggregateCall... calls) {
        return node(List.of(BIGINT, argument), List.of(0), List.of(calls));
    }

    private static AggregateNode node(List<ColumnType> input, List<Integer> keys, List<AggregateCall> calls) {
        List<ColumnType> types = new ArrayList<>(keys.stream().map(input::get).toList());
        calls.forEach(call -> types.add(call.type()));
        List<Integer> columns = IntStream.range(0, input.size()).boxed().toList();
        return new AggregateNode(new InputNode("t", columns, input), keys, calls, false, types);
    }

    private static AggregateCall call(AggregateFunction function, ColumnType type) {
        return call(function, type, 1);
    }

    private static AggregateCall call(AggregateFunction function, ColumnType type, int argument) {
        return new AggregateCall(function, argument, AggregateCall.NONE, false, type);
    }

    private static AggregateCall single(ColumnType type) {
        return call(AggregateFunction.SINGLE_VALUE, type, 0);
    }

    private static AggregateCall count() {
        return call(AggregateFunction.COUNT, BIGINT.notNull(), AggregateCall.NONE);
    }
}
