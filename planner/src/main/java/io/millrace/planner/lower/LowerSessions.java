package io.millrace.planner.lower;

import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.SessionAggregateNode;
import io.millrace.executor.plan.SessionNode;
import io.millrace.executor.plan.TimeStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * GROUP BY the keys and bounds of sessions: one step makes sessions and aggregates them, without keeping rows, if the input never
 * deletes and all aggregates merge. Everything else goes through the sessions' rows.
 */
final class LowerSessions {
    private final Aggregate aggregate;
    private final SessionNode sessions;

    /** The aggregate's input, over the columns of the sessions. */
    private final Chain rows;

    private LowerSessions(Aggregate aggregate, SessionNode sessions, Chain rows) {
        this.aggregate = aggregate;
        this.sessions = sessions;
        this.rows = rows;
    }

    /** The aggregate of sessions, or null if this is none. */
    static @Nullable Chain lower(Aggregate aggregate, AggregateColumns columns, Lowering lowering) {
        Chain rows = columns.rows();
        if (!(rows.base().node() instanceof SessionNode sessions)
                || rows.condition() != null
                || rows.window() != null
                || aggregate.getAggCallList().isEmpty()) {
            return null;
        }
        Chain below = lowering.inputOf(sessions);
        return below == null ? null : new LowerSessions(aggregate, sessions, rows).lower(below, lowering);
    }

    private @Nullable Chain lower(Chain below, Lowering lowering) {
        Map<Integer, Integer> keyFields = keyFields();
        if (keyFields == null || readsBounds()) {
            return null;
        }
        RelDataType type = aggregate.getInput().getRowType();
        AggregateColumns columns = new AggregateColumns(
                below.project(withoutBounds(), type.getFieldNames()),
                type,
                aggregate.getCluster().getRexBuilder());
        for (int key : sessions.partition()) {
            columns.place(keyFields.getOrDefault(key, -1));
        }
        int time = columns.place(boundField());
        List<AggregateCall> calls = new ArrayList<>();
        for (org.apache.calcite.rel.core.AggregateCall call : aggregate.getAggCallList()) {
            calls.add(AggregateCalls.of(call, columns));
        }
        Lowered input = lowering.seal(columns.project());
        boolean appendOnly = input.properties().appendOnly();
        if (!appendOnly || !calls.stream().allMatch(call -> call.merges(true))) {
            return null;
        }
        List<Integer> keys =
                IntStream.range(0, sessions.partition().size()).boxed().toList();
        Lowered exchanged = input.properties().isColocatedBy(keys) ? input : input.exchangedBy(keys);
        SessionAggregateNode node =
                new SessionAggregateNode(exchanged.node(), keys, time, sessions.gapMillis(), calls, null);
        Map<Integer, Frontier> frontiers = new HashMap<>(input.properties().frontiers());
        frontiers.keySet().retainAll(keys);
        Frontier follows = input.properties().frontiers().get(time);
        Closing closing = null;
        if (follows != null) {
            Frontier ends = follows.then(new TimeStep.Plus(1));
            frontiers.put(node.end(), ends);
            frontiers.put(node.end() + 1, follows);
            closing = lowering.forgets() ? new Closing(node.end(), ends, Closing.Action.RELEASE) : null;
        }
        List<Integer> unique = new ArrayList<>(keys);
        unique.add(node.start());
        Properties properties =
                new Properties(unique, false, exchanged.properties().colocated(), frontiers);
        return shown(new Lowered(node.closedBy(closing), names(), properties));
    }

    /** By column of the partition, the field of the aggregate's input that it is grouped by; null if there are others, or fewer. */
    private @Nullable Map<Integer, Integer> keyFields() {
        Map<Integer, Integer> fields = new HashMap<>();
        boolean bounded = false;
        for (int field : aggregate.getGroupSet()) {
            int column = ChainSealer.columnOf(rows.projections().get(field));
            bounded |= column >= sessions.start();
            if (column < 0 || column < sessions.start() && !sessions.partition().contains(column)) {
                return null;
            }
            if (column < sessions.start()) {
                fields.putIfAbsent(column, field);
            }
        }
        return bounded && fields.size() == sessions.partition().size() ? fields : null;
    }

    /** A field that shows a bound of the session. */
    private int boundField() {
        for (int field : aggregate.getGroupSet()) {
            if (isBound(field)) {
                return field;
            }
        }
        throw new IllegalStateException("no bound of a session is grouped by");
    }

    private boolean isBound(int field) {
        return ChainSealer.columnOf(rows.projections().get(field)) >= sessions.start();
    }

    /** Whether what is aggregated depends on the bounds of the session. */
    private boolean readsBounds() {
        for (int field = 0; field < rows.projections().size(); field++) {
            boolean reads = RelOptUtil.InputFinder.bits(rows.projections().get(field)).asList().stream()
                    .anyMatch(column -> column >= sessions.start());
            if (reads && !(isBound(field) && aggregate.getGroupSet().get(field))) {
                return true;
            }
        }
        return aggregate.getAggCallList().stream()
                .anyMatch(call -> call.getArgList().stream().anyMatch(this::isBound));
    }

    /** The fields of the aggregate's input, with the row's time in the place of bounds. */
    private List<RexNode> withoutBounds() {
        List<RexNode> fields = new ArrayList<>();
        for (int field = 0; field < rows.projections().size(); field++) {
            RexNode expression = rows.projections().get(field);
            fields.add(isBound(field) ? new RexInputRef(sessions.time(), expression.getType()) : expression);
        }
        return fields;
    }

    private List<String> names() {
        List<String> known = rows.base().names();
        List<String> names = new ArrayList<>();
        sessions.partition().forEach(key -> names.add(known.get(key)));
        names.addAll(known.subList(sessions.start(), known.size()));
        List<String> shown = aggregate.getRowType().getFieldNames();
        names.addAll(shown.subList(aggregate.getGroupCount(), shown.size()));
        return names;
    }

    /** The aggregate's columns, in its order. */
    private Chain shown(Lowered node) {
        RelDataType type = aggregate.getRowType();
        List<RexNode> columns = new ArrayList<>();
        for (int field : aggregate.getGroupSet()) {
            int column = ChainSealer.columnOf(rows.projections().get(field));
            int place = column < sessions.start()
                    ? sessions.partition().indexOf(column)
                    : sessions.partition().size() + column - sessions.start();
            columns.add(new RexInputRef(
                    place, type.getFieldList().get(columns.size()).getType()));
        }
        int first = sessions.partition().size() + SessionNode.COLUMNS;
        for (int call = 0; call < aggregate.getAggCallList().size(); call++) {
            columns.add(new RexInputRef(
                    first + call, type.getFieldList().get(columns.size()).getType()));
        }
        return new Chain(node, null, null, columns, type.getFieldNames());
    }
}
