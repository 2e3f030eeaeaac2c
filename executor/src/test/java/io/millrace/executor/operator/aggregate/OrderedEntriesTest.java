package io.millrace.executor.operator.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.plan.AggregateArguments;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups whose rows are kept in an order give them back when they are forgotten, and leave those of others alone. */
class OrderedEntriesTest {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType TEXT = ColumnType.of(TypeKind.VARCHAR);
    private static final List<ColumnType> INPUT = List.of(BIGINT, TEXT);
    private static final int NONE = AggregateCall.NONE;
    private static final int ROWS = 5_000;

    private static final List<AggregateCall> CALLS = List.of(
            call(
                    AggregateFunction.STRING_AGG,
                    new AggregateArguments(1, NONE, ",", List.of(new SortColumn(0, true, false))),
                    TEXT),
            call(
                    AggregateFunction.PERCENTILE_DISC,
                    new AggregateArguments(0, NONE, new BigDecimal("0.5"), List.of()),
                    BIGINT),
            call(AggregateFunction.MODE, AggregateArguments.of(1), TEXT),
            call(AggregateFunction.ARG_MAX, new AggregateArguments(1, 0, null, List.of()), TEXT));

    private final Accumulators accumulators = new Accumulators(
            new AggregateNode(
                    new InputNode("t", List.of(0, 1), INPUT),
                    List.of(),
                    CALLS,
                    false,
                    CALLS.stream().map(AggregateCall::type).toList()),
            0);
    private final RowLayout layout = RowLayout.keyFirst(accumulators.columns(), 0, accumulators.words());
    private final RowStore groups = new RowStore(layout);

    private static AggregateCall call(AggregateFunction function, AggregateArguments arguments, ColumnType type) {
        return new AggregateCall(function, arguments, NONE, false, type, new FailureSite(function.name(), null));
    }

    @Test
    void aForgottenGroupIsEmptyAndItsMemoryIsUsedAgainWhileOthersStayAsTheyAre() {
        accumulators.bind(layout, layout.extra(0));
        int gone = open();
        int other = open();
        add(gone, 1);
        add(other, 2);
        add(gone, 1);
        String before = results(gone);
        String others = results(other);
        assertThat(before).isNotEqualTo(others);
        long bytes = accumulators.bytes();

        for (int round = 0; round < 3; round++) {
            accumulators.forget(groups, gone);
            groups.free(gone);
            gone = open();

            assertThat(results(gone)).isEqualTo("null|null|null|null");
            assertThat(results(other)).isEqualTo(others);
            add(gone, 1);
            add(gone, 1);
            assertThat(results(gone)).isEqualTo(before);
            assertThat(results(other)).isEqualTo(others);
        }
        assertThat(accumulators.bytes()).isLessThan(bytes + bytes / 8);
    }

    private int open() {
        int slot = groups.allocate();
        accumulators.open(groups, slot);
        return slot;
    }

    /** Some thousand rows, a third of them NULL in one column; the same again if added again. */
    private void add(int group, int factor) {
        Batch batch = new Batch(INPUT);
        for (int row = 0; row < ROWS; row++) {
            if (row % 3 == 0) {
                batch.longs(0).setNull(row);
            } else {
                batch.longs(0).set(row, (long) factor * (row * 7_919L % 1_000));
            }
            batch.bytes(1).set(row, "t" + row * factor % 17);
        }
        batch.setSize(ROWS);
        int[] slots = new int[ROWS];
        Arrays.fill(slots, group);
        accumulators.add(groups, batch, slots);
    }

    private String results(int group) {
        Batch into = new Batch(CALLS.stream().map(AggregateCall::type).toList());
        accumulators.writeResults(groups, new int[] {group}, 1, into, (row, site, code, detail) -> {
            throw new AssertionError(code + " " + detail);
        });
        into.setSize(1);
        String text = into.bytes(0).isNull(0) ? "null" : into.bytes(0).text(0);
        return text + "|" + (into.longs(1).isNull(0) ? "null" : into.longs(1).get(0)) + "|"
                + (into.bytes(2).isNull(0) ? "null" : into.bytes(2).text(0)) + "|"
                + (into.bytes(3).isNull(0) ? "null" : into.bytes(3).text(0));
    }
}
