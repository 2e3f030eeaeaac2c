package io.millrace.planner.rewrite;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.parse.TiesClause;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexWindowBounds;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * {@code FETCH FIRST n ROWS WITH TIES}: the rows of rank n or less, which is a kept top-n, for each outer row in a subquery. What
 * {@code OFFSET m} skips is counted by row, and the ranks reach up to m + n. The order of the rows remains.
 */
public final class TiedRows {
    private TiedRows() {}

    /** The plan without such a clause. */
    public static RelNode expand(RelNode plan) {
        return plan.accept(new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode node) {
                RelNode visited = super.visit(node).accept(new RexShuttle() {
                    @Override
                    public RexNode visitSubQuery(RexSubQuery subquery) {
                        RexSubQuery inner = (RexSubQuery) super.visitSubQuery(subquery);
                        RelNode rel = expand(inner.rel);
                        return rel.equals(inner.rel) ? inner : inner.clone(rel);
                    }
                });
                if (visited instanceof Sort sort) {
                    BigDecimal rows = tied(sort.fetch);
                    return rows == null ? sort : ranked(sort, rows);
                }
                return visited;
            }
        });
    }

    /** How many rows, if ties are wanted as well; else null. */
    private static @Nullable BigDecimal tied(@Nullable RexNode fetch) {
        BigDecimal value = fetch instanceof RexLiteral literal ? literal.getValueAs(BigDecimal.class) : null;
        return value == null || value.compareTo(TiesClause.MARK) < 0 ? null : value.subtract(TiesClause.MARK);
    }

    private static RelNode ranked(Sort sort, BigDecimal rows) {
        if (sort.getCollation().getFieldCollations().isEmpty()) {
            throw new EngineException(
                    ErrorCode.INVALID_STATEMENT,
                    "WITH TIES needs an ORDER BY: it tells which rows are as good as the last one. Add it, or write ONLY.");
        }
        RelNode input = sort.getInput();
        RexBuilder builder = sort.getCluster().getRexBuilder();
        RelDataType bigint = builder.getTypeFactory().createSqlType(SqlTypeName.BIGINT);
        int width = Rels.width(input);
        BigDecimal skipped = BigDecimal.valueOf(Orders.rows(sort.offset, 0));
        List<RexNode> columns = new ArrayList<>(Rels.columns(input, 0, width));
        columns.add(number(sort, SqlStdOperatorTable.RANK, bigint));
        if (skipped.signum() > 0) {
            columns.add(number(sort, SqlStdOperatorTable.ROW_NUMBER, bigint));
        }
        RelNode numbered = Rels.project(input, columns, null);
        List<RexNode> tests = new ArrayList<>();
        tests.add(builder.makeCall(
                SqlStdOperatorTable.LESS_THAN_OR_EQUAL,
                Rels.column(numbered, width),
                builder.makeExactLiteral(rows.add(skipped), bigint)));
        if (skipped.signum() > 0) {
            tests.add(builder.makeCall(
                    SqlStdOperatorTable.GREATER_THAN,
                    Rels.column(numbered, width + 1),
                    builder.makeExactLiteral(skipped, bigint)));
        }
        RelNode kept = Rels.first(Rels.filter(numbered, tests), input.getRowType());
        return LogicalSort.create(kept, sort.getCollation(), null, null);
    }

    private static RexNode number(Sort sort, SqlAggFunction function, RelDataType type) {
        return sort.getCluster()
                .getRexBuilder()
                .makeOver(
                        type,
                        function,
                        List.of(),
                        List.of(),
                        Orders.of(sort.getInput(), sort),
                        RexWindowBounds.UNBOUNDED_PRECEDING,
                        RexWindowBounds.CURRENT_ROW,
                        true,
                        true,
                        false,
                        false,
                        false);
    }
}
