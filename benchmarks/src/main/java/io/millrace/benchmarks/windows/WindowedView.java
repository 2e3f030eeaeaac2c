package io.millrace.benchmarks.windows;

import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.Operators;
import io.millrace.executor.operator.ShardContext;
import io.millrace.executor.operator.TimedOperator;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.Planner;
import io.millrace.planner.Purpose;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.catalog.RelationKind;
import io.millrace.planner.catalog.WatermarkDefinition;
import io.millrace.planner.parse.Parser;
import io.millrace.planner.parse.Statement;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The operators of a query over the stream {@code clicks (k BIGINT, ts TIMESTAMP, v BIGINT)}, from its generated kernel to its last
 * operator, on one shard and one thread: fed a tick at a time and told of watermarks as the circuit does. One owner.
 */
final class WindowedView {
    /** The columns of {@code clicks}. */
    static final List<ColumnType> TYPES = List.of(
            ColumnType.of(TypeKind.BIGINT).notNull(),
            ColumnType.of(TypeKind.TIMESTAMP).notNull(),
            ColumnType.of(TypeKind.BIGINT).notNull());

    /** How late rows may come. */
    static final long DELAY_MILLIS = 2_000;

    private static final String STREAM = "clicks";
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final List<Operator> operators = new ArrayList<>();
    private final List<Batch> inputs = new ArrayList<>();
    private long nanos;
    private long rows;
    private long emitted;

    /** A query whose plan is a line of operators. */
    WindowedView(String query, Purpose purpose) {
        KernelCompiler compiler = new KernelCompiler(WindowedView.class.getClassLoader(), 16);
        ShardContext context = new ShardContext(0, 1, compiler, (code, site, detail, input, row) -> {
            throw new AssertionError(detail);
        });
        PlanNode node = new Planner()
                .prepare(((Statement.Query) new Parser().parse(query).statement()).query(), new Clicks(), purpose)
                .plan(List.of())
                .root();
        while (!(node instanceof InputNode input)) {
            if (node.inputs().size() != 1) {
                throw new IllegalArgumentException("not a line of operators: " + query);
            }
            if (!(node instanceof ExchangeNode)) {
                operators.add(0, Operators.create(node, context));
            }
            node = node.inputs().get(0);
        }
        if (!input.columns().equals(List.of(0, 1, 2))) {
            throw new IllegalArgumentException("reads " + input.columns() + ": " + query);
        }
    }

    /** Takes the rows of a tick and what the watermark is after it. */
    void tick(long tick, List<Batch> batches, long watermark) {
        inputs.clear();
        inputs.addAll(batches);
        long before = THREADS.getCurrentThreadCpuTime();
        for (Batch batch : inputs) {
            process(0, batch);
            rows += batch.size();
        }
        for (int i = 0; i < operators.size(); i++) {
            int next = i + 1;
            Operator operator = operators.get(i);
            operator.endStep(batch -> process(next, batch));
            if (operator instanceof TimedOperator timed) {
                List<Frontier> frontiers = timed.frontiers();
                for (int number = 0; number < frontiers.size(); number++) {
                    timed.advance(number, frontiers.get(number).at(stream -> watermark));
                }
            }
            operator.endTick(tick, batch -> process(next, batch));
        }
        nanos += THREADS.getCurrentThreadCpuTime() - before;
    }

    private void process(int number, Batch batch) {
        if (number == operators.size()) {
            emitted += batch.size();
        } else {
            operators.get(number).process(0, batch, out -> process(number + 1, out));
        }
    }

    /** Forgets what was measured so far. */
    void warm() {
        nanos = 0;
        rows = 0;
        emitted = 0;
    }

    /** Processor time for each row that came in. */
    double nanosPerRow() {
        return nanos / (double) rows;
    }

    /** Rows that went out for each row that came in. */
    double emittedPerRow() {
        return emitted / (double) rows;
    }

    /** One stream with a watermark. */
    private static final class Clicks implements Catalog {
        private final Relation clicks = new Relation(
                DEFAULT_SCHEMA,
                STREAM,
                RelationKind.STREAM,
                List.of(
                        RelationColumn.physical("k", TYPES.get(0)),
                        RelationColumn.physical("ts", TYPES.get(1)),
                        RelationColumn.physical("v", TYPES.get(2))),
                List.of(),
                new WatermarkDefinition(1, "ts - INTERVAL '2' SECOND", DELAY_MILLIS, 0),
                true,
                true);

        @Override
        public Optional<Relation> relation(String schema, String name) {
            return name.equalsIgnoreCase(STREAM) && schema.equals(DEFAULT_SCHEMA)
                    ? Optional.of(clicks)
                    : Optional.empty();
        }

        @Override
        public Collection<String> names(String schema) {
            return List.of(STREAM);
        }
    }
}
