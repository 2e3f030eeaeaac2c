package io.millrace.planner.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The order of inner joins of three relations and more: as written, except that a relation waits until an equality ties it to
 * those before it, so that no join gives all pairs of its inputs if there is another way. A plan without such joins stays as
 * it is.
 */
final class JoinOrder {
    private static final int FEWEST = 3;

    private final RexBuilder builder;
    private final List<RelNode> inputs = new ArrayList<>();

    /** By input, the number of its first column among those of all inputs, in the order as written. */
    private final List<Integer> starts = new ArrayList<>();

    private final List<RexNode> conditions = new ArrayList<>();
    private int width;

    private JoinOrder(RexBuilder builder) {
        this.builder = builder;
    }

    static RelNode apply(RelNode plan) {
        return plan.accept(new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode node) {
                return isInner(node) ? ordered(node, this) : super.visit(node);
            }
        });
    }

    private static boolean isInner(RelNode node) {
        return node instanceof LogicalJoin join && join.getJoinType() == JoinRelType.INNER;
    }

    private static RelNode ordered(RelNode top, RelHomogeneousShuttle shuttle) {
        JoinOrder order = new JoinOrder(top.getCluster().getRexBuilder());
        List<RexNode> columns = order.flatten(top);
        for (int i = 0; i < order.inputs.size(); i++) {
            order.inputs.set(i, order.inputs.get(i).accept(shuttle));
        }
        List<Integer> sequence = order.sequence();
        boolean asWritten = true;
        for (int i = 0; i < sequence.size(); i++) {
            asWritten &= sequence.get(i) == i;
        }
        return asWritten || sequence.size() < FEWEST
                ? order.unchanged(top, new int[1])
                : order.join(sequence, columns, top);
    }

    /** Takes inner joins apart, and projections between them that only move columns; gives the columns of a node over all inputs. */
    private List<RexNode> flatten(RelNode node) {
        if (isInner(node)) {
            LogicalJoin join = (LogicalJoin) node;
            List<RexNode> columns = new ArrayList<>(flatten(join.getLeft()));
            columns.addAll(flatten(join.getRight()));
            for (RexNode conjunct : RelOptUtil.conjunctions(join.getCondition())) {
                conditions.add(over(columns, conjunct));
            }
            return columns;
        }
        if (node instanceof LogicalProject project && isInner(project.getInput()) && onlyMoves(project)) {
            List<RexNode> columns = flatten(project.getInput());
            return project.getProjects().stream()
                    .map(expression -> over(columns, expression))
                    .toList();
        }
        List<RexNode> columns = new ArrayList<>();
        for (RelDataTypeField field : node.getRowType().getFieldList()) {
            columns.add(new RexInputRef(width + field.getIndex(), field.getType()));
        }
        inputs.add(node);
        starts.add(width);
        width += columns.size();
        return columns;
    }

    private static boolean onlyMoves(LogicalProject project) {
        return project.getProjects().stream().allMatch(RexInputRef.class::isInstance);
    }

    private static RexNode over(List<RexNode> columns, RexNode expression) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return columns.get(ref.getIndex());
            }
        });
    }

    /** The inputs in the order in which they are joined: always the first one that an equality ties to those before, else by any condition, else the first. */
    private List<Integer> sequence() {
        List<Integer> sequence = new ArrayList<>(List.of(0));
        List<Integer> open = new ArrayList<>();
        for (int i = 1; i < inputs.size(); i++) {
            open.add(i);
        }
        while (!open.isEmpty()) {
            Integer next = tied(open, sequence, true);
            if (next == null) {
                next = tied(open, sequence, false);
            }
            if (next == null) {
                next = open.get(0);
            }
            open.remove(next);
            sequence.add(next);
        }
        return sequence;
    }

    private @Nullable Integer tied(List<Integer> open, List<Integer> before, boolean byEquality) {
        for (Integer candidate : open) {
            for (RexNode condition : conditions) {
                ImmutableBitSet read = inputsOf(condition);
                boolean ties = read.get(candidate)
                        && read.cardinality() > 1
                        && read.asList().stream().allMatch(input -> input.equals(candidate) || before.contains(input));
                if (ties && (!byEquality || isEquality(condition, candidate))) {
                    return candidate;
                }
            }
        }
        return null;
    }

    /** Whether a condition says that an expression of an input equals one of others. */
    private boolean isEquality(RexNode condition, int input) {
        if (!condition.isA(SqlKind.EQUALS) && !condition.isA(SqlKind.IS_NOT_DISTINCT_FROM)) {
            return false;
        }
        List<RexNode> operands = ((RexCall) condition).getOperands();
        ImmutableBitSet own = ImmutableBitSet.of(input);
        ImmutableBitSet first = inputsOf(operands.get(0));
        ImmutableBitSet second = inputsOf(operands.get(1));
        return first.equals(own) && !second.get(input) || second.equals(own) && !first.get(input);
    }

    private ImmutableBitSet inputsOf(RexNode expression) {
        ImmutableBitSet.Builder read = ImmutableBitSet.builder();
        for (int column : RelOptUtil.InputFinder.bits(expression)) {
            int input = inputs.size() - 1;
            while (starts.get(input) > column) {
                input--;
            }
            read.set(input);
        }
        return read.build();
    }

    /** The joins as they were, over inputs that may have changed. */
    private RelNode unchanged(RelNode node, int[] next) {
        if (isInner(node)) {
            LogicalJoin join = (LogicalJoin) node;
            RelNode left = unchanged(join.getLeft(), next);
            return join.copy(join.getTraitSet(), List.of(left, unchanged(join.getRight(), next)));
        }
        if (node instanceof LogicalProject project && isInner(project.getInput()) && onlyMoves(project)) {
            return project.copy(project.getTraitSet(), List.of(unchanged(project.getInput(), next)));
        }
        return inputs.get(next[0]++);
    }

    private RelNode join(List<Integer> sequence, List<RexNode> columns, RelNode top) {
        int[] places = new int[width];
        List<RexNode> open = new ArrayList<>(conditions);
        ImmutableBitSet joined = ImmutableBitSet.of();
        RelNode result = null;
        for (int input : sequence) {
            RelNode added = inputs.get(input);
            int offset = result == null ? 0 : result.getRowType().getFieldCount();
            for (int i = 0; i < added.getRowType().getFieldCount(); i++) {
                places[starts.get(input) + i] = offset + i;
            }
            joined = joined.set(input);
            if (result == null) {
                result = added;
                continue;
            }
            List<RexNode> due = new ArrayList<>();
            for (RexNode condition : List.copyOf(open)) {
                if (joined.contains(inputsOf(condition))) {
                    due.add(moved(condition, places));
                    open.remove(condition);
                }
            }
            result = LogicalJoin.create(
                    result, added, List.of(), RexUtil.composeConjunction(builder, due), Set.of(), JoinRelType.INNER);
        }
        List<RexNode> shown =
                columns.stream().map(column -> moved(column, places)).toList();
        return LogicalProject.create(
                Objects.requireNonNull(result),
                List.of(),
                shown,
                top.getRowType().getFieldNames(),
                Set.of());
    }

    private static RexNode moved(RexNode expression, int[] places) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return new RexInputRef(places[ref.getIndex()], ref.getType());
            }
        });
    }
}
