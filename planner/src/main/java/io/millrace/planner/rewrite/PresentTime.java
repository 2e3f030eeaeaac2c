package io.millrace.planner.rewrite;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.validate.CurrentTime;
import io.millrace.planner.validate.IterationScan;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * In what is kept up to date, conditions on the present time stand in filters of their own, as timers keep those: takes them out of
 * the conditions of joins where that changes nothing, and refuses the present time anywhere else. In what is read once the time is a value,
 * and there is nothing to do.
 */
final class PresentTime {
    private PresentTime() {}

    static RelNode apply(RelNode plan) {
        return plan.accept(new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode node) {
                RelNode visited = super.visit(node);
                if (!asks(visited)) {
                    return visited;
                }
                if (visited instanceof Join join) {
                    return withoutTime(join);
                }
                if (!(visited instanceof Filter)) {
                    throw refused("outside of a condition");
                }
                if (readsIteration(visited)) {
                    throw refused("in the recursive part of a WITH RECURSIVE");
                }
                return visited;
            }
        });
    }

    private static boolean asks(RelNode node) {
        boolean[] asks = new boolean[1];
        node.accept(new RexShuttle() {
            @Override
            public RexNode visitCall(RexCall call) {
                asks[0] |= CurrentTime.isNow(call);
                return super.visitCall(call);
            }

            @Override
            public RexNode visitSubQuery(RexSubQuery subquery) {
                return subquery;
            }
        });
        return asks[0];
    }

    private static boolean asks(RexNode condition) {
        boolean[] asks = new boolean[1];
        condition.accept(new RexVisitorImpl<Void>(true) {
            @Override
            public Void visitCall(RexCall call) {
                asks[0] |= CurrentTime.isNow(call);
                return super.visitCall(call);
            }
        });
        return asks[0];
    }

    /** The join, with its conditions on the time above it or below it. */
    private static RelNode withoutTime(Join join) {
        int left = Rels.width(join.getLeft());
        List<RexNode> kept = new ArrayList<>();
        List<RexNode> above = new ArrayList<>();
        List<RexNode> ofLeft = new ArrayList<>();
        List<RexNode> ofRight = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(join.getCondition())) {
            ImmutableBitSet columns = RelOptUtil.InputFinder.bits(conjunct);
            JoinRelType type = join.getJoinType();
            if (!asks(conjunct)) {
                kept.add(conjunct);
            } else if (type == JoinRelType.INNER) {
                above.add(conjunct);
            } else if (columns.nextSetBit(left) < 0 && (type == JoinRelType.RIGHT || type == JoinRelType.SEMI)) {
                ofLeft.add(conjunct);
            } else if (columns.nextSetBit(0) >= left
                    && (type == JoinRelType.LEFT || type == JoinRelType.SEMI || type == JoinRelType.ANTI)) {
                ofRight.add(Rels.shifted(conjunct, -left, join.getRight()));
            } else {
                throw refused("between both sides of an outer join or of a subquery");
            }
        }
        RelNode newLeft = Rels.filter(join.getLeft(), ofLeft);
        RelNode newRight = Rels.filter(join.getRight(), ofRight);
        RelNode smaller = join.copy(
                join.getTraitSet(), Rels.and(join, kept), newLeft, newRight, join.getJoinType(), join.isSemiJoinDone());
        RelNode filtered = Rels.filter(smaller, above);
        if (readsIteration(filtered)) {
            throw refused("in the recursive part of a WITH RECURSIVE");
        }
        return filtered;
    }

    private static boolean readsIteration(RelNode plan) {
        return plan instanceof IterationScan || plan.getInputs().stream().anyMatch(PresentTime::readsIteration);
    }

    private static EngineException refused(String place) {
        return new EngineException(
                ErrorCode.TIME_NOT_MAINTAINABLE,
                "The present time is not supported " + place
                        + " in a query that is kept up to date: its rows would change by"
                        + " themselves all the time. Rows may come and go at one moment each: write a condition in WHERE that compares"
                        + " NOW() with columns, such as ts > NOW() - INTERVAL '1' HOUR or valid_to >= CURRENT_DATE.");
    }
}
