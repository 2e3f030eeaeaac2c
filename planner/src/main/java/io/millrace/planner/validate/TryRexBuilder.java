package io.millrace.planner.validate;

import com.google.common.collect.ImmutableList;
import io.millrace.planner.kernel.FailingCalls;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.apache.calcite.plan.Strong;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCallBinding;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.NlsString;

/**
 * Makes expressions that mean "try": a call that can fail on a row is nullable whatever its operands are, because it is
 * NULL where it fails; and what is called with it is nullable as it is, which the validator could not know. Calls that depend on
 * a time zone get one. String literals are VARCHAR, so that comparing one never ignores trailing blanks.
 */
final class TryRexBuilder extends RexBuilder {
    private final ZonedExpressions zoned = new ZonedExpressions(this);

    /** The zone of local times in what is being made. */
    private ZoneId zone;

    /** @param zone of local times in expressions that do not say another */
    TryRexBuilder(RelDataTypeFactory factory, ZoneId zone) {
        super(factory);
        this.zone = zone;
    }

    /** Makes something whose local times are those of another zone. */
    <T> T in(ZoneId other, Supplier<T> made) {
        ZoneId outer = zone;
        zone = other;
        try {
            return made.get();
        } finally {
            zone = outer;
        }
    }

    @Override
    public RexNode makeCall(SqlParserPos position, RelDataType type, SqlOperator operator, List<RexNode> operands) {
        if (CurrentTime.isCurrentTime(operator)) {
            return CurrentTime.call(
                    type,
                    operands.size(),
                    this,
                    instant -> super.makeCall(position, instant, CurrentTime.NOW, List.of()));
        }
        List<RexNode> unified = zoned.operands(operator, operands);
        RexNode withZone = zoned.call(position, type, operator, unified, zone);
        return withZone != null
                ? withZone
                : nullableIfFailing(nullableAsOperands(super.makeCall(position, type, operator, unified)));
    }

    /** Gives a call whose type was derived before it was known which operands are nullable the nullability that it has with them. */
    private RexNode nullableAsOperands(RexNode node) {
        if (node.getType().isNullable()
                || !(node instanceof RexCall call)
                || call.getOperands().stream()
                        .noneMatch(operand -> operand.getType().isNullable())) {
            return node;
        }
        boolean nullable = switch (Strong.policy(call)) {
            case ANY -> true;
            case NOT_NULL -> false;
            case CUSTOM, AS_IS ->
                isLogic(call)
                        || call.getOperator()
                                .inferReturnType(RexCallBinding.create(typeFactory, call, ImmutableList.of()))
                                .isNullable();
        };
        return nullable
                ? call.clone(typeFactory.createTypeWithNullability(call.getType(), true), call.getOperands())
                : node;
    }

    @Override
    public RexNode makeCall(SqlParserPos position, SqlOperator operator, List<? extends RexNode> operands) {
        return makeCall(position, super.deriveReturnType(operator, operands), operator, List.copyOf(operands));
    }

    @Override
    public RelDataType deriveReturnType(SqlOperator operator, List<? extends RexNode> operands) {
        RelDataType type = super.deriveReturnType(operator, operands);
        return makeCall(SqlParserPos.ZERO, type, operator, List.copyOf(operands))
                .getType();
    }

    /**
     * Calcite takes a number for milliseconds or months where it stands for an interval of another unit, and does not know that what
     * is computed of intervals may be finer than their type.
     */
    @Override
    public RexNode makeCast(
            SqlParserPos position,
            RelDataType type,
            RexNode operand,
            boolean matchNullability,
            boolean safe,
            RexLiteral format) {
        boolean intervals = SqlTypeUtil.isInterval(type) || SqlTypeUtil.isInterval(operand.getType());
        boolean isNull = operand.getType().getSqlTypeName() == SqlTypeName.NULL || RexLiteral.isNullLiteral(operand);
        boolean isSame = SqlTypeUtil.equalSansNullability(type, operand.getType()) && !(operand instanceof RexCall);
        return intervals && !isNull && !isSame
                ? makeAbstractCast(position, type, operand, safe, format)
                : super.makeCast(position, type, operand, matchNullability, safe, format);
    }

    /** Calcite's own calls of this one concern nullability only, and never fail. */
    @Override
    public RexNode makeAbstractCast(SqlParserPos position, RelDataType type, RexNode operand, boolean safe) {
        RexNode withZone = zoned.cast(position, type, operand, safe, zone);
        return withZone != null ? withZone : super.makeAbstractCast(position, type, operand, safe);
    }

    @Override
    public RexNode makeAbstractCast(
            SqlParserPos position, RelDataType type, RexNode operand, boolean safe, RexLiteral format) {
        RexNode withZone = zoned.cast(position, type, operand, safe, zone);
        if (withZone != null) {
            return withZone;
        }
        return nullableIfFailing(super.makeAbstractCast(position, type, operand, safe, format));
    }

    /**
     * Gives an aggregate's call, whose type the validator derived when it did not know yet what fails, the type that it has
     * over its real arguments.
     */
    @Override
    public RexNode addAggCall(
            AggregateCall call,
            int groups,
            List<AggregateCall> calls,
            Map<AggregateCall, RexNode> known,
            IntPredicate isNullable) {
        boolean nullable = !call.getType().isNullable()
                && call.getArgList().stream().anyMatch(isNullable::test)
                && followsArguments(call);
        return super.addAggCall(nullable ? nullable(call) : call, groups, calls, known, isNullable);
    }

    private AggregateCall nullable(AggregateCall call) {
        return AggregateCall.create(
                call.getParserPosition(),
                call.getAggregation(),
                call.isDistinct(),
                call.isApproximate(),
                call.ignoreNulls(),
                call.rexList,
                call.getArgList(),
                call.filterArg,
                call.distinctKeys,
                call.collation,
                typeFactory.createTypeWithNullability(call.getType(), true),
                call.getName());
    }

    /** Whether the result of an aggregate is NULL where its arguments are: a COUNT is not. */
    private boolean followsArguments(AggregateCall call) {
        RelDataType argument = typeFactory.createTypeWithNullability(call.getType(), true);
        return call.getAggregation()
                .inferReturnType(new Aggregate.AggCallBinding(
                        typeFactory,
                        call.getAggregation(),
                        List.of(),
                        Collections.nCopies(call.getArgList().size(), argument),
                        false,
                        call.hasFilter()))
                .isNullable();
    }

    @Override
    public RexLiteral makeCharLiteral(NlsString text) {
        RelDataType type = typeFactory.createSqlType(
                SqlTypeName.VARCHAR,
                Math.max(1, text.getValue().codePointCount(0, text.getValue().length())));
        return makeLiteral(text, type, SqlTypeName.CHAR);
    }

    private RexNode nullableIfFailing(RexNode node) {
        return !node.getType().isNullable()
                        && node instanceof RexCall call
                        && !isLogic(call)
                        && FailingCalls.canFail(call)
                ? call.clone(typeFactory.createTypeWithNullability(call.getType(), true), call.getOperands())
                : node;
    }

    /** AND and OR never fail; a chain of them is made link by link, so that to look at all operands each time would cost. */
    private static boolean isLogic(RexCall call) {
        return call.getKind() == SqlKind.AND || call.getKind() == SqlKind.OR;
    }
}
