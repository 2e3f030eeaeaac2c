package io.millrace.planner.rewrite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * Sets a join within a subquery free of the outer row: rows of both sides meet only if they belong to the same outer
 * rows. Where rows of the left side are kept or judged by what they meet, they must know all values that the right side
 * depends on.
 */
final class JoinBinder {
    private final Binder binder;
    private final Join join;
    private final RexBuilder builder;

    JoinBinder(Binder binder, Join join, RexBuilder builder) {
        this.binder = binder;
        this.join = join;
        this.builder = builder;
    }

    Bound bind() {
        return switch (join.getJoinType()) {
            case INNER -> inner();
            case LEFT, SEMI, ANTI, LEFT_MARK -> left();
            case RIGHT -> right();
            case FULL -> full();
            case ASOF, LEFT_ASOF -> throw new IllegalStateException("a join as of a time is a step of its own");
        };
    }

    private Bound inner() {
        Bound left = binder.filled(binder.bind(join.getLeft()));
        Bound right = binder.filled(binder.bind(join.getRight()));
        int width = Rels.width(left.rel());
        List<RexNode> now = new ArrayList<>(meeting(left, right, width));
        List<RexNode> later = new ArrayList<>();
        RelNode cross = Rels.join(left.rel(), right.rel(), JoinRelType.INNER, List.of());
        List<RexNode> columns = columns(left, right, width, cross);
        for (RexNode conjunct : RelOptUtil.conjunctions(Rels.over(join.getCondition(), columns))) {
            (Correlation.isIn(conjunct, binder.id()) ? later : now).add(conjunct);
        }
        RelNode rel = Rels.join(left.rel(), right.rel(), JoinRelType.INNER, now);
        Map<RexNode, Integer> parameters = new LinkedHashMap<>(left.parameters());
        right.parameters().forEach((parameter, place) -> parameters.putIfAbsent(parameter, width + place));
        List<RexNode> pending = new ArrayList<>(left.pending());
        right.pending().forEach(test -> pending.add(Rels.shifted(test, width, cross)));
        Bound joined = new Bound(rel, columns, parameters, pending, null);
        for (RexNode conjunct : later) {
            joined = binder.conjunct(joined, conjunct);
        }
        return joined;
    }

    /** That the rows of both sides belong to the same outer rows. */
    private List<RexNode> meeting(Bound left, Bound right, int width) {
        List<RexNode> conditions = new ArrayList<>();
        right.parameters().forEach((parameter, place) -> {
            if (left.parameters().containsKey(parameter)) {
                RexNode own = Rels.column(right.rel(), place);
                conditions.add(Rels.same(
                        builder,
                        Rels.column(left.rel(), Binder.place(left, parameter)),
                        builder.makeInputRef(own.getType(), width + place)));
            }
        });
        return conditions;
    }

    /** The columns of both sides, over those of their join. */
    private static List<RexNode> columns(Bound left, Bound right, int width, RelNode joined) {
        List<RexNode> columns = new ArrayList<>(left.columns());
        right.columns().forEach(column -> columns.add(Rels.shifted(column, width, joined)));
        return columns;
    }

    private Bound left() {
        JoinRelType type = join.getJoinType();
        Bound left = binder.filled(binder.bind(join.getLeft()));
        Bound right = binder.filled(binder.bind(join.getRight()));
        if (type == JoinRelType.LEFT && !right.columns().stream().allMatch(RexInputRef.class::isInstance)) {
            right = binder.materialized(right);
        }
        RelNode cross = Rels.join(left.rel(), right.rel(), JoinRelType.INNER, List.of());
        List<RexNode> unresolved =
                List.of(Rels.over(join.getCondition(), columns(left, right, Rels.width(left.rel()), cross)));
        Set<RexNode> needed = new LinkedHashSet<>(right.parameters().keySet());
        needed.addAll(binder.accesses(unresolved));
        needed.addAll(binder.accesses(right.pending()));
        left = binder.provided(left, needed);
        int width = Rels.width(left.rel());
        RelNode wide = Rels.join(left.rel(), right.rel(), JoinRelType.INNER, List.of());
        List<RexNode> conditions = new ArrayList<>(meeting(left, right, width));
        for (RexNode test : right.pending()) {
            RexNode over = binder.resolved(Rels.shifted(test, width, wide), left);
            conditions.add(type == JoinRelType.LEFT_MARK ? builder.makeCall(SqlStdOperatorTable.IS_TRUE, over) : over);
        }
        RexNode condition = Rels.over(join.getCondition(), columns(left, right, width, wide));
        conditions.add(binder.resolved(condition, left));
        RelNode rel = Rels.join(left.rel(), right.rel(), type, conditions);
        List<RexNode> columns = new ArrayList<>(left.columns());
        if (type == JoinRelType.LEFT) {
            right.columns().forEach(column -> columns.add(Rels.shifted(column, width, rel)));
        } else if (type == JoinRelType.LEFT_MARK) {
            columns.add(Rels.column(rel, width));
        }
        return new Bound(rel, columns, left.parameters(), left.pending(), null);
    }

    private Bound right() {
        int leftWidth = Rels.width(join.getLeft());
        int rightWidth = Rels.width(join.getRight());
        RexNode condition = join.getCondition().accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                int index = ref.getIndex();
                return new RexInputRef(index < leftWidth ? index + rightWidth : index - leftWidth, ref.getType());
            }
        });
        Join swapped = (Join) Rels.join(
                /* left= */ join.getRight(), /* right= */ join.getLeft(), JoinRelType.LEFT, List.of(condition));
        Bound bound = new JoinBinder(binder, swapped, builder).bind();
        List<RexNode> columns = new ArrayList<>(bound.columns().subList(rightWidth, rightWidth + leftWidth));
        columns.addAll(bound.columns().subList(0, rightWidth));
        return bound.withColumns(columns);
    }

    private Bound full() {
        Bound left = binder.materialized(binder.bind(join.getLeft()));
        Bound right = binder.materialized(binder.bind(join.getRight()));
        Set<RexNode> parameters = new LinkedHashSet<>(left.parameters().keySet());
        parameters.addAll(right.parameters().keySet());
        parameters.addAll(Correlation.accesses(join.getCondition(), binder.id()));
        left = binder.provided(left, parameters);
        right = binder.provided(right, parameters);
        int width = Rels.width(left.rel());
        RelNode cross = Rels.join(left.rel(), right.rel(), JoinRelType.INNER, List.of());
        List<RexNode> conditions = new ArrayList<>(meeting(left, right, width));
        conditions.add(binder.resolved(Rels.over(join.getCondition(), columns(left, right, width, cross)), left));
        RelNode rel = Rels.join(left.rel(), right.rel(), JoinRelType.FULL, conditions);
        List<RexNode> shown = new ArrayList<>(Rels.columns(rel, 0, Rels.width(rel)));
        Map<RexNode, Integer> places = new LinkedHashMap<>();
        for (RexNode parameter : parameters) {
            places.put(parameter, shown.size());
            shown.add(builder.makeCall(
                    SqlStdOperatorTable.COALESCE,
                    Rels.column(rel, Binder.place(left, parameter)),
                    Rels.column(rel, width + Binder.place(right, parameter))));
        }
        return new Bound(Rels.project(rel, shown, null), columns(left, right, width, rel), places, List.of(), null);
    }
}
