package io.millrace.server.statement;

import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.Schema;
import io.millrace.planner.Planner;
import io.millrace.planner.PreparedQuery;
import io.millrace.planner.Purpose;
import io.millrace.planner.parse.ParsedStatement;
import io.millrace.planner.parse.Parser;
import io.millrace.planner.parse.SourceExcerpt;
import io.millrace.planner.parse.Statement;
import io.millrace.server.catalog.CatalogState;
import io.millrace.server.read.QueryReader;
import io.millrace.server.session.Prepared;
import io.millrace.server.session.Result;
import io.millrace.server.session.SessionOptions;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import org.apache.calcite.sql.SqlNode;

/**
 * From a statement's text to what it does: parses, plans against the present catalog, and hands the rest to the package's
 * class for that kind of statement. Stateless, for any thread.
 */
public final class StatementCompiler {
    private final Parser parser = new Parser();
    private final Planner planner;
    private final ZoneId zone;
    private final Definitions definitions;
    private final Circuit circuit;
    private final QueryReader reader;
    private final Inserts inserts;
    private final Changes changes;
    private final Merges merges;
    private final Streams streams;
    private final Descriptions descriptions;

    /** With local times in UTC, and the clock of a planner. */
    public StatementCompiler(Definitions definitions, Circuit circuit, QueryReader reader, Planner planner) {
        this(definitions, circuit, reader, planner, SessionOptions.DEFAULT.timeZone());
    }

    private StatementCompiler(
            Definitions definitions, Circuit circuit, QueryReader reader, Planner planner, ZoneId zone) {
        this.planner = planner;
        this.zone = zone;
        this.definitions = definitions;
        this.circuit = circuit;
        this.reader = reader;
        this.inserts = new Inserts(planner, circuit, reader);
        this.changes = new Changes(planner, circuit, reader);
        this.merges = new Merges(planner, reader);
        this.streams = new Streams(planner, circuit);
        this.descriptions = new Descriptions(planner, circuit);
    }

    /** The compiler for sessions of a time zone. */
    public StatementCompiler in(ZoneId sessionZone) {
        return new StatementCompiler(definitions, circuit, reader, planner.in(sessionZone), sessionZone);
    }

    /** The zone of local times. */
    public ZoneId zone() {
        return zone;
    }

    /** Compiles one statement. An error about a place in it shows that place below its message. */
    public CompiledStatement compile(String sql) {
        try {
            ParsedStatement parsed = parser.parse(sql);
            return parsed.statement().accept(new Compilation(parsed, definitions.catalog()));
        } catch (EngineException e) {
            throw withExcerpt(e, sql);
        }
    }

    /** The same error with the line it is about below its message, and a caret under the place. */
    static EngineException withExcerpt(EngineException e, String sql) {
        if (e.position() == null) {
            return e;
        }
        String text = e.text() + "\n" + SourceExcerpt.of(sql, e.position()) + "\n";
        return new EngineException(e.code(), e.position(), text, e);
    }

    private final class Compilation implements Statement.Visitor<CompiledStatement> {
        private final ParsedStatement parsed;
        private final CatalogState catalog;

        Compilation(ParsedStatement parsed, CatalogState catalog) {
            this.parsed = parsed;
            this.catalog = catalog;
        }

        @Override
        public CompiledStatement query(Statement.Query statement) {
            if (statement.stream()) {
                return streams.selectStream(parsed.text(), statement.query(), catalog);
            }
            PreparedQuery query = planner.prepare(statement.query(), catalog, Purpose.READ);
            return new CompiledStatement(
                    parsed.text(),
                    Prepared.Kind.QUERY,
                    query.schema(),
                    query.parameterTypes(),
                    catalog.version(),
                    execution -> guarded(() -> reader.read(
                            query.plan(ParameterValues.of(query.parameterTypes(), execution.parameters())),
                            catalog,
                            execution.maxRows(),
                            execution.transaction(),
                            execution.cancellation())));
        }

        @Override
        public CompiledStatement subscribe(Statement.Subscribe statement) {
            return streams.subscribe(parsed.text(), statement, catalog);
        }

        @Override
        public CompiledStatement insert(Statement.Insert statement) {
            return inserts.compile(
                    parsed.text(),
                    statement.insert(),
                    () -> ((Statement.Insert) parser.parse(parsed.text()).statement()).insert(),
                    catalog);
        }

        @Override
        public CompiledStatement change(Statement.Change statement) {
            SqlNode again = parser.parse(parsed.text()).statement().node();
            return changes.compile(parsed.text(), statement, again, catalog);
        }

        @Override
        public CompiledStatement merge(Statement.Merge statement) {
            return merges.compile(parsed.text(), statement, catalog);
        }

        @Override
        public CompiledStatement createTable(Statement.CreateTable statement) {
            return definition(
                    execution -> guarded(() -> definitions.createTable(parsed.text(), statement.node(), zone)));
        }

        @Override
        public CompiledStatement createView(Statement.CreateView statement) {
            noParameters();
            Definitions.CheckedView checked = definitions.checkView(statement.node(), catalog, zone);
            // Planning has changed the tree, so that each execution reads the text again.
            return definition(execution -> guarded(() -> definitions.createView(
                    parsed.text(), zone, checked, execution.settings().unboundedState())));
        }

        @Override
        public CompiledStatement createSink(Statement.CreateSink statement) {
            noParameters();
            definitions.checkSink(statement.node(), catalog, zone);
            return definition(execution -> guarded(() -> definitions.createSink(parsed.text(), zone)));
        }

        @Override
        public CompiledStatement drop(Statement.Drop statement) {
            return definition(execution -> guarded(() -> definitions.drop(statement.node())));
        }

        @Override
        public CompiledStatement show(Statement.Show statement) {
            return rows(descriptions.show(statement.node(), catalog, zone));
        }

        @Override
        public CompiledStatement describe(Statement.Describe statement) {
            return rows(descriptions.describe(statement.node(), catalog));
        }

        @Override
        public CompiledStatement explain(Statement.Explain statement) {
            return rows(descriptions.explain(
                    statement,
                    () -> ((Statement.Explain) parser.parse(parsed.text()).statement()).explained(),
                    catalog));
        }

        @Override
        public CompiledStatement set(Statement.Set statement) {
            Consumer<SessionSettings> change = Settings.change(statement.option());
            return new CompiledStatement(
                    parsed.text(),
                    Prepared.Kind.SETTING,
                    CompiledStatement.NO_COLUMNS,
                    List.of(),
                    catalog.version(),
                    execution -> {
                        change.accept(execution.settings());
                        return new Result.Count(0, List.of());
                    });
        }

        private void noParameters() {
            if (parsed.parameters() > 0) {
                throw new EngineException(
                        ErrorCode.NOT_SUPPORTED,
                        parser.firstParameter(parsed.text()),
                        "A definition cannot have parameters: write the values in place of '?'.");
            }
        }

        private CompiledStatement definition(Action action) {
            noParameters();
            return new CompiledStatement(
                    parsed.text(),
                    Prepared.Kind.DEFINITION,
                    CompiledStatement.NO_COLUMNS,
                    List.of(),
                    catalog.version(),
                    action);
        }

        private CompiledStatement rows(Descriptions.Table table) {
            Schema columns = table.columns();
            return new CompiledStatement(
                    parsed.text(),
                    Prepared.Kind.QUERY,
                    columns,
                    List.of(),
                    catalog.version(),
                    execution -> QueryReader.rows(columns, table.rows(), execution.cancellation()));
        }

        private Result guarded(java.util.function.Supplier<Result> action) {
            try {
                return action.get();
            } catch (EngineException e) {
                throw withExcerpt(e, parsed.text());
            }
        }
    }
}
