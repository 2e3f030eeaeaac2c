package io.millrace.planner.kernel;

import com.google.common.collect.ImmutableRangeSet;
import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUnknownAs;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.Sarg;
import org.jspecify.annotations.Nullable;

/**
 * Finds, among the terms of an OR, those that compare one column with many literals (what {@code x IN (...)} becomes), and
 * makes one look-up in a set of them; NOT IN is an AND of such. The meaning is the same, also for NULL: neither a column nor a
 * literal fails, so that joining them loses no failure.
 */
final class EqualitySets {
    private EqualitySets() {}

    /** The same condition with its long lists as sets, or null if there are none. */
    static @Nullable RexNode joined(RexCall condition, RexBuilder builder) {
        boolean negated = condition.getKind() == SqlKind.AND;
        SqlKind comparison = negated ? SqlKind.NOT_EQUALS : SqlKind.EQUALS;
        if (condition.getOperands().size() <= Searches.FEW) {
            return null;
        }
        Map<Integer, List<RexCall>> lists = new LinkedHashMap<>();
        for (RexNode term : condition.getOperands()) {
            if (isMember(term, comparison)) {
                lists.computeIfAbsent(column(term), index -> new ArrayList<>()).add((RexCall) term);
            }
        }
        lists.values().removeIf(list -> list.size() <= Searches.FEW);
        if (lists.isEmpty()) {
            return null;
        }
        List<RexNode> terms = new ArrayList<>();
        Set<Integer> placed = new HashSet<>();
        for (RexNode term : condition.getOperands()) {
            List<RexCall> list = isMember(term, comparison) ? lists.get(column(term)) : null;
            if (list == null) {
                terms.add(term);
            } else if (placed.add(column(term))) {
                // Where its first comparison stood, so that what follows still is not computed needlessly.
                terms.add(set(list, negated, condition.getType(), builder));
            }
        }
        return terms.size() == 1 ? terms.get(0) : condition.clone(condition.getType(), terms);
    }

    /** The column that a comparison is about. */
    private static int column(RexNode comparison) {
        return ((RexInputRef) ((RexCall) comparison).getOperands().get(0)).getIndex();
    }

    private static boolean isMember(RexNode term, SqlKind comparison) {
        return term.getKind() == comparison
                && term instanceof RexCall call
                && call.getOperands().get(0) instanceof RexInputRef column
                && call.getOperands().get(1) instanceof RexLiteral literal
                && literal.getValue() != null
                && Searches.takesSet(column, literal);
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static RexNode set(List<RexCall> list, boolean negated, RelDataType type, RexBuilder builder) {
        RangeSet<Comparable> points = TreeRangeSet.create();
        RexNode widest = list.get(0).getOperands().get(1);
        for (RexCall equality : list) {
            RexLiteral literal = (RexLiteral) equality.getOperands().get(1);
            points.add(Range.singleton(Objects.requireNonNull(literal.getValueAs(Comparable.class))));
            widest = literal.getType().getPrecision() > widest.getType().getPrecision() ? literal : widest;
        }
        Sarg sarg = Sarg.of(RexUnknownAs.UNKNOWN, ImmutableRangeSet.copyOf(points));
        return builder.makeCall(
                type,
                SqlStdOperatorTable.SEARCH,
                List.of(
                        list.get(0).getOperands().get(0),
                        builder.makeSearchArgumentLiteral(negated ? sarg.negate() : sarg, widest.getType())));
    }
}
