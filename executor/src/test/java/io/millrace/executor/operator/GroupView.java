package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import java.util.Objects;

/** An aggregate and the table of a view that shows its groups, one behind the other as a circuit has them. */
final class GroupView {
    private final ShownOperator groups;
    private final ResultTable table;

    GroupView(ViewPlan plan, ShardContext context) {
        SharedGroups shared = Objects.requireNonNull(SharedGroups.of(plan), "groups cannot be shown");
        groups = shared.operator(context);
        table = shared.table(groups, context);
        groups.show(table.shows(groups));
    }

    ResultTable table() {
        return table;
    }

    private Output toTable(Output out) {
        return new Output() {
            @Override
            public void emit(Batch batch) {
                table.process(0, batch, out);
            }

            @Override
            public boolean isRead() {
                return table.needsInput(out);
            }
        };
    }

    void process(int port, Batch batch, Output out) {
        groups.process(port, batch, toTable(out));
    }

    void endStep(Output out) {
        groups.endStep(toTable(out));
        table.endStep(out);
    }

    void endTick(long tick, Output out) {
        groups.endTick(tick, toTable(out));
        table.endTick(tick, out);
    }

    void publish() {
        groups.publish();
        table.publish();
    }

    void snapshot(StateWriter out) {
        groups.snapshot(out);
    }

    void restore(StateReader in) {
        groups.restore(in);
        table.restore(in);
    }

    long stateBytes() {
        return groups.stateBytes() + table.stateBytes();
    }
}
