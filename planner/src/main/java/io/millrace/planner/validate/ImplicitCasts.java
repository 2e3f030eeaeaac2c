package io.millrace.planner.validate;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;
import org.jspecify.annotations.Nullable;

/**
 * Which values are cast without being asked: numbers to wider numbers, texts to longer texts, dates to timestamps, and
 * string literals to whatever they stand for ({@code ts > '2026-01-01'}). Anything goes into a text by {@code ||}. What is
 * left is an error, as it would rather hide a mistake than help.
 */
final class ImplicitCasts extends TypeCoercionImpl {
    private boolean concatenates;

    ImplicitCasts(RelDataTypeFactory factory, SqlValidator validator) {
        super(factory, validator);
    }

    @Override
    protected boolean coerceOperandType(
            @Nullable SqlValidatorScope scope, SqlCall call, int index, RelDataType target) {
        concatenates = call.getOperator().equals(SqlStdOperatorTable.CONCAT);
        try {
            return super.coerceOperandType(scope, call, index, target);
        } finally {
            concatenates = false;
        }
    }

    /** Calcite takes any number but 0 for true. */
    @Override
    protected boolean booleanEquality(SqlCallBinding binding, RelDataType left, RelDataType right) {
        return false;
    }

    /** A UUID may be compared with a text that is written for one. */
    @Override
    public @Nullable RelDataType commonTypeForBinaryComparison(
            @Nullable RelDataType left, @Nullable RelDataType right) {
        if (left != null && right != null) {
            if (left.getSqlTypeName() == SqlTypeName.UUID && SqlTypeUtil.isCharacter(right)) {
                return left;
            }
            if (right.getSqlTypeName() == SqlTypeName.UUID && SqlTypeUtil.isCharacter(left)) {
                return right;
            }
        }
        return super.commonTypeForBinaryComparison(left, right);
    }

    @Override
    protected boolean needToCast(SqlValidatorScope scope, SqlNode node, RelDataType target, SqlTypeMappingRule rule) {
        RelDataType type = validator.deriveType(scope, node);
        // Those of one kind are alike, whatever their fields; the others do not mix.
        boolean intervals = SqlTypeUtil.isInterval(type) && SqlTypeUtil.isInterval(target);
        return !intervals && isAllowed(node, type, target) && super.needToCast(scope, node, target, rule);
    }

    private boolean isAllowed(SqlNode node, RelDataType from, RelDataType to) {
        SqlTypeName source = from.getSqlTypeName();
        SqlTypeName target = to.getSqlTypeName();
        if (source == SqlTypeName.NULL || node instanceof SqlCharStringLiteral || from.getFamily() == to.getFamily()) {
            return true;
        }
        return SqlTypeUtil.isNumeric(from) && SqlTypeUtil.isNumeric(to)
                || SqlTypeUtil.isCharacter(from) && SqlTypeUtil.isCharacter(to)
                || SqlTypeUtil.isBinary(from) && SqlTypeUtil.isBinary(to)
                || isDay(source) && isDay(target)
                || concatenates && SqlTypeUtil.isCharacter(to);
    }

    private static boolean isDay(SqlTypeName type) {
        return switch (type) {
            case DATE, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> true;
            default -> false;
        };
    }
}
