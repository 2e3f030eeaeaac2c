package io.millrace.executor.operator;

import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.SessionAggregateNode;
import io.millrace.executor.plan.SessionNode;
import io.millrace.executor.plan.SortColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What sessions mean, from all rows: sorted by time, and cut wherever a gap has passed without a row. */
final class RecomputedSessions {
    private RecomputedSessions() {}

    /** Each row with the bounds of its session. */
    static Map<List<?>, Long> rows(SessionNode node, Map<List<?>, Long> input) {
        return rows(input, node.partition(), node.time(), node.gapMillis());
    }

    private static Map<List<?>, Long> rows(Map<List<?>, Long> input, List<Integer> partition, int time, long gap) {
        Map<List<?>, Long> result = new HashMap<>();
        for (List<List<?>> rows :
                OrderedRelation.partitions(input, partition, List.of(new SortColumn(time, false, false)))) {
            int from = 0;
            for (int at = 1; at <= rows.size(); at++) {
                long last = (Long) rows.get(at - 1).get(time);
                if (at == rows.size() || (Long) rows.get(at).get(time) - last >= gap) {
                    long start = (Long) rows.get(from).get(time);
                    for (List<?> row : rows.subList(from, at)) {
                        List<Object> shown = new ArrayList<>(row);
                        shown.addAll(List.of(start, last + gap, last + gap - 1));
                        result.merge(shown, 1L, Long::sum);
                    }
                    from = at;
                }
            }
        }
        return result;
    }

    /** A row for each session. */
    static Map<List<?>, Long> aggregates(SessionAggregateNode node, Map<List<?>, Long> input) {
        List<Integer> keys = new ArrayList<>(node.keys());
        SessionNode sessions = new SessionNode(node.input(), node.keys(), node.time(), node.gapMillis(), null);
        for (int i = 0; i < SessionNode.COLUMNS; i++) {
            keys.add(sessions.start() + i);
        }
        AggregateNode aggregate = new AggregateNode(sessions, keys, node.calls(), true, node.types());
        return new RecomputedAggregate(aggregate).of(List.of(rows(sessions, input)));
    }
}
