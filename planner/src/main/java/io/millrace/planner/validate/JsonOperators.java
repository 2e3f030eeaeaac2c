package io.millrace.planner.validate;

import io.millrace.planner.parse.node.JsonArrowOperator;
import java.util.List;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeTransforms;

/**
 * The functions that make and change JSON. Those of Calcite are texts of at most 2000 characters, and take values that are JSON
 * already for texts; ours take JSON only, which {@link JsonForms} makes of the values. What only reads JSON is Calcite's.
 */
final class JsonOperators {
    private static final SqlReturnTypeInference TEXT = ReturnTypes.VARCHAR_NULLABLE;
    private static final SqlReturnTypeInference FOUND = ReturnTypes.VARCHAR_FORCE_NULLABLE;
    private static final SqlTypeFamily T = SqlTypeFamily.CHARACTER;

    /** A value as JSON. */
    static final SqlFunction TO_JSON = of("TO_JSON", TEXT, OperandTypes.ANY);

    /** A text that is JSON, without blanks. */
    static final SqlFunction JSON = of("JSON", TEXT, OperandTypes.family(T));

    /** A key and JSON in turn; NULLs are left out. */
    static final SqlFunction JSON_OBJECT = of("JSON_OBJECT", ReturnTypes.VARCHAR, OperandTypes.VARIADIC);

    /** JSON; NULLs are left out. */
    static final SqlFunction JSON_ARRAY = of("JSON_ARRAY", ReturnTypes.VARCHAR, OperandTypes.VARIADIC);

    /** A key and JSON, as a member of an object; NULL if the JSON is. */
    static final SqlOperator MEMBER = new SqlBinaryOperator(
            "VALUE", SqlKind.COLON, 0, true, FOUND, null, OperandTypes.family(SqlTypeFamily.ANY, T));

    private JsonOperators() {}

    /** All of them. */
    static List<SqlOperator> all() {
        SqlOperandTypeChecker text = OperandTypes.family(T);
        return List.of(
                TO_JSON,
                JSON,
                JSON_OBJECT,
                JSON_ARRAY,
                MEMBER,
                JsonArrowOperator.JSON,
                JsonArrowOperator.TEXT,
                of("JSON_SET", TEXT, OperandTypes.VARIADIC),
                of("JSON_INSERT", TEXT, OperandTypes.VARIADIC),
                of("JSON_REPLACE", TEXT, OperandTypes.VARIADIC),
                of("JSON_REMOVE", TEXT, OperandTypes.VARIADIC),
                of("JSON_TYPE", TEXT, text),
                of("JSON_PRETTY", TEXT, text),
                of("JSON_DEPTH", ReturnTypes.INTEGER_NULLABLE, text),
                of("JSON_STORAGE_SIZE", ReturnTypes.INTEGER_NULLABLE, text),
                of("JSON_LENGTH", ReturnTypes.INTEGER.andThen(SqlTypeTransforms.FORCE_NULLABLE), pathAfter()),
                of("JSON_KEYS", FOUND, pathAfter()));
    }

    private static SqlOperandTypeChecker pathAfter() {
        return OperandTypes.family(List.of(T, T), operand -> operand == 1);
    }

    private static SqlFunction of(String name, SqlReturnTypeInference result, SqlOperandTypeChecker operands) {
        return SqlBasicFunction.create(name, result, operands, SqlFunctionCategory.SYSTEM);
    }
}
