package io.millrace.server.statement;

import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import io.millrace.functions.LikePattern;
import io.millrace.functions.Slice;
import io.millrace.planner.Planner;
import io.millrace.planner.Purpose;
import io.millrace.planner.catalog.Constraints;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.catalog.RelationKind;
import io.millrace.planner.catalog.WatermarkDefinition;
import io.millrace.planner.explain.KeptState;
import io.millrace.planner.parse.Statement;
import io.millrace.planner.parse.Suggestions;
import io.millrace.planner.parse.node.DescribeNode;
import io.millrace.planner.parse.node.ExplainNode;
import io.millrace.planner.parse.node.ObjectKind;
import io.millrace.planner.parse.node.ShowNode;
import io.millrace.server.catalog.CatalogEntry;
import io.millrace.server.catalog.CatalogState;
import io.millrace.server.catalog.SystemTables;
import io.millrace.server.catalog.TypeText;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** SHOW, DESCRIBE and EXPLAIN: statements that give a small table made of what the catalog and the planner know. */
final class Descriptions {
    private static final ColumnType TEXT = ColumnType.of(TypeKind.VARCHAR);

    private final Planner planner;
    private final Circuit circuit;

    Descriptions(Planner planner, Circuit circuit) {
        this.planner = planner;
        this.circuit = circuit;
    }

    /** A result that is there at once. */
    record Table(Schema columns, List<@Nullable Object[]> rows) {}

    Table show(ShowNode node, CatalogState catalog, ZoneId zone) {
        return switch (node.subject()) {
            case TABLES -> list(catalog.entries(), "table_name", node, kind -> kind != RelationKind.VIEW);
            case VIEWS -> list(catalog.entries(), "view_name", node, kind -> kind == RelationKind.VIEW);
            case SINKS -> list(catalog.sinks(), "sink_name", node, kind -> true);
            case TIME_ZONE -> oneText("time_zone", zone.getId());
            case COLUMNS -> columns(relation(named(node), catalog), catalog);
            case CREATE_TABLE -> definition(named(node), catalog, ObjectKind.TABLE);
            case CREATE_VIEW -> definition(named(node), catalog, ObjectKind.VIEW);
            case CREATE_SINK -> definition(named(node), catalog, ObjectKind.SINK);
        };
    }

    private static SqlIdentifier named(ShowNode node) {
        SqlIdentifier name = node.name();
        if (name == null) {
            throw new IllegalArgumentException("SHOW " + node.subject() + " without a name");
        }
        return name;
    }

    Table describe(DescribeNode node, CatalogState catalog) {
        return columns(relation(node.name(), catalog), catalog);
    }

    /** The tables (streams among them), the views, or the sinks, whose names are LIKE the pattern if there is one. */
    private static Table list(
            Collection<CatalogEntry> entries, String title, ShowNode node, Predicate<RelationKind> shown) {
        LikePattern like = new LikePattern(true);
        String given = node.pattern();
        Slice pattern = Slice.of(given == null ? "%" : given);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (CatalogEntry entry : entries) {
            boolean isWanted = like.matches(Slice.of(entry.relation().name()), pattern, Slice.EMPTY);
            if (isWanted && shown.test(entry.relation().kind())) {
                rows.add(new @Nullable Object[] {entry.relation().name(), SystemTables.kind(entry.relation())});
            }
        }
        return new Table(texts(title, "type"), rows);
    }

    private static Table columns(Relation relation, CatalogState catalog) {
        Constraints constraints = relation.schema().equals(CatalogState.DEFAULT_SCHEMA)
                ? catalog.constraints(relation.name())
                : Constraints.NONE;
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int index = 0; index < relation.columns().size(); index++) {
            RelationColumn column = relation.columns().get(index);
            rows.add(new @Nullable Object[] {
                column.name(),
                TypeText.of(column.type()),
                column.type().nullable() ? "YES" : "NO",
                key(relation, constraints, index),
                remark(relation, constraints, index)
            });
        }
        return new Table(texts("column_name", "type", "nullable", "key", "remark"), rows);
    }

    private static @Nullable String key(Relation relation, Constraints constraints, int index) {
        boolean unique =
                constraints.uniques().stream().anyMatch(key -> key.columns().contains(index));
        return relation.key().contains(index) ? "PRIMARY KEY" : unique ? "UNIQUE" : null;
    }

    private static @Nullable String remark(Relation relation, Constraints constraints, int index) {
        RelationColumn column = relation.columns().get(index);
        List<String> remarks = new ArrayList<>();
        if (column.expression() != null) {
            remarks.add("AS " + column.expression());
        }
        if (column.defaultExpression() != null) {
            remarks.add("DEFAULT " + column.defaultExpression());
        }
        for (Constraints.Unique unique : constraints.uniques()) {
            if (unique.columns().size() > 1 && unique.columns().get(0) == index) {
                List<String> names = unique.columns().stream()
                        .map(member -> relation.columns().get(member).name())
                        .toList();
                remarks.add("UNIQUE (" + String.join(", ", names) + ")");
            }
        }
        for (Constraints.Check check : constraints.checks()) {
            if (!check.columns().isEmpty() && check.columns().get(0) == index) {
                remarks.add("CHECK (" + check.condition() + ")");
            }
        }
        WatermarkDefinition watermark = relation.watermark();
        if (watermark != null && watermark.column() == index) {
            remarks.add("WATERMARK " + watermark.expression());
        }
        return remarks.isEmpty() ? null : String.join("; ", remarks);
    }

    private static Table definition(SqlIdentifier name, CatalogState catalog, ObjectKind kind) {
        CatalogEntry entry = catalog.any(simple(name)).orElseThrow(() -> notFound(name, catalog));
        checkKind(name, entry, kind, "SHOW CREATE");
        List<@Nullable Object[]> rows = new ArrayList<>();
        rows.add(new @Nullable Object[] {
            MaskedText.of(entry.definition().sql()),
            entry.definition().timeZone().getId()
        });
        return new Table(texts("statement", "time_zone"), rows);
    }

    /** Throws if a name stands for another kind of thing than a statement says. */
    static void checkKind(SqlIdentifier name, CatalogEntry entry, ObjectKind said, String statement) {
        ObjectKind kind = switch (entry.relation().kind()) {
            case VIEW -> ObjectKind.VIEW;
            case SINK -> ObjectKind.SINK;
            case STORED, STREAM, SYSTEM -> ObjectKind.TABLE;
        };
        if (kind != (said == ObjectKind.MATERIALIZED_VIEW ? ObjectKind.VIEW : said)) {
            throw new EngineException(
                    ErrorCode.WRONG_OBJECT_KIND,
                    position(name),
                    "'" + entry.relation().name() + "' is a " + kind.sql().toLowerCase(Locale.ROOT) + ". Use "
                            + statement + " " + kind.sql() + ".");
        }
    }

    private static Table oneText(String title, String text) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        rows.add(new @Nullable Object[] {text});
        return new Table(texts(title), rows);
    }

    Table explain(Statement.Explain statement, Supplier<Statement> again, CatalogState catalog) {
        if (statement.subject() == ExplainNode.Subject.STATE) {
            return state(statement, catalog);
        }
        boolean ofCircuit = statement.subject() == ExplainNode.Subject.CIRCUIT;
        Statement explained = statement.explained();
        if (explained instanceof Statement.Insert
                || explained instanceof Statement.Change
                || explained instanceof Statement.Merge) {
            return lines(planner.explainWrite(again, catalog, ofCircuit));
        }
        SqlNode query;
        Purpose purpose;
        Planner chosen = planner;
        if (explained instanceof Statement.Query read) {
            query = read.query();
            purpose = read.stream() ? Purpose.STREAM : Purpose.READ;
        } else if (explained instanceof Statement.CreateView view) {
            query = view.node().query();
            purpose = Views.purpose(view.node());
            chosen = Views.isOptimized(view.node()) ? planner : planner.withoutOptimizer();
        } else {
            throw new IllegalArgumentException("EXPLAIN of " + explained);
        }
        return lines(
                ofCircuit
                        ? explainCircuit(chosen, query, catalog, purpose)
                        : chosen.explainPlan(query, catalog, purpose));
    }

    /** What a query would keep if it were a view, or a view keeps. */
    private Table state(Statement.Explain statement, CatalogState catalog) {
        List<KeptState> states;
        if (statement.explained() instanceof Statement.Query read) {
            states = planner.explainState(read.query(), catalog, Purpose.VIEW);
        } else if (statement.explained() instanceof Statement.CreateView view) {
            states = planner.explainState(view.node().query(), catalog, Views.purpose(view.node()));
        } else {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    position(statement.explained().node()),
                    "EXPLAIN STATE is for queries and views: a statement that writes keeps nothing.");
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (KeptState state : states) {
            rows.add(new @Nullable Object[] {
                state.operator(), state.keeps(), state.bounded() ? "yes" : "no", state.by(), state.remedy()
            });
        }
        return new Table(texts("operator", "keeps", "bounded", "bounded_by", "what_would_bound_it"), rows);
    }

    private static Table lines(String text) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        text.lines().forEach(line -> rows.add(new @Nullable Object[] {line}));
        return new Table(texts("plan"), rows);
    }

    /** What would become part of the circuit says of its nodes which run already, and for whom. */
    private String explainCircuit(Planner chosen, SqlNode query, CatalogState catalog, Purpose purpose) {
        return chosen.explainCircuit(query, catalog, purpose, plan -> {
            if (!purpose.isContinuous()) {
                return node -> "";
            }
            Function<PlanNode, List<String>> users = circuit.sharedWith(plan.asView("explained"));
            return node -> {
                List<String> names = users.apply(node);
                return names.isEmpty() ? "" : ", shared with " + String.join(", ", names);
            };
        });
    }

    private static Relation relation(SqlIdentifier name, CatalogState catalog) {
        String schema = name.isSimple() ? CatalogState.DEFAULT_SCHEMA : name.names.get(0);
        return catalog.relation(schema, name.names.get(name.names.size() - 1))
                .orElseThrow(() -> notFound(name, catalog));
    }

    /** The name without a schema: what CREATE and DROP take. */
    static String simple(SqlIdentifier name) {
        if (!name.isSimple()) {
            throw new EngineException(
                    ErrorCode.INVALID_STATEMENT,
                    position(name),
                    "Tables and views have simple names, without a schema before them: write '"
                            + name.names.get(name.names.size() - 1) + "'.");
        }
        return name.getSimple();
    }

    static EngineException notFound(SqlIdentifier name, CatalogState catalog) {
        return new EngineException(
                ErrorCode.TABLE_NOT_FOUND,
                position(name),
                "Table or view '" + name + "' not found." + Suggestions.didYouMean(name.toString(), catalog.names("")));
    }

    static Position position(SqlNode node) {
        return position(node.getParserPosition());
    }

    static Position position(SqlParserPos parsed) {
        return new Position(Math.max(1, parsed.getLineNum()), Math.max(1, parsed.getColumnNum()));
    }

    private static Schema texts(String... names) {
        List<Column> columns = new ArrayList<>();
        for (String name : names) {
            columns.add(new Column(name, TEXT));
        }
        return new Schema(columns);
    }
}
