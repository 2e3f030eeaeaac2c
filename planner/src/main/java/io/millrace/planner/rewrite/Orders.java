package io.millrace.planner.rewrite;

import com.google.common.collect.ImmutableList;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/** What ORDER BY, LIMIT and OFFSET of a subquery ask for, as a window function has it. Stateless. */
final class Orders {
    private Orders() {}

    /** The order of a sort, over a plan that has its columns at the same places. */
    static ImmutableList<RexFieldCollation> of(RelNode rel, Sort sort) {
        ImmutableList.Builder<RexFieldCollation> order = ImmutableList.builder();
        for (RelFieldCollation collation : sort.getCollation().getFieldCollations()) {
            Set<SqlKind> flags = new HashSet<>();
            if (collation.getDirection().isDescending()) {
                flags.add(SqlKind.DESCENDING);
            }
            switch (collation.nullDirection) {
                case FIRST -> flags.add(SqlKind.NULLS_FIRST);
                case LAST -> flags.add(SqlKind.NULLS_LAST);
                case UNSPECIFIED ->
                    flags.add(collation.getDirection().isDescending() ? SqlKind.NULLS_FIRST : SqlKind.NULLS_LAST);
            }
            order.add(new RexFieldCollation(Rels.column(rel, collation.getFieldIndex()), flags));
        }
        return order.build();
    }

    static long rows(@Nullable RexNode count, long otherwise) {
        if (count == null) {
            return otherwise;
        }
        RexNode literal = count instanceof RexCall call && call.getOperands().size() == 1
                ? call.getOperands().get(0)
                : count;
        if (!(literal instanceof RexLiteral known) || known.isNull()) {
            throw new EngineException(
                    ErrorCode.INVALID_ARGUMENT, "LIMIT and OFFSET of a subquery take a number that is not NULL.");
        }
        return Objects.requireNonNull(known.getValueAs(BigDecimal.class)).longValueExact();
    }
}
