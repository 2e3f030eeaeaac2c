package io.millrace.planner.validate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/**
 * The types of {@code ?} parameters: that of what a parameter is compared, computed or mixed with; else what the function
 * takes, texts before numbers before times; else what is expected at its place; else text. Only arithmetic of nothing but
 * parameters, and a time plus or minus a parameter, remain unknown: the user has to write a CAST.
 *
 * <p>Owned by one validator, for one statement. Each call is visited once, operands before the parameters beside them.
 */
final class ParameterTypes {
    private static final Set<SqlKind> COMPARISONS = Set.of(
            SqlKind.EQUALS,
            SqlKind.NOT_EQUALS,
            SqlKind.LESS_THAN,
            SqlKind.LESS_THAN_OR_EQUAL,
            SqlKind.GREATER_THAN,
            SqlKind.GREATER_THAN_OR_EQUAL,
            SqlKind.IS_DISTINCT_FROM,
            SqlKind.IS_NOT_DISTINCT_FROM,
            SqlKind.BETWEEN,
            SqlKind.IN,
            SqlKind.NOT_IN,
            SqlKind.NULLIF);

    /** Calls whose result is one of their operands. */
    private static final Set<SqlKind> MIXTURES = Set.of(
            SqlKind.COALESCE, SqlKind.GREATEST, SqlKind.LEAST, SqlKind.GREATEST_PG, SqlKind.LEAST_PG, SqlKind.NVL);

    private static final Set<SqlKind> ARITHMETIC = Set.of(
            SqlKind.PLUS,
            SqlKind.MINUS,
            SqlKind.TIMES,
            SqlKind.DIVIDE,
            SqlKind.MOD,
            SqlKind.MINUS_PREFIX,
            SqlKind.PLUS_PREFIX);

    private static final Set<SqlKind> LOGIC = Set.of(
            SqlKind.AND,
            SqlKind.OR,
            SqlKind.NOT,
            SqlKind.IS_TRUE,
            SqlKind.IS_FALSE,
            SqlKind.IS_NOT_TRUE,
            SqlKind.IS_NOT_FALSE);

    /** Calls that Calcite gives the types for as we want them, or that are no expressions. */
    private static final Set<SqlKind> LEFT_TO_CALCITE =
            Set.of(SqlKind.AS, SqlKind.ROW, SqlKind.VALUES, SqlKind.OVER, SqlKind.DESCRIPTOR);

    /** Digits behind the point, and before it, that a parameter has at least where it is computed with a decimal. */
    private static final int DECIMAL_SCALE = 6;

    private static final int DECIMAL_INTEGERS = 12;

    private static final int MORE_DIGITS = 2;

    /** How many combinations of types to try for a function's parameters. */
    private static final int MAX_TRIALS = 1_000;

    private final QueryValidator validator;
    private final RelDataTypeFactory types;
    private final List<RelDataType> candidates;

    /** Which calls and lists have a parameter in them, so that a chain of thousands is searched once and not at each link. */
    private final IdentityHashMap<SqlNode, Boolean> found = new IdentityHashMap<>();

    ParameterTypes(QueryValidator validator) {
        this.validator = validator;
        this.types = validator.getTypeFactory();
        this.candidates = List.of(
                plain(SqlTypeName.VARCHAR),
                plain(SqlTypeName.DOUBLE),
                plain(SqlTypeName.INTEGER),
                types.createSqlType(SqlTypeName.DECIMAL, DECIMAL_INTEGERS + DECIMAL_SCALE, DECIMAL_SCALE),
                types.createSqlType(SqlTypeName.TIMESTAMP, 3),
                plain(SqlTypeName.DATE),
                types.createSqlType(SqlTypeName.TIME, 3),
                plain(SqlTypeName.BOOLEAN),
                plain(SqlTypeName.VARBINARY));
    }

    /** Whether an expression has a parameter, subqueries left out: those are visited by themselves. */
    private boolean isIn(@Nullable SqlNode node) {
        if (node instanceof SqlDynamicParam) {
            return true;
        }
        if (node == null || node.isA(SqlKind.QUERY)) {
            return false;
        }
        List<? extends @Nullable SqlNode> children = node instanceof SqlCall call
                ? call.getOperandList()
                : node instanceof SqlNodeList list ? list.getList() : List.<SqlNode>of();
        if (children.isEmpty()) {
            return false;
        }
        Boolean known = found.get(node);
        if (known == null) {
            known = children.stream().anyMatch(this::isIn);
            found.put(node, known);
        }
        return known;
    }

    /** Whether this class, and not Calcite, finds the types of the parameters in a call. */
    boolean decides(SqlCall call) {
        return !LEFT_TO_CALCITE.contains(call.getKind()) && !call.isA(SqlKind.QUERY) && isIn(call);
    }

    /** Gives all parameters of a call their types. */
    void infer(RelDataType expected, SqlValidatorScope scope, SqlCall call) {
        SqlKind kind = call.getKind();
        if (call instanceof SqlCase choice) {
            choice(choice, expected, scope);
        } else if (COMPARISONS.contains(kind)) {
            alike(flat(call.getOperandList()), unknown(), scope, true);
        } else if (MIXTURES.contains(kind)) {
            alike(call.getOperandList(), expected, scope, false);
        } else if (ARITHMETIC.contains(kind)) {
            arithmetic(call, expected, scope);
        } else if (LOGIC.contains(kind)) {
            all(call.getOperandList(), plain(SqlTypeName.BOOLEAN), scope);
        } else if (isOfTexts(call)) {
            all(call.getOperandList(), plain(SqlTypeName.VARCHAR), scope);
        } else if (kind == SqlKind.CAST) {
            validator.infer(validator.deriveType(scope, call.operand(1)), scope, call.operand(0));
        } else if (call.getOperator().equals(SqlStdOperatorTable.SUBSTRING)) {
            all(call.getOperandList().subList(0, 1), plain(SqlTypeName.VARCHAR), scope);
            all(call.getOperandList().subList(1, call.operandCount()), plain(SqlTypeName.INTEGER), scope);
        } else if (kind == SqlKind.IS_NULL || kind == SqlKind.IS_NOT_NULL) {
            all(call.getOperandList(), unknown(), scope);
        } else {
            function(call, scope);
        }
    }

    private static boolean isOfTexts(SqlCall call) {
        return call.getOperator().equals(SqlStdOperatorTable.CONCAT)
                || call.getKind() == SqlKind.LIKE
                || call.getKind() == SqlKind.SIMILAR;
    }

    /** The results of a CASE are alike, its conditions are conditions; the short form was written out by the parser. */
    private void choice(SqlCase choice, RelDataType expected, SqlValidatorScope scope) {
        all(choice.getWhenOperands(), plain(SqlTypeName.BOOLEAN), scope);
        List<SqlNode> results = new ArrayList<>(choice.getThenOperands().getList());
        SqlNode otherwise = choice.getElseOperand();
        if (otherwise != null) {
            results.add(otherwise);
        }
        alike(results, expected, scope, false);
    }

    private void all(Iterable<? extends SqlNode> nodes, RelDataType type, SqlValidatorScope scope) {
        nodes.forEach(node -> validator.infer(type, scope, node));
    }

    /** Operands that have a type in common; if they are compared only, a parameter may have more digits than the others. */
    private void alike(
            List<? extends SqlNode> operands, RelDataType expected, SqlValidatorScope scope, boolean compared) {
        RelDataType known = common(operands, scope, false);
        RelDataType forParts = known == null ? expected : known;
        operands.stream().filter(this::isComposed).forEach(node -> validator.infer(forParts, scope, node));
        RelDataType common = known == null ? common(operands, scope, true) : known;
        all(bare(operands), common == null ? expected : compared ? withDigits(common) : common, scope);
        operands.stream().filter(node -> !isIn(node)).forEach(node -> validator.infer(forParts, scope, node));
    }

    private void arithmetic(SqlCall call, RelDataType expected, SqlValidatorScope scope) {
        List<SqlNode> operands = call.getOperandList();
        for (SqlNode operand : operands) {
            if (!(operand instanceof SqlDynamicParam)) {
                validator.infer(isNumber(expected) || isTime(expected) ? expected : unknown(), scope, operand);
            }
        }
        RelDataType beside = common(operands, scope, true);
        for (SqlNode parameter : bare(operands)) {
            validator.inferOrRefuse(
                    beside == null
                            ? isNumber(expected) ? expected : unknown()
                            : operand(call.getKind(), beside, expected, parameter == operands.get(0)),
                    scope,
                    parameter);
        }
    }

    /** The type of a parameter that is computed with a value. */
    private RelDataType operand(SqlKind kind, RelDataType beside, RelDataType expected, boolean isFirst) {
        boolean shifts = kind == SqlKind.PLUS || kind == SqlKind.MINUS && isFirst;
        if (SqlTypeUtil.isInterval(beside)) {
            boolean isTime = isTime(expected);
            return shifts
                    ? isTime ? expected : types.createSqlType(SqlTypeName.TIMESTAMP, 3)
                    : kind == SqlKind.MINUS ? beside : plain(SqlTypeName.INTEGER);
        }
        return isNumber(beside) ? withDigits(beside) : unknown();
    }

    /** A decimal with room for values that have more digits, so that {@code price > 9.999} is not rounded to the price's. */
    private RelDataType withDigits(RelDataType type) {
        if (type.getSqlTypeName() != SqlTypeName.DECIMAL) {
            return type;
        }
        int scale = Math.max(type.getScale() + MORE_DIGITS, DECIMAL_SCALE);
        int integers = Math.max(type.getPrecision() - type.getScale(), DECIMAL_INTEGERS);
        int most = types.getTypeSystem().getMaxPrecision(SqlTypeName.DECIMAL);
        return types.createSqlType(SqlTypeName.DECIMAL, Math.min(integers + scale, most), Math.min(scale, most));
    }

    /** A function's parameters get the first types that the function takes. */
    private void function(SqlCall call, SqlValidatorScope scope) {
        List<SqlNode> operands = call.getOperandList();
        for (SqlNode operand : operands) {
            if (operand != null && !(operand instanceof SqlDynamicParam)) {
                validator.infer(unknown(), scope, operand);
            }
        }
        List<SqlNode> parameters = bare(operands);
        int trials = 1;
        for (int i = 0; i < parameters.size() && trials < MAX_TRIALS; i++) {
            trials *= candidates.size();
        }
        List<SqlOperator> operators = operators(call);
        for (int trial = 0; trial < Math.min(trials, MAX_TRIALS); trial++) {
            assign(parameters, trial);
            for (SqlOperator operator : operators) {
                if (takes(operator, call, scope)) {
                    return;
                }
            }
        }
        assign(parameters, 0);
    }

    /** The trial's types, as digits of its number: the first trial has texts only. */
    private void assign(List<SqlNode> parameters, int trial) {
        int rest = trial;
        for (SqlNode parameter : parameters) {
            validator.type(parameter, nullable(candidates.get(rest % candidates.size())));
            rest /= candidates.size();
        }
    }

    private boolean takes(SqlOperator operator, SqlCall call, SqlValidatorScope scope) {
        SqlOperandTypeChecker checker = operator.getOperandTypeChecker();
        if (checker == null || !operator.getOperandCountRange().isValidCount(call.operandCount())) {
            return false;
        }
        // A copy: checking may write casts into the call.
        SqlCall copy = new SqlBasicCall(
                operator, call.getOperandList(), call.getParserPosition(), call.getFunctionQuantifier());
        return checker.checkOperandTypes(new SqlCallBinding(validator, scope, copy), false);
    }

    private List<SqlOperator> operators(SqlCall call) {
        List<SqlOperator> found = new ArrayList<>();
        if (call.getOperator() instanceof SqlFunction function && function.getOperandTypeChecker() == null) {
            validator
                    .getOperatorTable()
                    .lookupOperatorOverloads(
                            function.getNameAsId(),
                            (SqlFunctionCategory) null,
                            SqlSyntax.FUNCTION,
                            found,
                            validator.getCatalogReader().nameMatcher());
        }
        return found.isEmpty() ? List.of(call.getOperator()) : found;
    }

    /** The type that the known operands have in common, with those that have parameters in them or without; or null. */
    private @Nullable RelDataType common(
            List<? extends SqlNode> operands, SqlValidatorScope scope, boolean withComposed) {
        List<RelDataType> known = new ArrayList<>();
        for (SqlNode operand : operands) {
            boolean isKnown = withComposed ? !(operand instanceof SqlDynamicParam) : !isIn(operand);
            if (isKnown && !SqlUtil.isNullLiteral(operand, false)) {
                RelDataType type = validator.deriveType(scope, operand);
                if (!type.equals(unknown())) {
                    known.add(type);
                }
            }
        }
        return known.isEmpty()
                ? null
                : types.leastRestrictive(known) == null ? known.get(0) : types.leastRestrictive(known);
    }

    private boolean isComposed(SqlNode node) {
        return !(node instanceof SqlDynamicParam) && isIn(node);
    }

    private static List<SqlNode> bare(List<? extends SqlNode> operands) {
        return operands.stream()
                .filter(SqlDynamicParam.class::isInstance)
                .map(SqlNode.class::cast)
                .toList();
    }

    /** The items of a list in place of it, as in {@code x IN (?, ?)}. */
    private static List<SqlNode> flat(List<SqlNode> operands) {
        List<SqlNode> flat = new ArrayList<>();
        for (SqlNode operand : operands) {
            flat.addAll(operand instanceof SqlNodeList list ? list.getList() : Arrays.asList(operand));
        }
        return flat;
    }

    /** The type of a parameter that takes values of a type: nullable, and texts of any length. */
    RelDataType parameter(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case CHAR, VARCHAR -> nullable(plain(SqlTypeName.VARCHAR));
            case BINARY, VARBINARY -> nullable(plain(SqlTypeName.VARBINARY));
            default -> nullable(type);
        };
    }

    private RelDataType nullable(RelDataType type) {
        return types.createTypeWithNullability(type, true);
    }

    private RelDataType plain(SqlTypeName name) {
        return types.createSqlType(name);
    }

    private RelDataType unknown() {
        return validator.getUnknownType();
    }

    private static boolean isNumber(RelDataType type) {
        return SqlTypeUtil.isNumeric(type);
    }

    private static boolean isTime(RelDataType type) {
        return SqlTypeUtil.isDatetime(type);
    }
}
