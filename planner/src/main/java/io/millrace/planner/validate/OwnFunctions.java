package io.millrace.planner.validate;

import java.util.List;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;

/**
 * The functions beside Calcite's STANDARD and POSTGRESQL libraries: those that users bring from other engines. One of the
 * same name in these libraries is not used. Who computes them is said in the package {@code kernel}, by name.
 */
final class OwnFunctions {
    private static final SqlReturnTypeInference TEXT = ReturnTypes.VARCHAR_NULLABLE;
    private static final SqlReturnTypeInference BYTES = ReturnTypes.VARBINARY_NULLABLE;
    private static final SqlTypeFamily T = SqlTypeFamily.CHARACTER;
    private static final SqlTypeFamily I = SqlTypeFamily.INTEGER;
    private static final SqlOperandTypeChecker BYTES_OR_NUMBER =
            OperandTypes.or(OperandTypes.family(SqlTypeFamily.STRING), OperandTypes.family(I));

    private OwnFunctions() {}

    /** All of them. */
    static List<SqlOperator> all() {
        return List.of(
                CurrentTime.NOW,
                SqlLibraryOperators.IF,
                SqlLibraryOperators.IFNULL,
                SqlLibraryOperators.NVL,
                SqlLibraryOperators.NVL2,
                SqlLibraryOperators.DECODE,
                SqlLibraryOperators.SAFE_CAST,
                SqlLibraryOperators.TRY_CAST,
                SqlLibraryOperators.RLIKE,
                SqlLibraryOperators.NOT_RLIKE,
                of("LEFT", TEXT, OperandTypes.family(T, I)),
                of("RIGHT", TEXT, OperandTypes.family(T, I)),
                of("REPEAT", TEXT, OperandTypes.family(T, I)),
                of("SPACE", TEXT, OperandTypes.family(I)),
                of("REVERSE", TEXT, OperandTypes.family(T)),
                of("UCASE", TEXT, OperandTypes.family(T)),
                of("LCASE", TEXT, OperandTypes.family(T)),
                of("LEN", ReturnTypes.INTEGER_NULLABLE, OperandTypes.family(T)),
                of("LPAD", TEXT, padding()),
                of("RPAD", TEXT, padding()),
                of("STARTS_WITH", ReturnTypes.BOOLEAN_NULLABLE, OperandTypes.family(T, T)),
                of("STARTSWITH", ReturnTypes.BOOLEAN_NULLABLE, OperandTypes.family(T, T)),
                of("ENDS_WITH", ReturnTypes.BOOLEAN_NULLABLE, OperandTypes.family(T, T)),
                of("ENDSWITH", ReturnTypes.BOOLEAN_NULLABLE, OperandTypes.family(T, T)),
                of("SPLIT_PART", TEXT, OperandTypes.family(T, T, I)),
                of("SPLIT_INDEX", ReturnTypes.VARCHAR_FORCE_NULLABLE, OperandTypes.family(T, T, I)),
                of("SUBSTRING_INDEX", TEXT, OperandTypes.family(T, T, I)),
                of("INSTR", ReturnTypes.INTEGER_NULLABLE, OperandTypes.family(T, T)),
                of("LOCATE", ReturnTypes.INTEGER_NULLABLE, optional(T, T, I)),
                of("REGEXP_EXTRACT", ReturnTypes.VARCHAR_FORCE_NULLABLE, optional(T, T, I)),
                of("REGEXP_COUNT", ReturnTypes.INTEGER_NULLABLE, OperandTypes.family(T, T)),
                of("HEX", TEXT, BYTES_OR_NUMBER),
                of("TO_HEX", TEXT, BYTES_OR_NUMBER),
                of("UNHEX", BYTES, OperandTypes.family(T)),
                of("FROM_HEX", BYTES, OperandTypes.family(T)),
                of("TO_BASE64", TEXT, OperandTypes.family(SqlTypeFamily.STRING)),
                of("FROM_BASE64", BYTES, OperandTypes.family(T)));
    }

    private static SqlOperandTypeChecker padding() {
        return optional(T, I, T);
    }

    /** Operands of which the last may be left out. */
    private static SqlOperandTypeChecker optional(SqlTypeFamily... families) {
        int last = families.length - 1;
        return OperandTypes.family(List.of(families), operand -> operand == last);
    }

    private static SqlOperator of(String name, SqlReturnTypeInference result, SqlOperandTypeChecker operands) {
        return SqlBasicFunction.create(name, result, operands, SqlFunctionCategory.SYSTEM);
    }
}
