package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUnknownAs;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.Sarg;

/** Tests against a set of values and ranges: comparisons if there are few, else a hash set that the kernel is given. */
final class Searches extends RexShuttle {
    static final int FEW = 8;
    private static final RexBuilder BUILDER = new RexBuilder(new JavaTypeFactoryImpl());
    private static final ColumnType BOOLEAN = ColumnType.of(TypeKind.BOOLEAN);

    private Searches() {}

    /** The same expression with small searches as comparisons. */
    static RexNode expanded(RexNode node) {
        return node.accept(new Searches());
    }

    @Override
    public RexNode visitCall(RexCall call) {
        if (call.getKind() == SqlKind.OR || call.getKind() == SqlKind.AND) {
            RexNode joined = EqualitySets.joined(call, BUILDER);
            if (joined != null) {
                return joined.accept(this);
            }
        }
        if (call.getKind() != SqlKind.SEARCH || isSet(call)) {
            return super.visitCall(call);
        }
        return RexUtil.expandSearch(BUILDER, null, super.visitCall(call));
    }

    private static boolean isSet(RexCall call) {
        Sarg<?> sarg = sarg(call);
        return takesSet(call.getOperands().get(0), call.getOperands().get(1))
                && sarg.pointCount > FEW
                && (sarg.isPoints() || sarg.isComplementedPoints());
    }

    /** Whether values of the one type can be looked up in a set of values of the other. */
    static boolean takesSet(RexNode value, RexNode member) {
        ColumnType type = ColumnTypes.of(value.getType());
        ColumnType other = ColumnTypes.of(member.getType());
        boolean text = Literals.isText(type) && Literals.isText(other);
        boolean number = type.storage() == Storage.LONG
                && type.kind() != TypeKind.DECIMAL
                && (type.kind() == other.kind()
                        || Conversions.isInteger(type.kind()) && Conversions.isInteger(other.kind()));
        return text || number;
    }

    static Value emit(RexCall call, Emitter emitter) {
        Sarg<?> sarg = sarg(call);
        Value value = emitter.emit(call.getOperands().get(0));
        boolean complement = sarg.isComplementedPoints();
        Sarg<?> points = complement ? sarg.negate() : sarg;
        ColumnType type = value.type().notNull();
        boolean padded =
                Literals.isText(type) && Comparisons.isPadded(call.getOperands().get(0));
        List<Object> constants = new ArrayList<>();
        points.rangeSet.asRanges().forEach(range -> {
            RexLiteral literal = (RexLiteral) BUILDER.makeLiteral(
                    range.lowerEndpoint(), call.getOperands().get(1).getType(), true, true);
            constants.add(Literals.isText(type) ? text(literal, padded) : Literals.data(literal, type));
        });
        String set = type.storage() == Storage.BYTES ? "SliceSet" : "LongSet";
        String field = emitter.constant(set, List.copyOf(constants), set + ".of((java.util.List) %s)");
        String contains = (complement ? "!" : "") + field + ".contains(" + value.text() + ")";
        if (sarg.nullAs == RexUnknownAs.UNKNOWN || !value.nullable()) {
            return emitter.strict(BOOLEAN, List.of(value), contains);
        }
        boolean ifNull = sarg.nullAs == RexUnknownAs.TRUE;
        String known = ifNull ? value.isNull() + " || " : "!" + value.isNull() + " && ";
        return new Value(Value.NEVER, emitter.body().declare("boolean", "v", known + contains), BOOLEAN);
    }

    private static String text(RexLiteral literal, boolean padded) {
        return padded ? Comparisons.stripped(literal) : RexLiteral.stringValue(literal);
    }

    private static Sarg<?> sarg(RexCall call) {
        return Objects.requireNonNull(((RexLiteral) call.getOperands().get(1)).getValueAs(Sarg.class));
    }
}
