package io.millrace.planner.validate;

import com.google.common.collect.ImmutableList;
import io.millrace.planner.kernel.FailingCalls;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
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
import org.apache.calcite.util.NlsString;

/**
 * Makes expressions that mean "try": a call that can fail on a row is nullable whatever its operands are, because it is
 * NULL where it fails; and what is called with it is nullable as it is, which the validator could not know. String literals are VARCHAR, so that comparing one never ignores trailing blanks.
 */
final class TryRexBuilder extends RexBuilder {
    TryRexBuilder(RelDataTypeFactory factory) {
        super(factory);
    }

    @Override
    public RexNode makeCall(SqlParserPos position, RelDataType type, SqlOperator operator, List<RexNode> operands) {
        RelDataType precise =
                CurrentTime.isCurrentTime(operator) ? CurrentTime.precise(typeFactory, type, operands.size()) : type;
        return nullableIfFailing(nullableAsOperands(super.makeCall(position, precise, operator, operands)));
    }

    /** Gives a call whose type was derived before it was known which operands are nullable the nullability that it has with them. */
    private RexNode nullableAsOperands(RexNode node) {
        if (node.getType().isNullable()
                || !(node instanceof RexCall call)
                || call.getOperands().stream()
                        .noneMatch(operand -> operand.getType().isNullable())) {
            return node;
        }
        boolean nullable = isLogic(call)
                || call.getOperator()
                        .inferReturnType(RexCallBinding.create(typeFactory, call, ImmutableList.of()))
                        .isNullable();
        return nullable
                ? call.clone(typeFactory.createTypeWithNullability(call.getType(), true), call.getOperands())
                : node;
    }

    @Override
    public RelDataType deriveReturnType(SqlOperator operator, List<? extends RexNode> operands) {
        RelDataType type = super.deriveReturnType(operator, operands);
        return makeCall(SqlParserPos.ZERO, type, operator, List.copyOf(operands))
                .getType();
    }

    @Override
    public RexNode makeAbstractCast(
            SqlParserPos position, RelDataType type, RexNode operand, boolean safe, RexLiteral format) {
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
