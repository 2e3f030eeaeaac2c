package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.plan.AggregateArguments;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.TextForm;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the aggregate costs: a delta costs by its own size, whatever is kept, and nothing is allocated per row. */
class AggregateCostTest {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType DECIMAL = ColumnType.decimal(30, 2);
    private static final ColumnType DOUBLE = ColumnType.of(TypeKind.DOUBLE);
    private static final ColumnType VARCHAR = ColumnType.of(TypeKind.VARCHAR);
    private static final List<ColumnType> INPUT =
            List.of(BIGINT, BIGINT, DECIMAL, DOUBLE, VARCHAR, ColumnType.of(TypeKind.BOOLEAN));
    private static final int FILTER = 5;
    private static final byte[] TEXT = "a text that is not short ".getBytes(StandardCharsets.UTF_8);

    private final Batch batch = new Batch(INPUT);
    private long emitted;
    private final Output count = out -> emitted += out.size();

    @Test
    void aSmallDeltaToAMillionGroupsCostsAsMuchAsToAFew() {
        Operator operator = operator(false, call(AggregateFunction.SUM, 1), call(AggregateFunction.COUNT, 1));
        for (int from = 0; from < 1_000_000; from += 1_000) {
            fill(from, 0, 1_000, 1);
            operator.process(0, batch, count);
        }
        end(operator);
        assertThat(emitted).isEqualTo(1_000_000);
        long state = ((StatefulOperator) operator).stateBytes();
        delta(operator);
        emitted = 0;

        long allocated = Allocations.during(() -> delta(operator));

        assertThat(emitted).isEqualTo(20);
        assertThat(allocated).isLessThan(1_000);
        assertThat(((StatefulOperator) operator).stateBytes()).isEqualTo(state);
    }

    @Test
    void whatAHugeTickNeededIsGivenBackInTime() {
        Operator operator = operator(false, call(AggregateFunction.SUM, 1));
        for (int from = 0; from < 100_000; from += 1_000) {
            fill(from, 0, 1_000, 1);
            operator.process(0, batch, count);
        }
        end(operator);
        long state = ((StatefulOperator) operator).stateBytes();
        for (int tick = 0; tick < 200; tick++) {
            delta(operator);
        }

        assertThat(((StatefulOperator) operator).stateBytes()).isLessThan(state - 100_000L * 4);
        emitted = 0;
        delta(operator);
        assertThat(emitted).isEqualTo(20);
    }

    private void delta(Operator operator) {
        fill(50_000, 0, 10, 1);
        operator.process(0, batch, count);
        end(operator);
    }

    @Test
    void theLeastOfAMillionValuesIsFollowedThroughDeletionsWithoutAllocation() {
        Operator operator = operator(false, call(AggregateFunction.MIN, 1), call(AggregateFunction.MAX, 1));
        for (int from = 0; from < 1_000_000; from += 1_000) {
            values(from, 1_000, 1);
            operator.process(0, batch, count);
        }
        end(operator);
        emitted = 0;
        // Each tick deletes the ten least values that are left: looking them all up again would take hours.
        long allocated = Allocations.during(() -> {
            for (int tick = 0; tick < 20_000; tick++) {
                values(tick * 10, 10, -1);
                operator.process(0, batch, count);
                end(operator);
            }
        });

        assertThat(emitted).isEqualTo(40_000);
        assertThat(allocated).isLessThan(100_000);
    }

    @Test
    void percentilesModesAndArgumentsFollowDeletionsFromAGroupOfAMillionWithoutAllocation() {
        AggregateArguments median = new AggregateArguments(1, AggregateCall.NONE, new BigDecimal("0.5"), List.of());
        AggregateArguments last = new AggregateArguments(4, 1, null, List.of());
        Operator operator = operator(
                false,
                call(AggregateFunction.PERCENTILE_CONT, median, DOUBLE),
                call(AggregateFunction.PERCENTILE_DISC, median, BIGINT),
                call(AggregateFunction.MODE, AggregateArguments.of(1), BIGINT),
                call(AggregateFunction.ARG_MIN, last, VARCHAR));
        for (int from = 0; from < 1_000_000; from += 1_000) {
            values(from, 1_000, 1);
            operator.process(0, batch, count);
        }
        end(operator);
        emitted = 0;
        // Each tick deletes the ten least values that are left: walking to the median or the mode would take hours.
        long allocated = Allocations.during(() -> {
            for (int tick = 0; tick < 10_000; tick++) {
                values(tick * 10, 10, -1);
                operator.process(0, batch, count);
                end(operator);
            }
        });

        assertThat(emitted).isEqualTo(20_000);
        // Strings of entries that are gone leave their arenas half empty, and these are compacted.
        assertThat(allocated / 10_000).isLessThan(2_000);
    }

    @Test
    void statisticsAreWrittenWithoutAllocation() {
        AggregateArguments pair = new AggregateArguments(1, 1, null, List.of());
        AggregateArguments doubles = new AggregateArguments(3, 3, null, List.of());
        Operator operator = operator(
                false,
                call(AggregateFunction.VAR_POP, 1),
                call(AggregateFunction.STDDEV_SAMP, 2),
                call(AggregateFunction.STDDEV_POP, 3),
                call(AggregateFunction.COVAR_POP, pair, DOUBLE),
                call(AggregateFunction.REGR_INTERCEPT, doubles, DOUBLE),
                call(AggregateFunction.CORR, doubles, DOUBLE));
        int[] time = {0};
        Runnable tick = () -> {
            fill(0, time[0], 1_000, 1);
            operator.process(0, batch, count);
            time[0]++;
            end(operator);
        };
        for (int i = 0; i < 20; i++) {
            tick.run();
        }

        assertThat(Allocations.during(tick)).isLessThan(10_000);
    }

    private static AggregateCall call(AggregateFunction function, AggregateArguments arguments, ColumnType type) {
        FailureSite site = new FailureSite(function.name(), null);
        return new AggregateCall(function, arguments, AggregateCall.NONE, false, type, site);
    }

    @Test
    void nothingIsAllocatedPerRowOnceGroupsAreKnown() {
        Operator operator = operator(true, everyCall());
        Runnable tick = () -> {
            for (int from = 0; from < 5_000; from += 1_000) {
                fill(from, 0, 1_000, 1);
                operator.process(0, batch, count);
            }
            end(operator);
        };
        tick.run();
        tick.run();

        assertThat(Allocations.during(tick)).isLessThan(1_000);
    }

    @Test
    void aSlidingWindowOfRowsIsKeptWithoutAllocationPerRow() {
        Operator operator = operator(false, everyCall());
        int[] time = {0};
        Runnable tick = () -> {
            for (int from = 0; from < 5_000; from += 1_000) {
                fill(from, time[0], 1_000, 1);
                operator.process(0, batch, count);
                if (time[0] >= 3) {
                    fill(from, time[0] - 3, 1_000, -1);
                    operator.process(0, batch, count);
                }
            }
            end(operator);
            time[0]++;
        };
        for (int i = 0; i < 20; i++) {
            tick.run();
        }

        // 10,000 rows a tick; what is left is a node of an index or two, and strings moving to a new arena.
        assertThat(Allocations.during(tick)).isLessThan(50_000);
    }

    @Test
    void listsAreMadeAnewForTheGroupsThatATickTouchedOnly() {
        long few = visitsOfLists(1_000);
        long many = visitsOfLists(100_000);

        // A group more has to be found among others, by the logarithm of their number.
        assertThat(many).isLessThan(2 * few);
    }

    /** What it visits to change one row of each of 100 groups of ten rows, whose lists are made anew. */
    private long visitsOfLists(int groups) {
        AggregateArguments text = new AggregateArguments(4, AggregateCall.NONE, new TextForm("[", ",", "]"), List.of());
        Operator operator = operator(
                false,
                call(AggregateFunction.ARRAY_AGG, AggregateArguments.of(1), ColumnType.array(BIGINT)),
                call(AggregateFunction.COLLECT, AggregateArguments.of(3), ColumnType.multiset(DOUBLE)),
                call(AggregateFunction.STRING_AGG, text, VARCHAR));
        for (int time = 0; time < 10; time++) {
            for (int from = 0; from < groups; from += 1_000) {
                fill(from, time, 1_000, 1);
                operator.process(0, batch, count);
            }
        }
        end(operator);
        long before = ((StatefulOperator) operator).visited();
        emitted = 0;
        fill(groups / 2, 5, 100, -1);
        operator.process(0, batch, count);
        fill(groups / 2, 20, 100, 1);
        operator.process(0, batch, count);
        end(operator);
        assertThat(emitted).isEqualTo(200);
        return ((StatefulOperator) operator).visited() - before;
    }

    @Test
    void anIdleAggregateIsWellBelow64Kibibytes() {
        Operator operator = operator(
                false,
                call(AggregateFunction.COUNT, 1),
                call(AggregateFunction.SUM, 3),
                call(AggregateFunction.AVG, 2),
                call(AggregateFunction.MIN, 4),
                call(AggregateFunction.MAX, 1),
                new AggregateCall(AggregateFunction.COUNT, 4, FILTER, true, BIGINT));
        fill(0, 0, 3, 1);
        operator.process(0, batch, count);
        end(operator);

        assertThat(((StatefulOperator) operator).stateBytes()).isLessThan(56 * 1024);
    }

    private static AggregateCall[] everyCall() {
        List<AggregateCall> calls = new ArrayList<>();
        for (int argument = 1; argument <= 4; argument++) {
            calls.add(call(AggregateFunction.COUNT, argument));
            calls.add(call(AggregateFunction.MIN, argument));
            calls.add(call(AggregateFunction.MAX, argument));
            if (argument < 4) {
                AggregateCall sum = call(AggregateFunction.SUM, argument);
                calls.add(sum);
                calls.add(call(AggregateFunction.AVG, argument));
                calls.add(new AggregateCall(AggregateFunction.SUM, argument, FILTER, true, sum.type()));
            }
        }
        return calls.toArray(AggregateCall[]::new);
    }

    private static AggregateCall call(AggregateFunction function, int argument) {
        ColumnType type = switch (function) {
            case COUNT -> BIGINT;
            case AVG, VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> argument == 2 ? DECIMAL : DOUBLE;
            case SUM, SUM0 -> argument == 2 ? ColumnType.decimal(38, 2) : INPUT.get(argument);
            default -> INPUT.get(argument);
        };
        return new AggregateCall(function, argument, AggregateCall.NONE, false, type);
    }

    private static Operator operator(boolean appendOnly, AggregateCall... calls) {
        List<ColumnType> types = new ArrayList<>(List.of(BIGINT));
        List.of(calls).forEach(call -> types.add(call.type()));
        List<Integer> columns = IntStream.range(0, INPUT.size()).boxed().toList();
        AggregateNode node =
                new AggregateNode(new InputNode("t", columns, INPUT), List.of(0), List.of(calls), appendOnly, types);
        return Operators.create(node, OperatorVerifier.context(0, 1));
    }

    private void end(Operator operator) {
        operator.endStep(count);
        operator.endTick(0, count);
    }

    /** Rows of consecutive groups, whose values follow from the group and the time. */
    private void fill(int from, int time, int size, long weight) {
        batch.clear();
        for (int row = 0; row < size; row++) {
            int key = from + row;
            write(row, key, key * 7L + time * 13L, weight);
        }
    }

    /** Rows of one group with consecutive values. */
    private void values(int from, int size, long weight) {
        batch.clear();
        for (int row = 0; row < size; row++) {
            write(row, 1, from + row, weight);
        }
    }

    private void write(int row, long key, long value, long weight) {
        batch.longs(0).set(row, key);
        batch.longs(1).set(row, value);
        batch.decimals(2).set(row, 0, value);
        batch.doubles(3).set(row, value * 0.01);
        TEXT[TEXT.length - 1] = (byte) ('a' + value % 26);
        batch.bytes(4).set(row, TEXT, 0, TEXT.length);
        batch.booleans(FILTER).set(row, value % 3 == 0);
        batch.setSize(row + 1);
        batch.setWeight(row, weight);
    }
}
