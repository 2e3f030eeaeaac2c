package io.millrace.server.statement;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.Schema;
import io.millrace.planner.Purpose;
import io.millrace.planner.parse.node.CreateViewNode;
import io.millrace.planner.parse.node.EmitNode;
import io.millrace.planner.parse.node.OptionNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.parser.SqlParserUtil;

/** What CREATE VIEW says beside its query: options, EMIT, names of columns. */
final class Views {
    private static final String MEMORY_BUDGET = "memory-budget";
    private static final String OPTIMIZER = "optimizer";
    private static final String MAX_ITERATIONS = "max-iterations";
    private static final String RETENTION = "retention";
    private static final List<String> OPTIONS = List.of(MEMORY_BUDGET, OPTIMIZER, MAX_ITERATIONS, RETENTION);

    private Views() {}

    /** Refuses what is not supported yet. */
    static void checkClauses(CreateViewNode node) {
        emitMillis(node);
        for (OptionNode option : node.options()) {
            if (!OPTIONS.contains(option.key())) {
                throw new EngineException(
                        ErrorCode.UNKNOWN_OPTION,
                        Descriptions.position(option),
                        "Views have no option '" + option.key() + "'. There are '" + String.join("', '", OPTIONS)
                                + "'.");
            }
        }
        limits(node);
        retention(node);
        isOptimized(node);
    }

    private static Optional<OptionNode> option(CreateViewNode node, String key) {
        return node.options().stream()
                .filter(option -> option.key().equals(key))
                .findFirst();
    }

    /** What the view's query is planned for. */
    static Purpose purpose(CreateViewNode node) {
        EmitNode emit = node.emit();
        return emit == null || !emit.isOnWindowClose() ? Purpose.VIEW : Purpose.FINAL_VIEW;
    }

    /** The period of EMIT EVERY in milliseconds, or 0 if there is none. */
    static long emitMillis(CreateViewNode node) {
        EmitNode emit = node.emit();
        if (emit == null || !(emit.interval() instanceof SqlIntervalLiteral literal)) {
            return 0;
        }
        SqlIntervalLiteral.IntervalValue interval = literal.getValueAs(SqlIntervalLiteral.IntervalValue.class);
        if (interval.getIntervalQualifier().isYearMonth()) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    Descriptions.position(literal),
                    "EMIT EVERY takes a period of fixed length, and months differ in theirs. Write days: INTERVAL '30' DAY.");
        }
        long millis = SqlParserUtil.intervalToMillis(interval);
        if (millis <= 0) {
            throw new EngineException(
                    ErrorCode.INVALID_ARGUMENT,
                    Descriptions.position(literal),
                    "EMIT EVERY takes a period of a millisecond or more, as in INTERVAL '10' SECOND.");
        }
        return millis;
    }

    /** An error about EMIT or retention, which have no place of their own in the plan, at the clause. */
    static EngineException placed(EngineException e, CreateViewNode node) {
        EmitNode emit = node.emit();
        if (e.position() == null && emit != null && e.text().startsWith("EMIT")) {
            return new EngineException(e.code(), Descriptions.position(emit), e.text(), e);
        }
        OptionNode retention = option(node, RETENTION).orElse(null);
        return e.position() == null && retention != null && e.text().startsWith("Retention")
                ? new EngineException(e.code(), Descriptions.position(retention.valuePosition()), e.text(), e)
                : e;
    }

    /** For how long after the watermark has passed them rows stay, if not for ever. */
    static Optional<Duration> retention(CreateViewNode node) {
        OptionNode option = option(node, RETENTION).orElse(null);
        if (option == null) {
            return Optional.empty();
        }
        Optional<Duration> retention = TimeSpan.parse(option.value());
        if (retention.isEmpty()) {
            throw illegal(option, "which is no time span. Write it like '12 hours' or '7 days'.");
        }
        return retention;
    }

    /**
     * What a view may take.
     *
     * @param memoryBytes how much memory for its state, if it says so
     * @param maxIterations the last iteration of a recursion that may have rows, if it says so
     */
    record Limits(OptionalLong memoryBytes, OptionalInt maxIterations) {}

    /** The limits that the view's options set. */
    static Limits limits(CreateViewNode node) {
        OptionNode memory = option(node, MEMORY_BUDGET).orElse(null);
        OptionNode iterations = option(node, MAX_ITERATIONS).orElse(null);
        return new Limits(
                memory == null ? OptionalLong.empty() : OptionalLong.of(memoryBudget(memory)),
                iterations == null ? OptionalInt.empty() : OptionalInt.of(iterations(iterations)));
    }

    private static long memoryBudget(OptionNode option) {
        return ByteSize.parse(option.value())
                .orElseThrow(() -> illegal(option, "which is no amount of memory. Write it like '512MB' or '2GB'."));
    }

    private static int iterations(OptionNode option) {
        try {
            int iterations = Integer.parseInt(option.value());
            if (iterations > 0) {
                return iterations;
            }
        } catch (NumberFormatException e) {
            throw illegal(option, "which is no whole number. Write it like '1000'.");
        }
        throw illegal(option, "which is less than 1.");
    }

    /** Whether the view's plan is rewritten to cost less; otherwise it stays as close to the text as can be run. */
    static boolean isOptimized(CreateViewNode node) {
        OptionNode option = option(node, OPTIMIZER).orElse(null);
        if (option == null || option.value().equalsIgnoreCase("on")) {
            return true;
        }
        if (!option.value().equalsIgnoreCase("off")) {
            throw illegal(option, "and can be 'on' or 'off'.");
        }
        return false;
    }

    private static EngineException illegal(OptionNode option, String rest) {
        return new EngineException(
                ErrorCode.ILLEGAL_OPTION_VALUE,
                Descriptions.position(option.valuePosition()),
                "Option '" + option.key() + "' is '" + option.value() + "', " + rest);
    }

    /** The plan with the column names that the statement gives, if it gives any; all names must differ. */
    static ViewPlan named(ViewPlan plan, CreateViewNode node) {
        List<SqlIdentifier> names = node.columns();
        Schema schema = plan.schema();
        if (!names.isEmpty()) {
            if (names.size() != schema.size()) {
                throw new EngineException(
                        ErrorCode.INVALID_STATEMENT,
                        Descriptions.position(names.get(0)),
                        "The view names " + names.size() + " columns, but its query has " + schema.size() + ".");
            }
            List<Column> columns = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                columns.add(
                        new Column(names.get(i).getSimple(), schema.column(i).type()));
            }
            schema = new Schema(columns);
        }
        Set<String> seen = new HashSet<>();
        for (Column column : schema.columns()) {
            if (!seen.add(column.name().toLowerCase(Locale.ROOT))) {
                throw new EngineException(
                        ErrorCode.INVALID_STATEMENT,
                        Descriptions.position(node.name()),
                        "Two columns of the view would be called '" + column.name()
                                + "'. Give one another name with AS, or list names behind the view's name.");
            }
        }
        return new ViewPlan(plan.name(), schema, plan.root(), plan.key(), plan.appendOnly());
    }
}
