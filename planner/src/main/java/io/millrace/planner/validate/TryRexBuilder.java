package io.millrace.planner.validate;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.NlsString;

/**
 * Makes expressions that mean "try": a call that can fail on a row is nullable whatever its operands are, because it is
 * NULL where it fails. String literals are VARCHAR, so that comparing one never ignores trailing blanks.
 */
final class TryRexBuilder extends RexBuilder {
    TryRexBuilder(RelDataTypeFactory factory) {
        super(factory);
    }

    @Override
    public RexNode makeCall(SqlParserPos position, RelDataType type, SqlOperator operator, List<RexNode> operands) {
        return super.makeCall(position, nullableIfFailing(type, operator, operands), operator, operands);
    }

    @Override
    public RelDataType deriveReturnType(SqlOperator operator, List<? extends RexNode> operands) {
        return nullableIfFailing(super.deriveReturnType(operator, operands), operator, operands);
    }

    @Override
    public RexNode makeAbstractCast(
            SqlParserPos position, RelDataType type, RexNode operand, boolean safe, RexLiteral format) {
        RexNode cast = super.makeAbstractCast(position, type, operand, safe, format);
        if (cast.getType().isNullable() || !FailingCalls.castCanFail(operand.getType(), type)) {
            return cast;
        }
        RexCall call = (RexCall) cast;
        return call.clone(nullable(type), call.getOperands());
    }

    @Override
    public RexLiteral makeCharLiteral(NlsString text) {
        RelDataType type = typeFactory.createSqlType(
                SqlTypeName.VARCHAR,
                Math.max(1, text.getValue().codePointCount(0, text.getValue().length())));
        return makeLiteral(text, type, SqlTypeName.CHAR);
    }

    private RelDataType nullableIfFailing(RelDataType type, SqlOperator operator, List<? extends RexNode> operands) {
        List<RelDataType> types = operands.stream().map(RexNode::getType).toList();
        return type.isNullable() || !FailingCalls.canFail(operator, types, type) ? type : nullable(type);
    }

    private RelDataType nullable(RelDataType type) {
        return typeFactory.createTypeWithNullability(type, true);
    }
}
