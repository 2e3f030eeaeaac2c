package io.millrace.planner.validate;

import io.millrace.executor.type.Timestamps;
import io.millrace.planner.parse.node.AtTimeZoneOperator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;

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

    private static final SqlTypeFamily TIME = SqlTypeFamily.DATETIME;
    private static final SqlReturnTypeInference TIMESTAMP = explicit(SqlTypeName.TIMESTAMP);

    /** DATE_TRUNC('unit', time). */
    static final SqlOperator DATE_TRUNC = of("DATE_TRUNC", OwnFunctions::truncated, OperandTypes.family(T, TIME));

    private OwnFunctions() {}

    private static List<SqlOperator> times() {
        return List.of(
                CurrentTime.NOW,
                CurrentTime.CURRENT_TIMESTAMP,
                DATE_TRUNC,
                of("DATEADD", TIMESTAMP, OperandTypes.family(T, I, TIME)),
                of("DATEDIFF", ReturnTypes.INTEGER_NULLABLE, OperandTypes.family(T, TIME, TIME)),
                of("DATE_FORMAT", TEXT, OperandTypes.family(TIME, T)),
                of(
                        "TO_TIMESTAMP",
                        TIMESTAMP,
                        OperandTypes.or(
                                OperandTypes.family(SqlTypeFamily.NUMERIC),
                                OperandTypes.family(T),
                                OperandTypes.family(T, T))),
                of("TO_DATE", ReturnTypes.DATE_NULLABLE, optional(T, T)),
                of(
                        "UNIX_TIMESTAMP",
                        ReturnTypes.BIGINT_NULLABLE,
                        OperandTypes.or(OperandTypes.family(TIME), OperandTypes.family(T), OperandTypes.family(T, T))),
                of("FROM_UNIXTIME", TEXT, optional(I, T)),
                of("TIMESTAMP_SECONDS", TIMESTAMP, OperandTypes.family(I)),
                of("TIMESTAMP_MILLIS", TIMESTAMP, OperandTypes.family(I)),
                of("UNIX_SECONDS", ReturnTypes.BIGINT_NULLABLE, OperandTypes.family(TIME)),
                of("UNIX_MILLIS", ReturnTypes.BIGINT_NULLABLE, OperandTypes.family(TIME)),
                of("DAYNAME", TEXT, OperandTypes.family(TIME)),
                of("MONTHNAME", TEXT, OperandTypes.family(TIME)),
                of("LAST_DAY", ReturnTypes.DATE_NULLABLE, OperandTypes.family(TIME)),
                of("ADD_MONTHS", ReturnTypes.DATE_NULLABLE, OperandTypes.family(TIME, I)),
                of("DATE_ADD", ReturnTypes.DATE_NULLABLE, OperandTypes.family(TIME, I)),
                of("DATE_SUB", ReturnTypes.DATE_NULLABLE, OperandTypes.family(TIME, I)),
                of("MONTHS_BETWEEN", ReturnTypes.DOUBLE_NULLABLE, OperandTypes.family(TIME, TIME)),
                of("NEXT_DAY", ReturnTypes.DATE_NULLABLE, OperandTypes.family(TIME, T)),
                of("WEEKDAY", ReturnTypes.INTEGER_NULLABLE, OperandTypes.family(TIME)),
                of("WEEKOFYEAR", ReturnTypes.INTEGER_NULLABLE, OperandTypes.family(TIME)),
                of("MAKE_TIME", explicit(SqlTypeName.TIME), OperandTypes.family(I, I, SqlTypeFamily.NUMERIC)),
                of("MAKE_TIMESTAMP", TIMESTAMP, OperandTypes.family(I, I, I, I, I, SqlTypeFamily.NUMERIC)),
                of("TO_TIMESTAMP_LTZ", explicit(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE), optional(I, I)),
                of("MAKE_DATE", ReturnTypes.DATE_NULLABLE, OperandTypes.family(I, I, I)));
    }

    private static SqlReturnTypeInference explicit(SqlTypeName type) {
        return ReturnTypes.explicit(type, Timestamps.PRECISION).andThen(SqlTypeTransforms.TO_NULLABLE);
    }

    /** The type of a timestamp stays, a date becomes one. */
    private static RelDataType truncated(SqlOperatorBinding call) {
        RelDataType time = call.getOperandType(1);
        return time.getSqlTypeName() == SqlTypeName.DATE
                ? Objects.requireNonNull(TIMESTAMP.inferReturnType(call))
                : call.getTypeFactory()
                        .createTypeWithNullability(
                                time,
                                time.isNullable() || call.getOperandType(0).isNullable());
    }

    /** All of them. */
    static List<SqlOperator> all() {
        return Stream.of(
                        List.<SqlOperator>of(AtTimeZoneOperator.INSTANCE),
                        WindowFunction.all(),
                        AsOfMarks.all(),
                        NumberFunctions.all(),
                        times(),
                        conditions(),
                        texts(),
                        JsonOperators.all(),
                        CollectionOperators.all(),
                        measures(),
                        OwnAggregates.all())
                .flatMap(List::stream)
                .toList();
    }

    private static List<SqlOperator> conditions() {
        return List.of(
                SqlLibraryOperators.IF,
                SqlLibraryOperators.IFNULL,
                SqlLibraryOperators.NVL,
                SqlLibraryOperators.NVL2,
                SqlLibraryOperators.DECODE,
                SqlLibraryOperators.SAFE_CAST,
                SqlLibraryOperators.TRY_CAST,
                SqlLibraryOperators.RLIKE,
                SqlLibraryOperators.NOT_RLIKE);
    }

    private static List<SqlOperator> texts() {
        return List.of(
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

    /** NULL if the separator, the first operand, is. */
    private static RelDataType separated(SqlOperatorBinding call) {
        return call.getTypeFactory()
                .createTypeWithNullability(
                        call.getTypeFactory().createSqlType(SqlTypeName.VARCHAR),
                        call.getOperandType(0).isNullable());
    }

    private static List<SqlOperator> measures() {
        SqlOperandTypeChecker string = OperandTypes.family(SqlTypeFamily.STRING);
        SqlTypeFamily number = SqlTypeFamily.NUMERIC;
        return List.of(
                of("SHA224", TEXT, string),
                of("SHA384", TEXT, string),
                of("CONCAT_WS", OwnFunctions::separated, OperandTypes.variadic(SqlOperandCountRanges.from(2))),
                of("CRC32", ReturnTypes.BIGINT_NULLABLE, string),
                of("BIT_LENGTH", ReturnTypes.BIGINT_NULLABLE, string),
                of("LEVENSHTEIN", ReturnTypes.INTEGER_NULLABLE, OperandTypes.family(T, T)),
                of("FIND_IN_SET", ReturnTypes.INTEGER_NULLABLE, OperandTypes.family(T, T)),
                of("URL_ENCODE", TEXT, OperandTypes.family(T)),
                of("URL_DECODE", TEXT, OperandTypes.family(T)),
                of("REGEXP_INSTR", ReturnTypes.INTEGER_NULLABLE, OperandTypes.family(T, T)),
                of("POW", ReturnTypes.DOUBLE_NULLABLE, OperandTypes.family(number, number)),
                of("LOG2", ReturnTypes.DOUBLE_NULLABLE, OperandTypes.family(number)),
                of("LOG1P", ReturnTypes.DOUBLE_NULLABLE, OperandTypes.family(number)),
                of("GCD", ReturnTypes.BIGINT_NULLABLE, OperandTypes.family(I, I)),
                of("LCM", ReturnTypes.BIGINT_NULLABLE, OperandTypes.family(I, I)),
                of("DIV", ReturnTypes.BIGINT_NULLABLE, OperandTypes.family(I, I)),
                of("FACTORIAL", ReturnTypes.BIGINT_NULLABLE, OperandTypes.family(I)));
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
