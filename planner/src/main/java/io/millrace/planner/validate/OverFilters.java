package io.millrace.planner.validate;

import static io.millrace.planner.validate.Constructs.unsupported;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites {@code SUM(x) FILTER (WHERE c) OVER w} to {@code SUM(CASE WHEN c THEN x END) OVER w}, before validation, which does
 * not know the former: these aggregates do not count NULL.
 */
final class OverFilters extends SqlShuttle {
    private static final Set<SqlKind> IGNORING_NULLS = Set.of(
            SqlKind.COUNT,
            SqlKind.SUM,
            SqlKind.SUM0,
            SqlKind.AVG,
            SqlKind.MIN,
            SqlKind.MAX,
            SqlKind.STDDEV_POP,
            SqlKind.STDDEV_SAMP,
            SqlKind.VAR_POP,
            SqlKind.VAR_SAMP,
            SqlKind.BIT_AND,
            SqlKind.BIT_OR,
            SqlKind.BIT_XOR,
            SqlKind.ANY_VALUE);

    private OverFilters() {}

    /** The query with all filters of window aggregates rewritten. */
    static SqlNode rewrite(SqlNode query) {
        return Objects.requireNonNull(query.accept(new OverFilters()));
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        SqlNode visited = super.visit(call);
        if (!(visited instanceof SqlCall over) || over.getKind() != SqlKind.OVER) {
            return visited;
        }
        SqlNode function = over.operand(0);
        if (function.getKind() != SqlKind.FILTER) {
            return visited;
        }
        SqlNode window = over.operand(1);
        return over.getOperator().createCall(over.getParserPosition(), filtered((SqlCall) function), window);
    }

    private static SqlNode filtered(SqlCall filter) {
        SqlCall aggregate = filter.operand(0);
        SqlNode condition = filter.operand(1);
        SqlParserPos place = aggregate.getParserPosition();
        if (aggregate.operandCount() == 0 || !isIgnoringNulls(aggregate)) {
            throw unsupported(
                    filter,
                    "FILTER does not work with " + aggregate.getOperator().getName()
                            + " and OVER. Use CASE WHEN ... THEN ... END as its argument.");
        }
        List<SqlNode> operands = new ArrayList<>(aggregate.getOperandList());
        SqlNode counted = operands.get(0);
        boolean star = counted instanceof SqlIdentifier name && name.isStar();
        operands.set(
                0,
                new SqlCase(
                        place,
                        null,
                        SqlNodeList.of(condition),
                        SqlNodeList.of(star ? SqlLiteral.createExactNumeric("1", place) : counted),
                        SqlLiteral.createNull(place)));
        return aggregate
                .getOperator()
                .createCall(aggregate.getFunctionQuantifier(), place, operands.toArray(SqlNode[]::new));
    }

    /** Before validation a function is known by its name only. */
    private static boolean isIgnoringNulls(SqlCall aggregate) {
        String name = aggregate.getOperator().getName();
        return IGNORING_NULLS.stream().anyMatch(kind -> kind.name().equalsIgnoreCase(name))
                || name.equalsIgnoreCase("STDDEV")
                || name.equalsIgnoreCase("VARIANCE")
                || name.equalsIgnoreCase("BOOL_AND")
                || name.equalsIgnoreCase("BOOL_OR")
                || name.equalsIgnoreCase("EVERY")
                || OwnAggregates.all().stream().anyMatch(own -> own.getName().equalsIgnoreCase(name));
    }
}
