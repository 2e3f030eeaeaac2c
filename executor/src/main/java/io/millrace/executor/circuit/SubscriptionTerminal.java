package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.Terminal;
import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.FrozenRows;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.Output;
import io.millrace.executor.operator.ResultTable;
import io.millrace.executor.plan.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One shard of the end of a subscribed query. While the query catches up and can delete, the content is gathered, so that
 * the subscriber first sees it whole and not how it came about; then deltas pass through.
 */
final class SubscriptionTerminal implements Terminal {
    private final Subscription subscription;
    private final List<Batch> gathered = new ArrayList<>();
    private @Nullable ResultTable content;

    SubscriptionTerminal(ViewPlan plan, Subscription subscription) {
        this.subscription = subscription;
        this.content = plan.appendOnly() ? null : ResultTable.ofDeltas(plan);
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        ResultTable gathering = content;
        if (gathering != null) {
            gathering.process(port, batch, out);
        } else if (!subscription.isOver()) {
            gathered.add(batch.copy());
        }
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {}

    @Override
    public void publish(long tick) {
        ResultTable gathering = content;
        if (gathering != null) {
            gathering.publish();
            return;
        }
        for (Batch batch : gathered) {
            subscription.add(tick, batch);
        }
        gathered.clear();
    }

    @Override
    public void published() {
        subscription.seal();
    }

    /** As {@link #goLive()}, for all shards. */
    static List<FrozenRows> goLive(Operator[] shards) {
        List<FrozenRows> content = new ArrayList<>();
        for (Operator shard : shards) {
            content.addAll(((SubscriptionTerminal) shard).goLive());
        }
        return content;
    }

    /** The query has caught up: hands over the content to be read by another thread; from now on deltas pass through. */
    private List<FrozenRows> goLive() {
        ResultTable gathering = content;
        content = null;
        return gathering == null ? List.of() : List.of(gathering.freeze());
    }
}
