package io.millrace.planner.validate;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlAvgAggFunction;
import org.apache.calcite.sql.fun.SqlBasicAggFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.fun.SqlSumAggFunction;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.Optionality;

/**
 * The aggregates beside Calcite's STANDARD and POSTGRESQL libraries, and those of them whose types or arguments are others here.
 * What computes them is said in {@link io.millrace.planner.kernel.Aggregates}. A result may be NULL whatever the arguments are,
 * but for a count. What other engines write WITHIN GROUP has the form of a plain call here, see {@link WithinGroups}.
 */
final class OwnAggregates {
    private static final SqlTypeFamily NUMBER = SqlTypeFamily.NUMERIC;
    private static final SqlTypeFamily FLAG = SqlTypeFamily.BOOLEAN;
    private static final SqlTypeFamily ANY = SqlTypeFamily.ANY;
    private static final SqlReturnTypeInference FIRST = ReturnTypes.ARG0.andThen(SqlTypeTransforms.FORCE_NULLABLE);
    private static final SqlReturnTypeInference DOUBLE = ReturnTypes.DOUBLE.andThen(SqlTypeTransforms.FORCE_NULLABLE);
    private static final SqlOperandTypeChecker PAIR = OperandTypes.family(NUMBER, NUMBER);

    static final SqlOperator LISTAGG = text("LISTAGG");
    static final SqlOperator STRING_AGG = text("STRING_AGG");
    static final SqlOperator ARRAY_AGG = array();

    /** JSON in a list. */
    static final SqlOperator JSON_ARRAYAGG = text("JSON_ARRAYAGG");

    /** Members of an object. */
    static final SqlOperator JSON_OBJECTAGG = text("JSON_OBJECTAGG");

    static final SqlOperator COLLECT = of("COLLECT", OwnAggregates::multiset, OperandTypes.family(ANY));

    /** A value, and whether the greatest come first. */
    static final SqlOperator MODE = of("MODE", FIRST, optional(ANY, FLAG));

    /** A value, the fraction, and whether the greatest come first. */
    static final SqlOperator PERCENTILE_CONT =
            of("PERCENTILE_CONT", OwnAggregates::between, optional(ANY, NUMBER, FLAG));

    static final SqlOperator PERCENTILE_DISC = of("PERCENTILE_DISC", FIRST, optional(ANY, NUMBER, FLAG));

    /** Variances and deviations, which Calcite gives the type of an average. */
    private static final List<SqlAggFunction> SPREADS = List.of(
            SqlStdOperatorTable.VAR_POP,
            SqlStdOperatorTable.VAR_SAMP,
            SqlStdOperatorTable.VARIANCE,
            SqlStdOperatorTable.STDDEV_POP,
            SqlStdOperatorTable.STDDEV_SAMP,
            SqlStdOperatorTable.STDDEV);

    private OwnAggregates() {}

    /** All of them. */
    static List<SqlOperator> all() {
        List<SqlOperator> all = new ArrayList<>();
        all.add(LISTAGG);
        all.add(STRING_AGG);
        all.add(ARRAY_AGG);
        all.add(JSON_ARRAYAGG);
        all.add(JSON_OBJECTAGG);
        all.add(COLLECT);
        for (String name :
                List.of("COVAR_POP", "COVAR_SAMP", "CORR", "REGR_AVGX", "REGR_AVGY", "REGR_SXX", "REGR_SYY")) {
            all.add(of(name, DOUBLE, PAIR));
        }
        for (String name : List.of("REGR_SXY", "REGR_SLOPE", "REGR_INTERCEPT", "REGR_R2")) {
            all.add(of(name, DOUBLE, PAIR));
        }
        all.add(of("REGR_COUNT", ReturnTypes.BIGINT, PAIR));
        for (String name : List.of("ARG_MIN", "ARG_MAX", "MIN_BY", "MAX_BY")) {
            all.add(of(name, FIRST, OperandTypes.family(ANY, ANY)));
        }
        for (String name : List.of("BIT_AND", "BIT_OR", "BIT_XOR")) {
            all.add(of(name, FIRST, OperandTypes.family(SqlTypeFamily.INTEGER)));
        }
        for (SqlAggFunction spread : SPREADS) {
            all.add(SqlBasicAggFunction.create(
                    spread.getName(), spread.getKind(), DOUBLE, OperandTypes.family(NUMBER)));
        }
        all.add(new Sum());
        all.add(new Average());
        all.add(PERCENTILE_CONT);
        all.add(PERCENTILE_DISC);
        all.add(of("MEDIAN", OwnAggregates::between, OperandTypes.family(ANY)));
        all.add(MODE);
        return List.copyOf(all);
    }

    /** SUM of numbers or intervals. */
    @SuppressWarnings("deprecation") // there is no other constructor
    private static final class Sum extends SqlSumAggFunction {
        @SuppressWarnings("NullAway") // the type is deprecated and never looked at
        Sum() {
            super(null);
        }

        @Override
        public SqlOperandTypeChecker getOperandTypeChecker() {
            return OperandTypes.NUMERIC_OR_INTERVAL;
        }

        @Override
        public boolean checkOperandTypes(SqlCallBinding call, boolean throwOnFailure) {
            return OperandTypes.NUMERIC_OR_INTERVAL.checkOperandTypes(call, throwOnFailure);
        }
    }

    /** AVG of numbers or intervals. */
    private static final class Average extends SqlAvgAggFunction {
        Average() {
            super(SqlKind.AVG);
        }

        @Override
        public SqlOperandTypeChecker getOperandTypeChecker() {
            return OperandTypes.NUMERIC_OR_INTERVAL;
        }

        @Override
        public boolean checkOperandTypes(SqlCallBinding call, boolean throwOnFailure) {
            return OperandTypes.NUMERIC_OR_INTERVAL.checkOperandTypes(call, throwOnFailure);
        }
    }

    private static SqlBasicAggFunction of(String name, SqlReturnTypeInference result, SqlOperandTypeChecker operands) {
        return SqlBasicAggFunction.create(name, SqlKind.OTHER_FUNCTION, result, operands);
    }

    /** Operands of which the last may be left out. */
    private static SqlOperandTypeChecker optional(SqlTypeFamily... families) {
        int last = families.length - 1;
        return OperandTypes.family(List.of(families), operand -> operand == last);
    }

    /** Texts one after the other: longer than any of them. */
    private static SqlOperator text(String name) {
        return SqlBasicAggFunction.create(
                        name,
                        // That of STRING_AGG makes Calcite take its own LISTAGG instead.
                        SqlKind.LISTAGG,
                        OwnAggregates::unlimited,
                        OperandTypes.or(
                                OperandTypes.family(SqlTypeFamily.STRING),
                                OperandTypes.family(SqlTypeFamily.STRING, SqlTypeFamily.STRING)))
                .withGroupOrder(Optionality.OPTIONAL)
                .withSyntax(SqlSyntax.ORDERED_FUNCTION);
    }

    /** The arguments themselves. */
    private static SqlOperator array() {
        return SqlBasicAggFunction.create(
                        "ARRAY_AGG", SqlKind.LISTAGG, OwnAggregates::arrayType, OperandTypes.family(ANY))
                .withGroupOrder(Optionality.OPTIONAL)
                .withSyntax(SqlSyntax.ORDERED_FUNCTION);
    }

    private static RelDataType arrayType(SqlOperatorBinding call) {
        RelDataTypeFactory factory = call.getTypeFactory();
        return factory.createTypeWithNullability(factory.createArrayType(call.getOperandType(0), -1), true);
    }

    private static RelDataType multiset(SqlOperatorBinding call) {
        RelDataTypeFactory factory = call.getTypeFactory();
        return factory.createTypeWithNullability(factory.createMultisetType(call.getOperandType(0), -1), true);
    }

    private static RelDataType unlimited(SqlOperatorBinding call) {
        RelDataTypeFactory factory = call.getTypeFactory();
        SqlTypeName type =
                SqlTypeUtil.inCharFamily(call.getOperandType(0)) ? SqlTypeName.VARCHAR : SqlTypeName.VARBINARY;
        return factory.createTypeWithNullability(factory.createSqlType(type), true);
    }

    /** Between two integers there are others; decimals have as many digits as averages of them. */
    private static RelDataType between(SqlOperatorBinding call) {
        RelDataTypeFactory factory = call.getTypeFactory();
        RelDataType type = call.getOperandType(0);
        RelDataType result =
                SqlTypeUtil.isNumeric(type) ? factory.getTypeSystem().deriveAvgAggType(factory, type) : type;
        return factory.createTypeWithNullability(result, true);
    }
}
