package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.BuildOptions;
import io.millrace.executor.circuit.graph.Graph;
import io.millrace.executor.circuit.graph.GraphBuilder;
import io.millrace.executor.circuit.graph.GraphNode;
import io.millrace.executor.circuit.graph.Head;
import io.millrace.executor.circuit.graph.InputTask;
import io.millrace.executor.circuit.graph.MemoryBudget;
import io.millrace.executor.circuit.graph.TickRunner;
import io.millrace.executor.circuit.graph.ViewState;
import io.millrace.executor.circuit.stream.BadRecordLog;
import io.millrace.executor.circuit.stream.StreamInput;
import io.millrace.executor.circuit.stream.StreamRelation;
import io.millrace.executor.column.Batch;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.SourceReader;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelContext;
import io.millrace.executor.operator.FrozenRows;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.Output;
import io.millrace.executor.operator.StatefulOperator;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.PlanNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An ad hoc read: the plan of a query run once, as one tick over frozen content, on the caller's thread. The same
 * operators as a view's, with one shard. Streams are read from their start to their present end.
 */
public final class QueryRun {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long CHECK_NANOS = 5_000_000;

    private final Circuit circuit;
    private final PlanNode root;
    private final Function<String, @Nullable Batch> constants;
    private final KernelContext failures;
    private final CircuitOptions options;
    private final Map<String, BadRecordLog> badRecords = new LinkedHashMap<>();
    private final List<StatefulOperator> stateful = new ArrayList<>();
    private long maxBytes = Long.MAX_VALUE;
    private LongSupplier keptBytes = () -> 0;
    private @Nullable Transaction transaction;

    /** When memory and cancellation were looked at between two pieces of work; of the system's monotonic clock. */
    private long checkedAt = System.nanoTime();

    /**
     * A run of a plan over a circuit's content.
     *
     * @param constants the rows of relations that are not the circuit's, such as system tables; null for all others
     * @param failures what a failing expression does; in an ad hoc read it throws
     */
    public QueryRun(
            Circuit circuit, PlanNode root, Function<String, @Nullable Batch> constants, KernelContext failures) {
        this.circuit = circuit;
        this.root = root;
        this.constants = constants;
        this.failures = failures;
        this.options = circuit.options().withWorkers(1);
    }

    /**
     * Bounds the memory of this run: when what its operators remember and what the caller keeps of the result come to more, it
     * ends with MEMORY_LIMIT. Looked at after every batch of input.
     *
     * @param kept how many bytes the caller keeps at present
     */
    public QueryRun limitMemory(long bytes, LongSupplier kept) {
        maxBytes = bytes;
        keptBytes = kept;
        return this;
    }

    /**
     * Lets the run see a transaction's changes of tables as if they were committed, in views over them too: those it computes. Its
     * result is then a delta whose weights
     * must be summed up.
     */
    public QueryRun see(Transaction uncommitted) {
        transaction = uncommitted;
        return this;
    }

    private void checkMemory() {
        long bytes = keptBytes.getAsLong();
        for (StatefulOperator operator : stateful) {
            bytes += operator.stateBytes();
        }
        if (bytes > maxBytes) {
            throw new EngineException(
                    ErrorCode.MEMORY_LIMIT,
                    "This query needs more than " + (maxBytes >> 20)
                            + " MiB for its groups and its result. Narrow it with WHERE, group by fewer values, or make it"
                            + " a view.");
        }
    }

    /** Between two pieces of what is done when all input is there: a recursion may run for long and make much of little. */
    private void pieceDone(BooleanSupplier enough) {
        long now = System.nanoTime();
        if (now - checkedAt >= CHECK_NANOS) {
            checkedAt = now;
            if (!enough.getAsBoolean()) {
                checkMemory();
            }
        }
    }

    /**
     * Runs the query.
     *
     * @param output takes the result's rows, weights and all, in no particular order; batches are valid during the call
     * @param enough asked after every batch; once true the rest is not computed
     * @return the tick that the result shows
     */
    public long run(Output output, BooleanSupplier enough) throws InterruptedException {
        ViewState state = new ViewState("query", List.of(), Set.of(), MemoryBudget.unlimited(), () -> {});
        Opened opened = Opened.of(circuit.relations(), transaction);
        GraphBuilder built = new GraphBuilder(
                state, 1, circuit.kernels(), BuildOptions.once(failures, opened::find, options.maxIterations()));
        built.build(root, new Operator[] {new ResultTerminal(output)});
        for (GraphNode node : built.nodes()) {
            if (node.shard(0) instanceof StatefulOperator operator) {
                stateful.add(operator);
            }
        }
        Graph graph = new Graph(1);
        graph.add(state, built.nodes());
        graph.advance(
                List.of(Frontier.CLOCK), name -> circuit.relations().clock().bound());
        TickRunner runner =
                new TickRunner(graph, 1, options.smallTickRows(), options.stepRows(), null, () -> pieceDone(enough));
        Map<String, List<Head>> tables = new LinkedHashMap<>();
        Map<StreamRelation, StreamInput> streams = new LinkedHashMap<>();
        Map<Head, Batch> constant = new LinkedHashMap<>();
        for (Head head : built.heads()) {
            Batch rows = constants.apply(head.relation());
            if (rows != null) {
                constant.put(head, rows);
            } else {
                sort(head, tables, streams);
            }
        }
        // What reads no table need not wait for the circuit's thread.
        try (Snapshot snapshot =
                tables.isEmpty() ? new Snapshot(circuit.tick(), Map.of()) : circuit.snapshot(tables.keySet())) {
            constant.forEach(QueryRun::feedConstant);
            feedTables(snapshot, tables, state, enough);
            for (Map.Entry<StreamRelation, StreamInput> stream : streams.entrySet()) {
                feedStream(stream.getKey(), stream.getValue(), state, enough);
            }
            runner.run(snapshot.tick(), List.of());
            state.throwIfFailed();
            return snapshot.tick();
        }
    }

    private void sort(Head head, Map<String, List<Head>> tables, Map<StreamRelation, StreamInput> streams) {
        StreamRelation stream = circuit.loop().call(() -> circuit.relations().stream(head.relation()));
        if (stream == null) {
            tables.computeIfAbsent(head.relation(), name -> new ArrayList<>()).add(head);
        } else {
            streams.computeIfAbsent(stream, known -> new StreamInput(known, badRecords(known), 1, options.batchRows()))
                    .add(List.of(head));
        }
    }

    private static void feedConstant(Head head, Batch rows) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < rows.width(); i++) {
            all.add(i);
        }
        head.bind(all, 1);
        head.node().receive(0, 0, rows);
    }

    private BadRecordLog badRecords(StreamRelation stream) {
        return badRecords.computeIfAbsent(
                stream.name(), name -> new BadRecordLog(name, stream.source().onBadRecord(), options.maxBadRecords()));
    }

    /** How many records of the streams it read this run has skipped because they could not be decoded. */
    public long skippedRecords() {
        return badRecords.values().stream().mapToLong(BadRecordLog::count).sum();
    }

    private void feedTables(
            Snapshot snapshot, Map<String, List<Head>> tables, ViewState state, BooleanSupplier enough) {
        tables.forEach((name, heads) -> {
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < circuit.relations().table(name).schema().size(); i++) {
                all.add(i);
            }
            heads.forEach(head -> head.bind(all, 1));
            for (Batch changes : transaction == null ? List.<Batch>of() : transaction.changes(name)) {
                heads.forEach(head -> head.node().receive(0, 0, changes));
            }
            Batch batch = new Batch(circuit.relations().table(name).schema().types());
            for (FrozenRows shard : snapshot.rows(name)) {
                while (!enough.getAsBoolean() && shard.next(batch, options.batchRows()) > 0) {
                    for (Head head : heads) {
                        head.node().receive(0, 0, batch);
                    }
                    state.throwIfFailed();
                    checkMemory();
                    batch.clear();
                }
            }
        });
    }

    private void feedStream(StreamRelation stream, StreamInput input, ViewState state, BooleanSupplier enough)
            throws InterruptedException {
        Positions end = stream.source().end(stream.start());
        List<InputTask> tasks = new ArrayList<>();
        try (SourceReader reader = stream.source().reader(stream.start(), end)) {
            while (!enough.getAsBoolean() && !reader.finished()) {
                Chunk chunk = reader.poll(POLL);
                circuit.loop().throwIfOver();
                if (chunk != null) {
                    input.addTasks(chunk, tasks);
                    for (InputTask task : tasks) {
                        task.run(0);
                        state.throwIfFailed();
                        checkMemory();
                    }
                    tasks.clear();
                }
            }
        }
    }

    private record ResultTerminal(Output rows) implements Operator {
        @Override
        public void process(int port, Batch batch, Output out) {
            rows.emit(batch);
        }

        @Override
        public void endStep(Output out) {}

        @Override
        public void endTick(long tick, Output out) {}
    }
}
