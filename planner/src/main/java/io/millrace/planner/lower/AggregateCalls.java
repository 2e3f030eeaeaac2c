package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.plan.AggregateArguments;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.plan.TextForm;
import io.millrace.executor.type.Storage;
import io.millrace.planner.kernel.Aggregates;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.parse.Positions;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.NlsString;

/** Calls of aggregates as the executor's: which function, over which columns, with which constants, in which order. */
final class AggregateCalls {
    /** What stands between two texts if the call does not say. */
    private static final String SEPARATOR = ",";

    /** What else is made of texts. */
    private static final Map<String, TextForm> FORMS = Map.of(
            "JSON_ARRAYAGG", new TextForm("[", ",", "]"),
            "JSON_OBJECTAGG", new TextForm("{", ",", "}"));

    /** The fraction of a MEDIAN. */
    private static final BigDecimal HALF = new BigDecimal("0.5");

    private final org.apache.calcite.rel.core.AggregateCall call;
    private final AggregateColumns columns;
    private final AggregateFunction function;
    private final List<Integer> arguments;
    private final FailureSite site;

    private AggregateCalls(org.apache.calcite.rel.core.AggregateCall call, AggregateColumns columns) {
        this.call = call;
        this.columns = columns;
        this.arguments = call.getArgList();
        this.site = site(call, columns);
        AggregateFunction known = Aggregates.of(call.getAggregation());
        if (known == null || arguments.size() > Aggregates.maxArguments(known)) {
            throw unsupported(
                    site.expression() + " is not supported yet. COUNT, SUM, AVG, MIN and MAX of one column are.");
        }
        this.function = known;
    }

    /** The call over columns, which are asked for. */
    static AggregateCall of(org.apache.calcite.rel.core.AggregateCall call, AggregateColumns columns) {
        return new AggregateCalls(call, columns).call();
    }

    private AggregateCall call() {
        // What may be estimated is counted exactly.
        boolean distinct = call.isDistinct() && !isSameOfDistinct();
        return new AggregateCall(
                function,
                arguments(),
                call.filterArg < 0 ? AggregateCall.NONE : columns.place(call.filterArg),
                distinct,
                ColumnTypes.of(call.getType()),
                site);
    }

    /** Whether DISTINCT makes no difference: it costs state. */
    private boolean isSameOfDistinct() {
        return switch (function) {
            case MIN, MAX, ARG_MIN, ARG_MAX, BIT_AND, BIT_OR -> true;
            default -> false;
        };
    }

    private AggregateArguments arguments() {
        return switch (function) {
            case COUNT -> AggregateArguments.of(counted());
            case SUM, SUM0, AVG, MIN, MAX, SINGLE_VALUE, VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP ->
                AggregateArguments.of(columns.place(arguments.get(0)));
            case STRING_AGG -> text();
            case ARRAY_AGG, COLLECT -> collection();
            case COVAR_POP,
                    COVAR_SAMP,
                    CORR,
                    REGR_COUNT,
                    REGR_AVGX,
                    REGR_AVGY,
                    REGR_SXX,
                    REGR_SYY,
                    REGR_SXY,
                    REGR_SLOPE,
                    REGR_INTERCEPT,
                    REGR_R2 -> numbers();
            case ARG_MIN, ARG_MAX ->
                new AggregateArguments(
                        columns.place(arguments.get(0)), columns.place(arguments.get(1)), null, List.of());
            case BIT_AND, BIT_OR, BIT_XOR -> AggregateArguments.of(columns.place(arguments.get(0)));
            case PERCENTILE_CONT, PERCENTILE_DISC -> percentile();
            case MODE -> {
                int argument = columns.place(arguments.get(0));
                yield new AggregateArguments(argument, AggregateCall.NONE, null, direction(argument, 1));
            }
        };
    }

    /** Two numbers, both exact or both not: where they differ, both become DOUBLE. */
    private AggregateArguments numbers() {
        if (call.isDistinct()) {
            throw unsupported(site.expression() + " is not supported: which pairs are equal is not looked at. Use"
                    + " SELECT DISTINCT in a subquery.");
        }
        int first = arguments.get(0);
        int second = arguments.get(1);
        boolean alike = isDouble(first) == isDouble(second);
        return new AggregateArguments(
                alike ? columns.place(first) : columns.placeOfDouble(first),
                alike ? columns.place(second) : columns.placeOfDouble(second),
                null,
                List.of());
    }

    private boolean isDouble(int column) {
        return ColumnTypes.of(columns.type(column)).storage() == Storage.DOUBLE;
    }

    private AggregateArguments percentile() {
        int argument = columns.place(arguments.get(0));
        BigDecimal fraction = HALF;
        if (arguments.size() > 1) {
            RexLiteral literal = columns.literal(arguments.get(1));
            BigDecimal value = literal == null ? null : literal.getValueAs(BigDecimal.class);
            fraction = value == null || value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
            if (value == null
                    || fraction.signum() < 0
                    || fraction.compareTo(BigDecimal.ONE) > 0
                    || fraction.scale() > AggregateCall.MAX_FRACTION_DIGITS) {
                throw invalid("takes a constant fraction from 0 to 1 of at most " + AggregateCall.MAX_FRACTION_DIGITS
                        + " digits, as in " + call.getAggregation().getName() + "(0.5) WITHIN GROUP (ORDER BY x)");
            }
        }
        boolean between = function == AggregateFunction.PERCENTILE_CONT;
        if (between && !isContinuous(columns.type(arguments.get(0)))) {
            throw invalid("takes numbers, times or intervals, between two of which there are others."
                    + " PERCENTILE_DISC takes values of any type");
        }
        return new AggregateArguments(argument, AggregateCall.NONE, fraction, direction(argument, 2));
    }

    private static boolean isContinuous(RelDataType type) {
        return switch (ColumnTypes.of(type).kind()) {
            case TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    DECIMAL,
                    REAL,
                    DOUBLE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS -> true;
            case BOOLEAN, CHAR, VARCHAR, BINARY, VARBINARY, DATE, UUID, ARRAY, MULTISET, MAP, ROW -> false;
        };
    }

    /** The order that an argument, TRUE or FALSE, asks for. */
    private List<SortColumn> direction(int column, int flag) {
        if (flag >= arguments.size()) {
            return List.of();
        }
        RexLiteral literal = columns.literal(arguments.get(flag));
        if (literal == null || literal.isNull()) {
            throw invalid("takes TRUE or FALSE as its last argument, whether the greatest come first");
        }
        return RexLiteral.booleanValue(literal) ? List.of(new SortColumn(column, true, true)) : List.of();
    }

    private int counted() {
        boolean countsRows = arguments.isEmpty()
                || !call.isDistinct() && !columns.type(arguments.get(0)).isNullable();
        return countsRows ? AggregateCall.NONE : columns.place(arguments.get(0));
    }

    private AggregateArguments text() {
        int argument = columns.place(arguments.get(0));
        TextForm form = FORMS.get(call.getAggregation().getName());
        if (form != null) {
            return new AggregateArguments(argument, AggregateCall.NONE, form, order());
        }
        String separator = SEPARATOR;
        if (arguments.size() > 1) {
            RexLiteral literal = columns.literal(arguments.get(1));
            NlsString text = literal == null ? null : literal.getValueAs(NlsString.class);
            if (text == null) {
                throw invalid("takes a text that is the same for all rows as its second argument, as in "
                        + call.getAggregation().getName() + "(name, ', ')");
            }
            separator = text.getValue();
        }
        List<SortColumn> order = order();
        if (call.isDistinct() && order.stream().anyMatch(key -> key.column() != argument)) {
            throw invalid("with DISTINCT can be in the order of its argument only");
        }
        return new AggregateArguments(argument, AggregateCall.NONE, separator, order);
    }

    private AggregateArguments collection() {
        int argument = columns.place(arguments.get(0));
        List<SortColumn> order = order();
        if (call.isDistinct() && order.stream().anyMatch(key -> key.column() != argument)) {
            throw invalid("with DISTINCT can be in the order of its argument only");
        }
        return new AggregateArguments(argument, AggregateCall.NONE, null, order);
    }

    /** The order inside of a group; keys that are constant are left out. */
    private List<SortColumn> order() {
        return call.getCollation().getFieldCollations().stream()
                .filter(key -> columns.literal(key.getFieldIndex()) == null)
                .map(this::key)
                .toList();
    }

    private SortColumn key(RelFieldCollation key) {
        int column = key.getFieldIndex();
        // Rows are told apart by the argument: an order by the same expression is one by that.
        boolean isArgument = call.isDistinct() && columns.isSame(column, arguments.get(0));
        return SortColumns.of(
                key.getDirection(), key.nullDirection, columns.place(isArgument ? arguments.get(0) : column));
    }

    /** The call as it was written, over the columns of what the chain reads. */
    private static FailureSite site(org.apache.calcite.rel.core.AggregateCall call, AggregateColumns columns) {
        List<String> arguments = call.getArgList().stream().map(columns::text).toList();
        if (call.getAggregation().getKind() == SqlKind.SINGLE_VALUE) {
            return new FailureSite(String.join(", ", arguments), Positions.of(call.getParserPosition()));
        }
        String text = call.getAggregation().getName() + "(" + (call.isDistinct() ? "DISTINCT " : "")
                + String.join(", ", arguments) + ")";
        return new FailureSite(text, Positions.of(call.getParserPosition()));
    }

    private EngineException unsupported(String message) {
        return new EngineException(ErrorCode.NOT_SUPPORTED, site.position(), message);
    }

    private EngineException invalid(String rule) {
        return new EngineException(
                ErrorCode.INVALID_ARGUMENT,
                site.position(),
                call.getAggregation().getName() + " " + rule + ".");
    }
}
