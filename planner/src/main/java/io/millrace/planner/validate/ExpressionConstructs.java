package io.millrace.planner.validate;

import static io.millrace.planner.validate.Constructs.unsupported;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Timestamps;
import io.millrace.planner.parse.Positions;
import io.millrace.planner.parse.node.IntervalTypeName;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.sql.SqlAbstractDateTimeLiteral;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlCollectionTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlMapTypeNameSpec;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlRowTypeNameSpec;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.jspecify.annotations.Nullable;

/** Refuses what is not supported inside of expressions: subqueries, window functions, nested types and finer times. */
final class ExpressionConstructs {
    private static final Set<String> LENGTHS = Set.of("CHAR", "VARCHAR", "BINARY", "VARBINARY");
    private static final Set<String> TIMES = Set.of("TIMESTAMP", "TIME", "TIMESTAMP_WITH_LOCAL_TIME_ZONE");

    /** What is done with a subquery. */
    private final Consumer<SqlNode> subqueries;

    /** For expressions that may hold subqueries, which the given check is shown. */
    ExpressionConstructs(Consumer<SqlNode> subqueries) {
        this.subqueries = subqueries;
    }

    /** For expressions of one row, where a subquery is refused. */
    ExpressionConstructs() {
        this(query -> {
            throw unsupported(query, "A subquery cannot stand here: the expression is about the columns of one row.");
        });
    }

    void check(List<? extends @Nullable SqlNode> nodes) {
        nodes.forEach(this::check);
    }

    void check(@Nullable SqlNode node) {
        if (node == null) {
            return;
        }
        if (node.isA(SqlKind.QUERY)) {
            subqueries.accept(node);
        } else if (node instanceof SqlIntervalLiteral literal) {
            checkFraction(
                    literal,
                    literal.getValueAs(SqlIntervalLiteral.IntervalValue.class).getIntervalLiteral());
        } else if (node instanceof SqlDataTypeSpec type) {
            checkType(type);
        } else if (node instanceof SqlAbstractDateTimeLiteral literal) {
            checkFraction(literal, literal.toFormattedString());
        } else if (node instanceof SqlUnknownLiteral literal) {
            checkUuid(literal);
            checkFraction(literal, literal.getValueAs(String.class));
        } else if (node instanceof SqlNodeList list) {
            list.forEach(this::check);
        } else if (node.getKind() == SqlKind.OVER) {
            checkOver((SqlCall) node);
        } else if (node instanceof SqlCall call) {
            checkCall(call);
            check(call.getOperandList());
        }
    }

    /** Refuses types that columns cannot have. */
    static void checkType(SqlDataTypeSpec type) {
        SqlTypeNameSpec spec = type.getTypeNameSpec();
        if (spec instanceof SqlCollectionTypeNameSpec collection) {
            checkType(new SqlDataTypeSpec(collection.getElementTypeName(), type.getParserPosition()));
            return;
        }
        if (spec instanceof SqlMapTypeNameSpec map) {
            checkType(map.getKeyType());
            checkType(map.getValType());
            return;
        }
        if (spec instanceof SqlRowTypeNameSpec row) {
            row.getFieldTypes().forEach(ExpressionConstructs::checkType);
            return;
        }
        if (spec instanceof IntervalTypeName interval) {
            checkFields(interval.qualifier());
            return;
        }
        String name = type.getTypeName().toString().toUpperCase(Locale.ROOT);
        if (!(type.getTypeNameSpec() instanceof SqlBasicTypeNameSpec basic) || name.equals("VARIANT")) {
            throw unsupported(type, "The type " + name + " is not supported yet.");
        }
        if (TIMES.contains(name) && basic.getPrecision() > Timestamps.PRECISION) {
            throw unsupported(
                    type,
                    "A " + name.replace('_', ' ') + " has at most " + Timestamps.PRECISION
                            + " digits behind the second. Write " + name + "(" + Timestamps.PRECISION + ").");
        }
        if (basic.getPrecision() == 0 && LENGTHS.contains(name)) {
            throw new EngineException(
                    ErrorCode.TYPE_MISMATCH,
                    Positions.of(type.getParserPosition()),
                    "A " + name + " has a length of at least 1. Write " + name
                            + "(1), or for texts of any length VARCHAR.");
        }
        if (name.equals("DECIMAL")
                && (basic.getPrecision() > ColumnType.MAX_DECIMAL_PRECISION
                        || basic.getScale() > Math.max(basic.getPrecision(), 0))) {
            throw new EngineException(
                    ErrorCode.TYPE_MISMATCH,
                    Positions.of(type.getParserPosition()),
                    "A DECIMAL has at most " + ColumnType.MAX_DECIMAL_PRECISION
                            + " digits, and no more of them behind the point than it has.");
        }
    }

    private static void checkFields(SqlIntervalQualifier fields) {
        if (fields.getFractionalSecondPrecisionPreservingDefault() > Timestamps.PRECISION) {
            throw unsupported(
                    fields,
                    "An interval has at most " + Timestamps.PRECISION + " digits behind the second. Write SECOND("
                            + (fields.isSingleDatetimeField() ? "10, " : "") + Timestamps.PRECISION + ").");
        }
        if (fields.getStartUnit() == TimeUnit.WEEK || fields.getStartUnit() == TimeUnit.QUARTER) {
            throw unsupported(
                    fields,
                    "An interval type counts "
                            + (fields.getStartUnit() == TimeUnit.WEEK
                                    ? "days. Write INTERVAL DAY."
                                    : "months. Write INTERVAL MONTH."));
        }
    }

    private static void checkFraction(SqlNode literal, String text) {
        int point = text.indexOf('.');
        // Behind the digits there may be an offset.
        if (point >= 0
                && text.substring(point + 1)
                                .replaceAll("[^0-9].*$", "")
                                .replaceAll("0+$", "")
                                .length()
                        > Timestamps.PRECISION) {
            throw unsupported(
                    literal,
                    "Times have at most " + Timestamps.PRECISION + " digits behind the second. Leave the others out.");
        }
    }

    private static void checkUuid(SqlUnknownLiteral literal) {
        String text = literal.getValueAs(String.class);
        try {
            if (literal.tag.equalsIgnoreCase("UUID")) {
                UUID.fromString(text);
            }
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    ErrorCode.INVALID_CAST,
                    Positions.of(literal.getParserPosition()),
                    "There is no UUID '" + text + "'. It is written as 01234567-89ab-cdef-0123-456789abcdef.",
                    e);
        }
    }

    private void checkOver(SqlCall over) {
        SqlCall function = over.operand(0);
        boolean nulls = function.getKind() == SqlKind.IGNORE_NULLS || function.getKind() == SqlKind.RESPECT_NULLS;
        SqlNode called = nulls ? function.operand(0) : function;
        SqlNode window = over.operand(1);
        check(called);
        check(window);
    }

    private static void checkCall(SqlCall call) {
        if (call.getOperator().getName().equalsIgnoreCase("DATE_PART")
                && call.operandCount() == 2
                && !(call.operand(0) instanceof SqlCharStringLiteral)) {
            throw new EngineException(
                    ErrorCode.TYPE_MISMATCH,
                    Positions.of(call.operand(0).getParserPosition()),
                    "DATE_PART takes the unit as a text: DATE_PART('"
                            + call.operand(0).toString().toLowerCase(Locale.ROOT)
                            + "', ts). EXTRACT(YEAR FROM ts) takes it as a word.");
        }
        switch (call.getKind()) {
            case UNIQUE, CURSOR -> throw unsupported(call, call.getKind().sql + " is not supported.");
            case MAP_QUERY_CONSTRUCTOR ->
                throw unsupported(
                        call,
                        "MAP of a query is not supported. Write MAP_FROM_ARRAYS(ARRAY(SELECT ...), ARRAY(SELECT ...)).");
            case WITHIN_DISTINCT -> throw unsupported(call, "WITHIN DISTINCT is not supported.");
            case RESPECT_NULLS, IGNORE_NULLS ->
                throw unsupported(call, "IGNORE NULLS and RESPECT NULLS stand between a window function and its OVER.");
            case LAMBDA -> throw unsupported(call, "Lambda expressions are not supported.");
            case NEXT_VALUE, CURRENT_VALUE -> throw unsupported(call, "Sequences are not supported.");
            case COLLECTION_TABLE -> throw unsupported(call, "TABLE(...) is not an expression. It stands in FROM.");
            default -> {}
        }
    }
}
