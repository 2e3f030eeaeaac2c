package io.millrace.server.statement;

import io.millrace.connectors.Connectors;
import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.type.Column;
import io.millrace.functions.Zone;
import io.millrace.planner.Planner;
import io.millrace.planner.QueryPlan;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Constraints;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.catalog.RelationKind;
import io.millrace.planner.explain.KeptState;
import io.millrace.planner.parse.Parser;
import io.millrace.planner.parse.Statement;
import io.millrace.planner.parse.node.CreateSinkNode;
import io.millrace.planner.parse.node.CreateTableNode;
import io.millrace.planner.parse.node.CreateViewNode;
import io.millrace.planner.parse.node.DropNode;
import io.millrace.planner.validate.CheckedTable;
import io.millrace.server.catalog.CatalogEntry;
import io.millrace.server.catalog.CatalogState;
import io.millrace.server.catalog.CatalogStore;
import io.millrace.server.catalog.Definition;
import io.millrace.server.catalog.SystemTables;
import io.millrace.server.session.Cancellation;
import io.millrace.server.session.Result;
import io.millrace.server.session.Warning;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;

/**
 * CREATE and DROP: each changes the circuit, then the catalog on disk, then the state that statements are planned against.
 * One definition at a time, under a lock; all else reads the state without one.
 */
public final class Definitions {
    private final Planner planner;
    private final Planner plainPlanner;
    private final Parser parser = new Parser();

    /** Of computed event times, which are few. */
    private final KernelCompiler kernels = new KernelCompiler(Zone.class.getClassLoader(), 100);

    private final Connectors connectors;
    private final TableLocks locks = new TableLocks();
    private final CatalogStore store;
    private final Circuit circuit;
    private volatile CatalogState catalog = CatalogState.of(SystemTables.relations());

    public Definitions(CatalogStore store, Circuit circuit, Connectors connectors, Planner planner) {
        this.planner = planner;
        this.plainPlanner = planner.withoutOptimizer();
        this.connectors = connectors;
        this.store = store;
        this.circuit = circuit;
    }

    /** What keeps tables as they are while statements compute what they write. */
    public TableLocks locks() {
        return locks;
    }

    /** The present state. */
    public CatalogState catalog() {
        return catalog;
    }

    /**
     * Makes everything that the catalog on disk holds; once, before any statement. The views come last, when the tables have
     * their rows.
     *
     * @param fillTables gives the stored tables the rows that the log holds for them
     */
    public synchronized void load(Runnable fillTables) {
        List<Definition> definitions = store.definitions();
        for (Definition definition : definitions) {
            if (definition.kind() == RelationKind.STORED || definition.kind() == RelationKind.STREAM) {
                CreateTableNode node = ((Statement.CreateTable) parsed(definition)).node();
                makeTable(planner.in(definition.timeZone()).checkTable(node), definition);
            }
        }
        fillTables.run();
        for (Definition definition : definitions) {
            if (definition.kind() == RelationKind.VIEW) {
                loadView(((Statement.CreateView) parsed(definition)).node(), definition);
            }
        }
        for (Definition definition : definitions) {
            if (definition.kind() == RelationKind.SINK) {
                loadSink(((Statement.CreateSink) parsed(definition)).node(), definition);
            }
        }
    }

    private Statement parsed(Definition definition) {
        Statement statement = parser.parse(definition.sql()).statement();
        boolean fits = switch (definition.kind()) {
            case VIEW -> statement instanceof Statement.CreateView;
            case SINK -> statement instanceof Statement.CreateSink;
            case STORED, STREAM -> statement instanceof Statement.CreateTable;
            case SYSTEM -> false;
        };
        if (!fits) {
            throw new EngineException(
                    ErrorCode.INTERNAL_ERROR,
                    "The catalog holds for '" + definition.name() + "' what is not its definition: "
                            + definition.sql());
        }
        return statement;
    }

    synchronized Result createTable(String sql, CreateTableNode node, ZoneId zone) {
        String name = Descriptions.simple(node.name());
        if (isThere(node.name(), node.isIfNotExists())) {
            return done(new Warning("'" + name + "' exists already and was left as it is."));
        }
        CheckedTable table = planner.in(zone).checkTable(node);
        Positions start = table.connector() == null
                ? Positions.NONE
                : Tables.source(table, connectors).start();
        // Kept first: nobody can write to a table that a crash would make unknown.
        Definition definition =
                store.add(new Definition(0, name, table.relation().kind(), sql, zone, start));
        try {
            makeTable(table, definition);
        } catch (RuntimeException e) {
            store.remove(name);
            throw e;
        }
        return done(effectless(node, table).toArray(Warning[]::new));
    }

    /** What was declared, checked and stored, and changes nothing yet. */
    private static List<Warning> effectless(CreateTableNode node, CheckedTable table) {
        String name = table.relation().name();
        List<Warning> warnings = new ArrayList<>();
        if (table.connector() != null && node.primaryKey() != null) {
            warnings.add(
                    new Warning(
                            "The PRIMARY KEY of '" + name
                                    + "' is not enforced: every record of the stream is a row, also one with a key that was there before."));
        }
        return warnings;
    }

    private void makeTable(CheckedTable table, Definition definition) {
        Relation relation = Tables.relation(table);
        if (table.connector() == null) {
            circuit.createTable(Tables.stored(table, definition));
        } else {
            circuit.createStream(Tables.stream(table, definition, connectors, kernels));
        }
        catalog = catalog.with(new CatalogEntry(relation, table.constraints(), definition, Set.of(), 0));
    }

    /** Plans a view without making it, so that its errors show when the statement is prepared. */
    CheckedView checkView(CreateViewNode node, CatalogState against, ZoneId zone) {
        return new CheckedView(against.version(), plan(node, Descriptions.simple(node.name()), against, zone));
    }

    /** A view as it was planned against a version of the catalog. */
    record CheckedView(long catalogVersion, PlannedView view) {}

    synchronized Result createView(String sql, ZoneId zone, CheckedView checked, UnboundedState unbounded) {
        CreateViewNode node = ((Statement.CreateView) parser.parse(sql).statement()).node();
        String name = Descriptions.simple(node.name());
        if (!node.isReplace() && isThere(node.name(), node.isIfNotExists())) {
            return done(new Warning("'" + name + "' exists already and was left as it is."));
        }
        CatalogEntry replaced = node.isReplace() ? catalog.any(name).orElse(null) : null;
        List<Warning> warnings;
        Definition definition = new Definition(0, name, RelationKind.VIEW, sql, zone, Positions.NONE);
        if (replaced != null) {
            checkReplaceable(node, replaced);
            // Plan first: a view that cannot be made must not cost the one it replaces.
            PlannedView view = plan(node, name, catalog.without(name), zone);
            warnings = unbounded.check(name, view.state());
            drop(replaced);
            makeView(node, view, definition);
        } else {
            boolean isKnown = checked.catalogVersion() == catalog.version();
            PlannedView view = isKnown ? checked.view() : plan(node, name, catalog, zone);
            warnings = unbounded.check(name, view.state());
            makeView(node, view, definition);
        }
        store.add(definition);
        return new Result.Count(0, warnings);
    }

    private void checkReplaceable(CreateViewNode node, CatalogEntry replaced) {
        if (replaced.relation().kind() != RelationKind.VIEW) {
            throw new EngineException(
                    ErrorCode.WRONG_OBJECT_KIND,
                    Descriptions.position(node.name()),
                    "'" + replaced.relation().name() + "' is a " + (replaced.isReadable() ? "table" : "sink")
                            + " and cannot be replaced by a view.");
        }
        checkUnread(node.name(), replaced, ".");
    }

    private void makeView(CreateViewNode node, PlannedView view, Definition definition) {
        Views.Limits limits = Views.limits(node);
        circuit.createView(
                view.plan(),
                limits.memoryBytes().orElse(circuit.options().viewBytes()),
                limits.maxIterations().orElse(circuit.options().maxIterations()));
        add(view, definition);
    }

    /** Makes a view of the catalog on disk. One that cannot run is there and says so, and the server starts. */
    private void loadView(CreateViewNode node, Definition definition) {
        try {
            makeView(node, plan(node, definition.name(), catalog, definition.timeZone()), definition);
        } catch (EngineException e) {
            if (e.code() != ErrorCode.MEMORY_LIMIT
                    && e.code() != ErrorCode.RECURSION_LIMIT
                    && e.code() != ErrorCode.PATTERN_LIMIT
                    && e.code() != ErrorCode.VIEW_FAILED) {
                throw e;
            }
            PlannedView view = plan(node, definition.name(), catalog, definition.timeZone());
            circuit.createStopped(view.plan(), e);
            add(view, definition);
        }
    }

    private void add(PlannedView view, Definition definition) {
        catalog = catalog.with(
                new CatalogEntry(view.relation(), Constraints.NONE, definition, view.reads(), view.emitMillis()));
    }

    /**
     * A view's plan and what the catalog shows of it.
     *
     * @param emitMillis the period of EMIT EVERY, or 0
     * @param state what it keeps
     */
    record PlannedView(ViewPlan plan, Relation relation, Set<String> reads, long emitMillis, List<KeptState> state) {}

    private PlannedView plan(CreateViewNode node, String name, CatalogState against, ZoneId zone) {
        Views.checkClauses(node);
        RecordingCatalog recording = new RecordingCatalog(against);
        QueryPlan query = query(node, recording, zone);
        ViewPlan plan = Views.named(query.asView(name), node);
        List<RelationColumn> columns = new ArrayList<>();
        for (Column column : plan.schema().columns()) {
            columns.add(RelationColumn.physical(column.name(), column.type()));
        }
        Relation relation = new Relation(
                        Catalog.DEFAULT_SCHEMA,
                        name,
                        RelationKind.VIEW,
                        columns,
                        plan.key(),
                        null,
                        plan.appendOnly(),
                        true)
                .withFrontiers(query.frontiers());
        return new PlannedView(plan, relation, recording.asked(), Views.emitMillis(node), query.state());
    }

    private QueryPlan query(CreateViewNode node, Catalog against, ZoneId zone) {
        Planner chosen = Views.isOptimized(node) ? planner : plainPlanner;
        try {
            QueryPlan plan = chosen.in(zone)
                    .prepare(node.query(), against, Views.purpose(node))
                    .plan(List.of());
            return Views.retention(node)
                    .map(span -> plan.retaining(span.toMillis()))
                    .orElse(plan);
        } catch (EngineException e) {
            throw Views.placed(e, node);
        }
    }

    /** Plans a sink without making it, so that its errors show when the statement is prepared. */
    void checkSink(CreateSinkNode node, CatalogState against, ZoneId zone) {
        plan(node, against, zone);
    }

    synchronized Result createSink(String sql, ZoneId zone) {
        CreateSinkNode node = ((Statement.CreateSink) parser.parse(sql).statement()).node();
        String name = Descriptions.simple(node.name());
        if (isThere(node.name(), node.isIfNotExists())) {
            return done(new Warning("'" + name + "' exists already and was left as it is."));
        }
        PlannedSink sink = plan(node, catalog, zone);
        circuit.createSink(sink.plan(), sink.target());
        Definition definition = new Definition(0, name, RelationKind.SINK, sql, zone, Positions.NONE);
        add(sink, definition);
        store.add(definition);
        return done();
    }

    /** Makes a sink of the catalog on disk. One that cannot run is there and says so, and the server starts. */
    private void loadSink(CreateSinkNode node, Definition definition) {
        PlannedSink sink = plan(node, catalog, definition.timeZone());
        try {
            circuit.createSink(sink.plan(), sink.target());
        } catch (EngineException e) {
            circuit.createStoppedSink(sink.plan(), e);
        }
        add(sink, definition);
    }

    private PlannedSink plan(CreateSinkNode node, CatalogState against, ZoneId zone) {
        RecordingCatalog recording = new RecordingCatalog(against);
        return Sinks.plan(node, planner.in(zone), recording, recording::asked, connectors);
    }

    private void add(PlannedSink sink, Definition definition) {
        catalog = catalog.with(new CatalogEntry(sink.relation(), Constraints.NONE, definition, sink.reads(), 0));
    }

    synchronized Result drop(DropNode node) {
        String name = Descriptions.simple(node.name());
        CatalogEntry entry = catalog.any(name).orElse(null);
        if (entry == null) {
            if (node.isIfExists()) {
                return done(new Warning("There is no '" + name + "'; nothing was dropped."));
            }
            throw Descriptions.notFound(node.name(), catalog);
        }
        Descriptions.checkKind(node.name(), entry, node.kind(), "DROP");
        List<String> others = new ArrayList<>();
        if (node.isCascade()) {
            dropReaders(entry, others);
        }
        checkUnread(node.name(), entry, ", or write CASCADE behind the name, which drops all that reads it.");
        drop(entry);
        return others.isEmpty()
                ? done()
                : done(new Warning("Dropped as well, because they read '"
                        + entry.relation().name() + "': " + String.join(", ", others) + "."));
    }

    /** Drops the views and sinks that read a table or view, and theirs, the last ones first. */
    private void dropReaders(CatalogEntry entry, List<String> dropped) {
        for (CatalogEntry reader : catalog.readersOf(entry.relation().name())) {
            if (catalog.any(reader.relation().name()).isPresent()) {
                dropReaders(reader, dropped);
                drop(reader);
                dropped.add(reader.relation().name());
            }
        }
    }

    private void drop(CatalogEntry entry) {
        String name = entry.relation().name();
        // Nobody writes to it when it goes.
        try (TableLocks.Lock lock = locks.acquire(Set.of(name), Set.of(name), new Cancellation())) {
            circuit.drop(name);
            store.remove(entry.definition().name());
            catalog = catalog.without(name);
        }
    }

    private void checkUnread(SqlIdentifier name, CatalogEntry entry, String otherwise) {
        List<CatalogEntry> readers = catalog.readersOf(entry.relation().name());
        if (!readers.isEmpty()) {
            List<String> names =
                    readers.stream().map(reader -> reader.relation().name()).toList();
            throw new EngineException(
                    ErrorCode.OBJECT_IN_USE,
                    Descriptions.position(name),
                    "'" + entry.relation().name() + "' is read by " + String.join(", ", names) + ". Drop "
                            + (names.size() == 1 ? "that" : "those") + " first" + otherwise);
        }
    }

    private boolean isThere(SqlIdentifier name, boolean allowed) {
        boolean there = catalog.any(name.getSimple()).isPresent();
        if (there && !allowed) {
            throw new EngineException(
                    ErrorCode.OBJECT_EXISTS,
                    Descriptions.position(name),
                    "There is a table, view or sink '" + name.getSimple()
                            + "' already. Choose another name, drop it first, or write IF NOT EXISTS.");
        }
        return there;
    }

    private static Result done(Warning... warnings) {
        return new Result.Count(0, List.of(warnings));
    }

    /** A catalog that remembers which tables and views it was asked for: those a view reads. */
    private static final class RecordingCatalog implements Catalog {
        private final CatalogState catalog;
        private final Set<String> asked = new LinkedHashSet<>();

        RecordingCatalog(CatalogState catalog) {
            this.catalog = catalog;
        }

        Set<String> asked() {
            return asked;
        }

        @Override
        public Optional<Relation> relation(String schema, String name) {
            Optional<Relation> found = catalog.relation(schema, name);
            found.ifPresent(relation -> asked.add(relation.name()));
            return found;
        }

        @Override
        public Collection<String> names(String schema) {
            return catalog.names(schema);
        }

        @Override
        public ZoneId timeZone(Relation relation) {
            return catalog.timeZone(relation);
        }

        @Override
        public List<String> schemas() {
            return catalog.schemas();
        }
    }
}
