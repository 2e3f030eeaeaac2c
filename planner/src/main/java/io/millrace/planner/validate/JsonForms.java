package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.parse.Positions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlJsonConstructorNullClause;
import org.apache.calcite.sql.SqlJsonValueReturning;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlJsonArrayAggAggFunction;
import org.apache.calcite.sql.fun.SqlJsonArrayFunction;
import org.apache.calcite.sql.fun.SqlJsonExistsFunction;
import org.apache.calcite.sql.fun.SqlJsonObjectAggAggFunction;
import org.apache.calcite.sql.fun.SqlJsonObjectFunction;
import org.apache.calcite.sql.fun.SqlJsonQueryFunction;
import org.apache.calcite.sql.fun.SqlJsonValueExpressionOperator;
import org.apache.calcite.sql.fun.SqlJsonValueFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Calls of JSON functions in the form that is computed, made before types are known: what they take becomes JSON by TO_JSON,
 * unless it is the call of a function that makes JSON or says FORMAT JSON; where the NULL of JSON stands for a NULL it is told;
 * and results are as long as they are.
 */
final class JsonForms {
    private static final Set<String> MAKE_JSON = Set.of(
            "TO_JSON",
            "JSON",
            "JSON_OBJECT",
            "JSON_ARRAY",
            "JSON_OBJECTAGG",
            "JSON_ARRAYAGG",
            "JSON_QUERY",
            "JSON_SET",
            "JSON_INSERT",
            "JSON_REPLACE",
            "JSON_REMOVE",
            "JSON_PRETTY",
            "JSON_KEYS",
            "->");
    private static final Set<String> CHANGE_JSON = Set.of("JSON_SET", "JSON_INSERT", "JSON_REPLACE");

    private JsonForms() {}

    /** A scalar call in its form. */
    static SqlCall of(SqlCall call) {
        if (call.getOperator() instanceof SqlJsonObjectFunction) {
            return object(call);
        }
        if (call.getOperator() instanceof SqlJsonArrayFunction) {
            List<SqlNode> operands = call.getOperandList();
            List<SqlNode> elements = new ArrayList<>();
            operands.subList(1, operands.size())
                    .forEach(value -> elements.add(json(value, keepsNulls(operands.get(0)))));
            return JsonOperators.JSON_ARRAY.createCall(call.getParserPosition(), elements);
        }
        if (call.getOperator() instanceof SqlJsonValueExpressionOperator) {
            return JsonOperators.JSON.createCall(call.getParserPosition(), plain(call));
        }
        if (call.getOperator() instanceof SqlJsonValueFunction
                || call.getOperator() instanceof SqlJsonQueryFunction
                || call.getOperator() instanceof SqlJsonExistsFunction) {
            return reading((SqlBasicCall) call);
        }
        return call.getOperator() instanceof SqlUnresolvedFunction && CHANGE_JSON.contains(name(call))
                ? changing(call)
                : call;
    }

    /** An aggregate in its form but for the order: the JSON of the value, or of a member, is its only argument. */
    static SqlNode argument(SqlCall aggregate) {
        if (aggregate.getOperator() instanceof SqlJsonArrayAggAggFunction array) {
            return json(aggregate.operand(0), array.getNullClause() == SqlJsonConstructorNullClause.NULL_ON_NULL);
        }
        SqlJsonObjectAggAggFunction object = (SqlJsonObjectAggAggFunction) aggregate.getOperator();
        boolean keepsNulls = object.getNullClause() == SqlJsonConstructorNullClause.NULL_ON_NULL;
        return JsonOperators.MEMBER.createCall(
                aggregate.getParserPosition(), aggregate.operand(0), json(aggregate.operand(1), keepsNulls));
    }

    /** What a value is without FORMAT JSON. */
    static SqlNode plain(SqlNode value) {
        return value instanceof SqlCall call && call.getOperator() instanceof SqlJsonValueExpressionOperator
                ? call.operand(0)
                : value;
    }

    private static SqlCall object(SqlCall call) {
        List<SqlNode> operands = call.getOperandList();
        List<SqlNode> members = new ArrayList<>();
        for (int i = 1; i < operands.size(); i += 2) {
            members.add(operands.get(i));
            members.add(json(operands.get(i + 1), keepsNulls(operands.get(0))));
        }
        return JsonOperators.JSON_OBJECT.createCall(call.getParserPosition(), members);
    }

    private static boolean keepsNulls(SqlNode clause) {
        return ((SqlLiteral) clause).getValue() == SqlJsonConstructorNullClause.NULL_ON_NULL;
    }

    private static SqlNode json(SqlNode value, boolean keepsNulls) {
        SqlParserPos place = value.getParserPosition();
        SqlNode json = makesJson(value) ? value : JsonOperators.TO_JSON.createCall(place, value);
        return keepsNulls
                ? SqlStdOperatorTable.COALESCE.createCall(place, json, SqlLiteral.createCharString("null", place))
                : json;
    }

    /** Whether all that an expression can be is JSON: the call of a function that makes it, or one that chooses among such, or a subquery. */
    private static boolean makesJson(@Nullable SqlNode node) {
        if (node instanceof SqlSelect select) {
            return select.getSelectList().size() == 1
                    && makesJson(select.getSelectList().get(0));
        }
        if (node instanceof SqlCase choice) {
            List<@Nullable SqlNode> results =
                    new ArrayList<>(choice.getThenOperands().getList());
            results.add(choice.getElseOperand());
            return results.stream().anyMatch(JsonForms::makesJson)
                    && results.stream().allMatch(result -> SqlUtil.isNullLiteral(result, false) || makesJson(result));
        }
        if (!(node instanceof SqlCall call)) {
            return false;
        }
        return switch (call.getKind()) {
            case WITHIN_GROUP, FILTER, OVER, AS, SCALAR_QUERY, ORDER_BY -> makesJson(call.operand(0));
            default ->
                MAKE_JSON.contains(name(call))
                        || call.getOperator() instanceof SqlJsonValueExpressionOperator
                        || call.getOperator() instanceof SqlJsonArrayAggAggFunction
                        || call.getOperator() instanceof SqlJsonObjectAggAggFunction;
        };
    }

    private static String name(SqlCall call) {
        return call.getOperator().getName().toUpperCase(Locale.ROOT);
    }

    /** JSON_VALUE, JSON_QUERY and JSON_EXISTS take a text; what the first two return has any length unless they say its type. */
    private static SqlCall reading(SqlBasicCall call) {
        List<SqlNode> operands = new ArrayList<>(call.getOperandList());
        SqlParserPos place = call.getParserPosition();
        operands.set(0, plain(operands.get(0)));
        SqlDataTypeSpec text = new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, place), place);
        if (call.getOperator() instanceof SqlJsonValueFunction
                && !SqlJsonValueFunction.hasExplicitTypeSpec(call.getOperandList())) {
            operands.add(2, SqlJsonValueReturning.RETURNING.symbol(place));
            operands.add(3, text);
        } else if (call.getOperator() instanceof SqlJsonQueryFunction
                && !SqlJsonQueryFunction.hasExplicitTypeSpec(call.getOperandList())) {
            operands.add(text);
        }
        return operands.equals(call.getOperandList()) ? call : new SqlBasicCall(call.getOperator(), operands, place);
    }

    /** Values follow paths. */
    private static SqlCall changing(SqlCall call) {
        List<SqlNode> operands = new ArrayList<>(call.getOperandList());
        if (operands.size() < 3 || operands.size() % 2 == 0) {
            throw new EngineException(
                    ErrorCode.TYPE_MISMATCH,
                    Positions.of(call.getParserPosition()),
                    name(call) + " takes a JSON text, then paths and values in turn, as in " + name(call)
                            + "(doc, '$.a', 1).");
        }
        for (int i = 2; i < operands.size(); i += 2) {
            operands.set(i, json(operands.get(i), true));
        }
        return call.getOperator().createCall(call.getParserPosition(), operands);
    }
}
