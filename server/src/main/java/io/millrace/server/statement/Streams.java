package io.millrace.server.statement;

import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.circuit.Subscription;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.Planner;
import io.millrace.planner.PreparedQuery;
import io.millrace.planner.Purpose;
import io.millrace.planner.QueryPlan;
import io.millrace.planner.parse.Parser;
import io.millrace.planner.parse.Statement;
import io.millrace.planner.parse.node.OptionNode;
import io.millrace.server.catalog.CatalogEntry;
import io.millrace.server.catalog.CatalogState;
import io.millrace.server.session.Prepared;
import io.millrace.server.session.Result;
import io.millrace.server.subscribe.SubscriptionCursor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;

/**
 * SELECT STREAM and SUBSCRIBE: queries whose changes are delivered as they happen. SELECT STREAM over rows that are never
 * deleted gives the query's columns; where rows can be deleted, and for SUBSCRIBE always, the tick and the weight of each
 * change stand behind them.
 */
final class Streams {
    /** The column behind a change's own that tells in which tick it happened. */
    static final String TICK = "$tick";

    /** The column that tells how many copies of the row came (positive) or went (negative). */
    static final String WEIGHT = "$weight";

    private final Planner planner;
    private final Circuit circuit;
    private final AtomicLong number = new AtomicLong();

    Streams(Planner planner, Circuit circuit) {
        this.planner = planner;
        this.circuit = circuit;
    }

    CompiledStatement selectStream(String sql, SqlNode query, CatalogState catalog) {
        PreparedQuery prepared = planner.prepare(query, catalog, Purpose.STREAM);
        // Whether rows can be deleted does not depend on the parameters' values.
        int parameters = prepared.parameterTypes().size();
        boolean appendOnly =
                prepared.plan(Collections.nCopies(parameters, null)).appendOnly();
        return compile(sql, prepared, !appendOnly, catalog);
    }

    CompiledStatement subscribe(String sql, Statement.Subscribe statement, CatalogState catalog) {
        for (OptionNode option : statement.node().options()) {
            Position place = new Position(
                    option.keyPosition().getLineNum(), option.keyPosition().getColumnNum());
            boolean whole =
                    option.key().equalsIgnoreCase("snapshot") && option.value().equalsIgnoreCase("true");
            if (!whole) {
                throw new EngineException(
                        ErrorCode.NOT_SUPPORTED,
                        place,
                        "SUBSCRIBE with " + option.key() + " = " + option.value()
                                + " is not supported yet: a subscription begins with the present content (snapshot = true).");
            }
        }
        SqlNode query = query(statement.node().target());
        return compile(sql, planner.prepare(query, catalog, Purpose.STREAM), true, catalog);
    }

    /** The query that a statement names: itself, or all of the view or table of that name. */
    static SqlNode query(SqlNode target) {
        if (!(target instanceof SqlIdentifier name)) {
            return target;
        }
        Statement.Query all =
                (Statement.Query) new Parser().parse("SELECT * FROM x").statement();
        // The very node of the statement, so that errors about it point at its place.
        ((SqlSelect) all.query()).setFrom(name);
        return all.query();
    }

    private CompiledStatement compile(String sql, PreparedQuery query, boolean weighted, CatalogState catalog) {
        Schema columns = weighted ? withTickAndWeight(query.schema()) : query.schema();
        long periodMillis = periodMillis(query, catalog);
        return new CompiledStatement(
                sql, Prepared.Kind.STREAM, columns, query.parameterTypes(), catalog.version(), execution -> {
                    QueryPlan plan = query.plan(ParameterValues.of(query.parameterTypes(), execution.parameters()));
                    Subscription subscription =
                            circuit.subscribeEvery(periodMillis, plan.asView("stream-" + number.incrementAndGet()));
                    return new Result.Rows(
                            new SubscriptionCursor(
                                    columns, subscription, weighted, execution.maxRows(), execution.cancellation()),
                            List.of());
                });
    }

    /** The longest period of EMIT EVERY of the views that a query reads, or 0. */
    private static long periodMillis(PreparedQuery query, CatalogState catalog) {
        return query.reads().stream()
                .flatMap(name -> catalog.entry(name).stream())
                .mapToLong(CatalogEntry::emitMillis)
                .max()
                .orElse(0);
    }

    private static Schema withTickAndWeight(Schema schema) {
        ColumnType number = ColumnType.of(TypeKind.BIGINT).notNull();
        List<Column> columns = new ArrayList<>(schema.columns());
        columns.add(new Column(TICK, number));
        columns.add(new Column(WEIGHT, number));
        return new Schema(columns);
    }
}
