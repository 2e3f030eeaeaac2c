package io.millrace.planner.rewrite;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexVisitorImpl;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of an outer row an inner plan refers to: they are field accesses of a correlation variable, and the outer
 * row is known by the variable's id. Stateless.
 */
final class Correlation {
    private Correlation() {}

    /** Whether a plan refers to the outer row anywhere. */
    static boolean isIn(RelNode plan, CorrelationId id) {
        boolean[] found = new boolean[1];
        plan.accept(new RexShuttle() {
            @Override
            public RexNode visitCorrelVariable(RexCorrelVariable variable) {
                found[0] |= variable.id.equals(id);
                return variable;
            }

            @Override
            public RexNode visitFieldAccess(RexFieldAccess access) {
                found[0] |= isOf(access, id);
                return super.visitFieldAccess(access);
            }
        });
        return found[0] || plan.getInputs().stream().anyMatch(input -> isIn(input, id));
    }

    /** Whether an expression refers to the outer row. */
    static boolean isIn(RexNode expression, CorrelationId id) {
        return !accesses(expression, id).isEmpty();
    }

    private static boolean isOf(RexFieldAccess access, CorrelationId id) {
        return access.getReferenceExpr() instanceof RexCorrelVariable variable && variable.id.equals(id);
    }

    /** The columns of the outer row in an expression, each once. */
    static Set<RexNode> accesses(RexNode expression, CorrelationId id) {
        Set<RexNode> accesses = new LinkedHashSet<>();
        expression.accept(new RexVisitorImpl<Void>(true) {
            @Override
            public @Nullable Void visitFieldAccess(RexFieldAccess access) {
                if (isOf(access, id)) {
                    accesses.add(access);
                }
                return super.visitFieldAccess(access);
            }
        });
        return accesses;
    }

    /** Whether an expression reads a column of its own input. */
    static boolean readsInput(RexNode expression) {
        boolean[] found = new boolean[1];
        expression.accept(new RexVisitorImpl<Void>(true) {
            @Override
            public @Nullable Void visitInputRef(RexInputRef ref) {
                found[0] = true;
                return null;
            }
        });
        return found[0];
    }

    /** The expression with something else for each column of the outer row. */
    static RexNode replace(RexNode expression, CorrelationId id, UnaryOperator<RexNode> replacement) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitFieldAccess(RexFieldAccess access) {
                return isOf(access, id) ? replacement.apply(access) : super.visitFieldAccess(access);
            }
        });
    }

    /**
     * An expression over the outer row's variable as one over the first columns of {@code rows}, which are its own but for the
     * first {@code skipped}. They tell their types: a call that may fail is nullable there, and the variable does not know.
     */
    static RexNode overColumns(RexNode expression, CorrelationId id, int skipped, RelNode rows) {
        return replace(expression, id, access -> {
            int field = ((RexFieldAccess) access).getField().getIndex();
            return RexInputRef.of(field - skipped, rows.getRowType());
        });
    }

    /** The numbers of the outer row's columns that a plan refers to. */
    static Set<Integer> fields(RelNode plan, CorrelationId id) {
        Set<Integer> fields = new LinkedHashSet<>();
        List<RelNode> open = new ArrayList<>(List.of(plan));
        while (!open.isEmpty()) {
            RelNode node = open.remove(open.size() - 1);
            node.accept(new RexShuttle() {
                @Override
                public RexNode visitFieldAccess(RexFieldAccess access) {
                    if (isOf(access, id)) {
                        fields.add(access.getField().getIndex());
                    }
                    return super.visitFieldAccess(access);
                }
            });
            open.addAll(node.getInputs());
        }
        return fields;
    }

    /** The plan with one id in the place of several that mean the same row. */
    static RelNode unify(RelNode plan, Set<CorrelationId> ids, CorrelationId id) {
        if (ids.size() <= 1) {
            return plan;
        }
        RexShuttle rename = new RexShuttle() {
            @Override
            public RexNode visitCorrelVariable(RexCorrelVariable variable) {
                return ids.contains(variable.id)
                        ? plan.getCluster().getRexBuilder().makeCorrel(variable.getType(), id)
                        : variable;
            }

            @Override
            public RexNode visitSubQuery(RexSubQuery subquery) {
                RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subquery);
                return visited.clone(unify(visited.rel, ids, id));
            }
        };
        return plan.accept(new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode node) {
                return super.visit(node).accept(rename);
            }
        });
    }
}
