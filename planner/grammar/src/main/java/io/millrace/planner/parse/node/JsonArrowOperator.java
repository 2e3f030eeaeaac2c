package io.millrace.planner.parse.node;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;

/**
 * PostgreSQL's {@code json -> 'name'} and {@code json -> 0}, a member or an element as JSON, and {@code ->>}, the same as text. NULL
 * where there is none.
 */
public final class JsonArrowOperator extends SqlBinaryOperator {
    public static final JsonArrowOperator JSON = new JsonArrowOperator("->");
    public static final JsonArrowOperator TEXT = new JsonArrowOperator("->>");

    /** Below that of a cast with :: and of a sign, above that of arithmetic. */
    private static final int PRECEDENCE = 70;

    private JsonArrowOperator(String name) {
        super(
                name,
                SqlKind.OTHER_FUNCTION,
                PRECEDENCE,
                true,
                ReturnTypes.VARCHAR_FORCE_NULLABLE,
                null,
                OperandTypes.or(
                        OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER),
                        OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.INTEGER)));
    }
}
