package io.millrace.planner;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.functions.Slice;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Constraints;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.explain.CircuitText;
import io.millrace.planner.explain.KeptState;
import io.millrace.planner.explain.PlanText;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.kernel.ConstantFolder;
import io.millrace.planner.parse.DeepStack;
import io.millrace.planner.parse.Statement;
import io.millrace.planner.parse.node.CreateTableNode;
import io.millrace.planner.rewrite.Phases;
import io.millrace.planner.validate.Analysis;
import io.millrace.planner.validate.CheckedQuery;
import io.millrace.planner.validate.CheckedTable;
import io.millrace.planner.validate.Functions;
import io.millrace.planner.validate.TableAnalysis;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlMerge;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.jspecify.annotations.Nullable;

/**
 * From statements to what the executor runs. Stateless, for any thread; the work itself is done on a thread with a large
 * stack while the caller waits. Every failure is an EngineException with a place in the statement where there is one.
 */
public final class Planner {
    /** Constants of the shapes seen last need no compilation. */
    private static final int MAX_FOLDING_CLASSES = 256;

    private final ConstantFolder constants;
    private final Phases phases;
    private final InstantSource clock;
    private final ZoneId zone;

    /** With the system's clock. */
    public Planner() {
        this(InstantSource.system());
    }

    /** With a clock for CURRENT_TIMESTAMP and the like. */
    public Planner(InstantSource clock) {
        this.constants = new ConstantFolder(new KernelCompiler(Slice.class.getClassLoader(), MAX_FOLDING_CLASSES));
        this.phases = new Phases(constants);
        this.clock = clock;
        this.zone = ZoneId.of("UTC");
    }

    private Planner(Planner other, Phases phases, ZoneId zone) {
        this.constants = other.constants;
        this.phases = phases;
        this.clock = other.clock;
        this.zone = zone;
    }

    /** This planner for sessions of a time zone; without it local times are in UTC. Costs nothing. */
    public Planner in(ZoneId sessionZone) {
        return new Planner(this, phases, sessionZone);
    }

    /** One that only rewrites what it could not run as it was written. */
    public Planner withoutOptimizer() {
        return new Planner(this, phases.needed(), zone);
    }

    /**
     * Plans some statements of the usual kinds, so that the first of a user does not wait for classes to be loaded. Takes a
     * second or two; may run beside anything else.
     */
    public void warmUp() {
        WarmUp.run(this);
    }

    /** Checks a query and plans it, unless it has parameters whose values it needs for that. */
    public PreparedQuery prepare(SqlNode query, Catalog catalog, Purpose purpose) {
        return call(() -> {
            QuerySteps steps = steps(query, catalog, purpose);
            CheckedQuery checked = steps.query();
            QueryPlan plan = checked.hasOnePlan(purpose.isContinuous()) ? steps.plan(List.of()) : null;
            PlanTemplate template = plan == null && purpose == Purpose.READ ? template(steps) : null;
            return new PreparedQuery(steps, schema(checked), checked.parameterTypes(), plan, template);
        });
    }

    /** The plan for all values of the parameters, or null where it takes values to plan, or to tell what is wrong. */
    private static @Nullable PlanTemplate template(QuerySteps steps) {
        try {
            return steps.template();
        } catch (EngineException e) {
            if (e.code() == ErrorCode.INTERNAL_ERROR) {
                throw e;
            }
            return null;
        }
    }

    /** The table that an INSERT writes to. */
    public Relation tableOf(SqlInsert insert, Catalog catalog) {
        return InsertRewriter.table(insert, catalog);
    }

    /**
     * Checks an INSERT and prepares the query of the rows it writes.
     *
     * @param again gives the same statement, parsed once more: checking changes the tree
     */
    public PreparedInsert prepareInsert(SqlInsert insert, Supplier<SqlInsert> again, Catalog catalog) {
        return new InsertPlanner(this, insert, catalog).prepare(again);
    }

    /**
     * Checks an UPDATE or DELETE and prepares the query of the rows it changes.
     *
     * @param again the same statement, parsed once more: checking changes the tree
     */
    public PreparedChange prepareChange(SqlNode change, SqlNode again, Catalog catalog) {
        return call(() -> preparedChange(change, again, catalog));
    }

    private PreparedChange preparedChange(SqlNode change, SqlNode again, Catalog catalog) {
        Relation table = TargetTable.find(ChangeRewriter.target(change), catalog);
        ChangeRewriter rewriter = ChangeRewriter.of(change, table);
        boolean simple = !Subqueries.has(change);
        PreparedQuery rows = prepare(rewriter.query(), catalog, Purpose.READ);
        ChangeRewriter anew = ChangeRewriter.of(again, table);
        List<PreparedChange.KeyPart> key = simple
                ? KeyCondition.find(table, anew.name().getSimple(), anew.condition(), rows.parameterTypes())
                : null;
        PreparedChange.Keyed keyed = null;
        if (key != null) {
            Relation found = FoundRows.of(table, rows.parameterTypes());
            keyed = new PreparedChange.Keyed(
                    key, prepare(anew.queryOver(found), new ParameterRelation(catalog, found), Purpose.READ));
        }
        ChangeKind kind = change.getKind() == SqlKind.UPDATE ? ChangeKind.UPDATE : ChangeKind.DELETE;
        return new PreparedChange(kind, table, rows, anew.written(), rows.reads(), keyed);
    }

    /** Checks a MERGE and prepares the query of what it changes. */
    public PreparedMerge prepareMerge(SqlMerge merge, Catalog catalog) {
        Relation table = TargetTable.find(merge.getTargetTable(), catalog);
        MergeRewriter rewriter = call(() -> new MergeRewriter(merge, table));
        WrittenColumns updated = rewriter.updated();
        WrittenColumns inserted = rewriter.inserted();
        PreparedQuery rows = prepare(rewriter.query(), catalog, Purpose.READ);
        return new PreparedMerge(table, rows, rewriter.updates(), rewriter.inserts(), updated, inserted, rows.reads());
    }

    /**
     * The query of a table's CHECK conditions: over the relation {@link CheckedRows#NAME} of rows to be written (their physical
     * columns), a row for each in the same order, with a BOOLEAN column for each check.
     */
    public PreparedQuery prepareChecks(Relation table, List<Constraints.Check> checks, Catalog catalog) {
        SqlNode query = call(() -> CheckedRows.query(table, checks));
        return prepare(query, new ParameterRelation(catalog, CheckedRows.of(table)), Purpose.READ);
    }

    /** The logical plan of a query as it is after each phase, in text. */
    public String explainPlan(SqlNode query, Catalog catalog, Purpose purpose) {
        return call(() -> {
            QuerySteps steps = steps(query, catalog, purpose);
            return PlanText.of(steps.stages(nulls(steps.query())));
        });
    }

    /** The executor's nodes that a query becomes, in text. */
    public String explainCircuit(SqlNode query, Catalog catalog, Purpose purpose) {
        return explainCircuit(query, catalog, purpose, plan -> node -> "");
    }

    /**
     * The executor's nodes that a query becomes, in text.
     *
     * @param notes for the plan, what is said of each of its nodes at the end of the node's line
     */
    public String explainCircuit(
            SqlNode query, Catalog catalog, Purpose purpose, Function<QueryPlan, Function<PlanNode, String>> notes) {
        return call(() -> {
            QuerySteps steps = steps(query, catalog, purpose);
            QueryPlan plan = steps.plan(nulls(steps.query()));
            return CircuitText.of(plan.root(), notes.apply(plan));
        });
    }

    /** Which operators of a query that is kept up to date keep state, and what bounds it. */
    public List<KeptState> explainState(SqlNode query, Catalog catalog, Purpose purpose) {
        return call(() -> {
            QuerySteps steps = steps(query, catalog, purpose);
            return steps.state(nulls(steps.query()));
        });
    }

    /**
     * What a statement that writes does, in text: a line that tells where its rows go and how it finds those it changes, and the
     * query of what it writes, as {@link #explainPlan} or {@link #explainCircuit} has it.
     *
     * @param parse gives the statement, anew each time: checking changes the tree
     */
    public String explainWrite(Supplier<Statement> parse, Catalog catalog, boolean circuit) {
        Statement statement = parse.get();
        boolean keyed = statement instanceof Statement.Change
                && prepareChange(statement.node(), parse.get().node(), catalog).keyed() != null;
        WriteText write = call(() -> WriteText.of(parse.get(), catalog, keyed));
        SqlNode query = write.query();
        return write.title() + "\n"
                + (circuit ? explainCircuit(query, catalog, Purpose.READ) : explainPlan(query, catalog, Purpose.READ));
    }

    /** Runs a step of planning; what it throws by mistake becomes an internal error. */
    static <T> T call(Callable<T> step) {
        try {
            return DeepStack.call(step);
        } catch (EngineException e) {
            throw e;
        } catch (RuntimeException | AssertionError e) {
            throw new EngineException(
                    ErrorCode.INTERNAL_ERROR, null, "The statement could not be planned: " + e.getMessage(), e);
        }
    }

    private QuerySteps steps(SqlNode query, Catalog catalog, Purpose purpose) {
        return new QuerySteps(new Analysis(catalog, zone).check(query, purpose.isContinuous()), purpose, phases, clock);
    }

    private static List<@Nullable Object> nulls(CheckedQuery query) {
        return Collections.nCopies(query.parameterTypes().size(), null);
    }

    /** The names of all functions that a statement may call, sorted. */
    public static List<String> functionNames() {
        return Functions.table().getOperatorList().stream()
                .filter(operator -> operator instanceof SqlFunction)
                .map(SqlOperator::getName)
                .filter(name -> name.matches("[A-Z][A-Z0-9_]*"))
                .distinct()
                .sorted()
                .toList();
    }

    /** Checks a CREATE TABLE. */
    public CheckedTable checkTable(CreateTableNode node) {
        return call(() -> {
            CheckedTable table = TableAnalysis.check(node, zone);
            new Defaults(constants, zone).check(node, table.relation());
            return table;
        });
    }

    private static Schema schema(CheckedQuery query) {
        RelNode relation = query.relation();
        List<Column> columns = new ArrayList<>();
        for (String name : query.columnNames()) {
            RelDataTypeField field = relation.getRowType().getFieldList().get(columns.size());
            ColumnType type = ColumnTypes.of(field.getType());
            columns.add(new Column(name, type));
        }
        return new Schema(columns);
    }
}
