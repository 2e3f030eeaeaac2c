package io.millrace.server.catalog;

import io.millrace.executor.circuit.CircuitStatus;
import io.millrace.executor.circuit.graph.RowError;
import io.millrace.executor.circuit.stream.BadRecord;
import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.catalog.RelationKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tables about the server itself: MILLRACE.* and INFORMATION_SCHEMA.*. Their rows are made when they are read; two in one
 * statement may be of different moments.
 */
public final class SystemTables {
    /** The schema of what the engine is doing. */
    public static final String MILLRACE = "MILLRACE";

    /** The standard's schema. */
    public static final String INFORMATION_SCHEMA = "INFORMATION_SCHEMA";

    private static final ColumnType TEXT = ColumnType.of(TypeKind.VARCHAR);
    private static final ColumnType COUNT = ColumnType.of(TypeKind.BIGINT).notNull();
    private static final ColumnType FLAG = ColumnType.of(TypeKind.BOOLEAN).notNull();

    private static final Relation TICKS = table(MILLRACE, "TICKS", column("TICK", COUNT), column("INPUT_ROWS", COUNT));
    private static final Relation SOURCES = table(
            MILLRACE,
            "SOURCES",
            column("TABLE_NAME", TEXT),
            column("ACTIVE", FLAG),
            column("PARTITION", TEXT),
            column("POSITION", ColumnType.of(TypeKind.BIGINT)),
            column("LAG", ColumnType.of(TypeKind.BIGINT)),
            column("WATERMARK", ColumnType.of(TypeKind.TIMESTAMP)),
            column("LATE_ROWS", ColumnType.of(TypeKind.BIGINT)),
            column("IDLE", ColumnType.of(TypeKind.BOOLEAN)),
            column("TABLE_WATERMARK", ColumnType.of(TypeKind.TIMESTAMP)),
            column("BAD_RECORDS", COUNT),
            column("PROBLEM", TEXT));
    private static final Relation STATE = table(
            MILLRACE,
            "STATE",
            column("RELATION_NAME", TEXT),
            column("ROW_COUNT", COUNT),
            column("STATE_BYTES", COUNT),
            column("STATE_VISITS", COUNT),
            column("ROW_ERRORS", COUNT),
            column("FAILURE", TEXT));
    private static final Relation SINKS = table(
            MILLRACE,
            "SINKS",
            column("SINK_NAME", TEXT),
            column("TICK", ColumnType.of(TypeKind.BIGINT)),
            column("CHANGES", COUNT),
            column("FAILURE", TEXT));
    private static final Relation OPERATORS = table(
            MILLRACE,
            "OPERATORS",
            column("OPERATOR_ID", COUNT),
            column("KIND", TEXT),
            column("STATE_BYTES", COUNT),
            column("USERS", COUNT),
            column("USED_BY", TEXT));
    private static final Relation TICK_LOG = table(
            MILLRACE,
            "TICK_LOG",
            column("SEGMENTS", COUNT),
            column("BYTES", COUNT),
            column("RECORDS", COUNT),
            column("WRITES", COUNT),
            column("SYNCS", COUNT),
            column("FAILURE", TEXT));
    private static final Relation BAD_RECORDS = table(
            MILLRACE,
            "BAD_RECORDS",
            column("TABLE_NAME", TEXT),
            column("PARTITION", TEXT),
            column("POSITION", COUNT),
            column("REASON", TEXT),
            column("RECORD", TEXT));
    private static final Relation ROW_ERRORS = table(
            MILLRACE,
            "ROW_ERRORS",
            column("VIEW_NAME", TEXT),
            column("CODE", TEXT),
            column("SQLSTATE", TEXT),
            column("EXPRESSION", TEXT),
            column("DETAIL", TEXT));
    private static final Relation TABLES = table(
            INFORMATION_SCHEMA,
            "TABLES",
            column("TABLE_SCHEMA", TEXT),
            column("TABLE_NAME", TEXT),
            column("TABLE_TYPE", TEXT));
    private static final Relation COLUMNS = table(
            INFORMATION_SCHEMA,
            "COLUMNS",
            column("TABLE_SCHEMA", TEXT),
            column("TABLE_NAME", TEXT),
            column("COLUMN_NAME", TEXT),
            column("ORDINAL_POSITION", COUNT),
            column("DATA_TYPE", TEXT),
            column("IS_NULLABLE", TEXT));
    private static final Relation VIEW_TEXTS = table(
            INFORMATION_SCHEMA,
            "VIEWS",
            column("TABLE_SCHEMA", TEXT),
            column("TABLE_NAME", TEXT),
            column("VIEW_DEFINITION", TEXT));
    private static final Relation TABLE_CONSTRAINTS = table(
            INFORMATION_SCHEMA,
            "TABLE_CONSTRAINTS",
            column("CONSTRAINT_NAME", TEXT),
            column("TABLE_SCHEMA", TEXT),
            column("TABLE_NAME", TEXT),
            column("CONSTRAINT_TYPE", TEXT));
    private static final Relation KEY_COLUMN_USAGE = table(
            INFORMATION_SCHEMA,
            "KEY_COLUMN_USAGE",
            column("CONSTRAINT_NAME", TEXT),
            column("TABLE_SCHEMA", TEXT),
            column("TABLE_NAME", TEXT),
            column("COLUMN_NAME", TEXT),
            column("ORDINAL_POSITION", COUNT));
    private static final Relation CHECK_CONSTRAINTS = table(
            INFORMATION_SCHEMA,
            "CHECK_CONSTRAINTS",
            column("CONSTRAINT_NAME", TEXT),
            column("TABLE_SCHEMA", TEXT),
            column("TABLE_NAME", TEXT),
            column("CHECK_CLAUSE", TEXT));

    private final Supplier<CircuitStatus> status;
    private final Function<String, Positions> ends;
    private final Supplier<CatalogState> catalog;

    /**
     * Tables that ask for the present state when they are read.
     *
     * @param ends where the stream of a name ends at present; asks the outside world
     */
    public SystemTables(
            Supplier<CircuitStatus> status, Function<String, Positions> ends, Supplier<CatalogState> catalog) {
        this.status = status;
        this.ends = ends;
        this.catalog = catalog;
    }

    /** All of them, for the catalog. */
    public static List<Relation> relations() {
        return List.of(
                TICKS,
                SOURCES,
                STATE,
                SINKS,
                OPERATORS,
                TICK_LOG,
                BAD_RECORDS,
                ROW_ERRORS,
                TABLES,
                COLUMNS,
                VIEW_TEXTS,
                TABLE_CONSTRAINTS,
                KEY_COLUMN_USAGE,
                CHECK_CONSTRAINTS);
    }

    /** The rows of a system table by its name in the circuit ({@code SCHEMA.NAME}), or null for any other name. */
    public @Nullable Batch rows(String circuitName) {
        for (Relation relation : relations()) {
            if (relation.circuitName().equals(circuitName)) {
                return batch(relation, rows(relation));
            }
        }
        return null;
    }

    private List<@Nullable Object[]> rows(Relation relation) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        if (relation.equals(TABLES)) {
            tables(rows);
        } else if (relation.equals(COLUMNS)) {
            columns(rows);
        } else if (relation.equals(VIEW_TEXTS)) {
            for (CatalogEntry entry : catalog.get().entries()) {
                if (entry.relation().kind() == RelationKind.VIEW) {
                    add(rows, "", entry.relation().name(), entry.definition().sql());
                }
            }
        } else if (relation.schema().equals(INFORMATION_SCHEMA)) {
            ConstraintRows constraints = new ConstraintRows(catalog.get());
            rows.addAll(
                    relation.equals(TABLE_CONSTRAINTS)
                            ? constraints.tableConstraints()
                            : relation.equals(KEY_COLUMN_USAGE) ? constraints.keyColumns() : constraints.checks());
        } else {
            engineRows(relation, status.get(), rows);
        }
        return rows;
    }

    private void engineRows(Relation relation, CircuitStatus now, List<@Nullable Object[]> rows) {
        if (relation.equals(TICKS)) {
            add(rows, now.tick(), now.rows());
        }
        CircuitStatus.Log log = now.log();
        if (relation.equals(TICK_LOG) && log != null) {
            add(rows, log.segments(), log.bytes(), log.records(), log.writes(), log.forces(), log.failure());
        }
        for (CircuitStatus.Stream stream : now.streams()) {
            if (relation.equals(SOURCES)) {
                rows.addAll(SourceRows.of(stream, ends));
            } else if (relation.equals(BAD_RECORDS)) {
                for (BadRecord bad : stream.badSamples()) {
                    add(rows, bad.relation(), bad.partition(), bad.position(), bad.reason(), bad.data());
                }
            }
        }
        if (relation.equals(SINKS)) {
            for (CircuitStatus.Sink sink : now.sinks()) {
                add(rows, sink.name(), sink.tick() < 0 ? null : sink.tick(), sink.changes(), sink.failure());
            }
        }
        if (relation.equals(OPERATORS)) {
            for (CircuitStatus.KeptState kept : now.operators()) {
                List<String> users = kept.users();
                long count = users.size();
                add(rows, (long) kept.number(), kept.kind(), kept.stateBytes(), count, String.join(", ", users));
            }
        }
        for (CircuitStatus.Table table : now.tables()) {
            if (relation.equals(STATE)) {
                add(
                        rows,
                        table.name(),
                        table.rows(),
                        table.stateBytes(),
                        table.visited(),
                        table.rowErrors(),
                        table.failure());
            } else if (relation.equals(ROW_ERRORS)) {
                for (RowError error : table.errorSamples()) {
                    String state = error.code().sqlState();
                    add(rows, error.view(), error.code().name(), state, error.expression(), error.detail());
                }
            }
        }
    }

    private void tables(List<@Nullable Object[]> rows) {
        for (CatalogEntry entry : catalog.get().entries()) {
            add(rows, "", entry.relation().name(), kind(entry.relation()));
        }
        for (Relation relation : relations()) {
            add(rows, relation.schema(), relation.name(), kind(relation));
        }
    }

    /** What JDBC and INFORMATION_SCHEMA call a kind of relation. */
    public static String kind(Relation relation) {
        return switch (relation.kind()) {
            case STORED -> "TABLE";
            case STREAM -> "STREAM";
            case VIEW -> "VIEW";
            case SYSTEM -> "SYSTEM TABLE";
            case SINK -> "SINK";
        };
    }

    private void columns(List<@Nullable Object[]> rows) {
        List<Relation> all = new ArrayList<>();
        catalog.get().entries().forEach(entry -> all.add(entry.relation()));
        all.addAll(relations());
        for (Relation relation : all) {
            long ordinal = 0;
            for (RelationColumn column : relation.columns()) {
                ordinal++;
                add(
                        rows,
                        relation.schema(),
                        relation.name(),
                        column.name(),
                        ordinal,
                        TypeText.of(column.type()),
                        column.type().nullable() ? "YES" : "NO");
            }
        }
    }

    private static Batch batch(Relation relation, List<@Nullable Object[]> rows) {
        Batch batch =
                new Batch(relation.columns().stream().map(RelationColumn::type).toList());
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < batch.width(); column++) {
                Values.set(batch, column, row, rows.get(row)[column]);
            }
        }
        batch.setSize(rows.size());
        return batch;
    }

    private static void add(List<@Nullable Object[]> rows, @Nullable Object... values) {
        rows.add(values);
    }

    private static RelationColumn column(String name, ColumnType type) {
        return RelationColumn.physical(name, type);
    }

    private static Relation table(String schema, String name, RelationColumn... columns) {
        return new Relation(schema, name, RelationKind.SYSTEM, List.of(columns), List.of(), null, false, true);
    }
}
