package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.GraphBuilder;
import io.millrace.executor.circuit.graph.GraphNode;
import io.millrace.executor.circuit.graph.PlanUsers;
import io.millrace.executor.circuit.graph.TableTerminal;
import io.millrace.executor.circuit.graph.ViewState;
import io.millrace.executor.circuit.stream.EventTime;
import io.millrace.executor.circuit.stream.SourceFeed;
import io.millrace.executor.circuit.stream.StreamRelation;
import io.millrace.executor.circuit.stream.StreamTable;
import io.millrace.executor.circuit.table.StagedWrites;
import io.millrace.executor.circuit.table.StoredTable;
import io.millrace.executor.circuit.table.TableRelation;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.circuit.table.UniqueKeys;
import io.millrace.executor.column.Batch;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Sink;
import io.millrace.executor.connector.Source;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.log.LogOptions;
import io.millrace.executor.log.LogRecovery;
import io.millrace.executor.log.LogStorage;
import io.millrace.executor.log.TickLog;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.ResultTable;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.UnplacedPlan;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The running engine: streams and stored tables, the views over them, kept up to date in ticks, and what readers see of
 * them. Thread-safe. Names are exact here; whoever calls has folded them.
 *
 * <p>After each tick every view holds its query over the rows accepted so far; all views change together.
 */
public final class Circuit implements AutoCloseable {
    /** How many rows a subscriber may be behind. */
    private static final long SUBSCRIPTION_ROWS = 200_000;

    private final CircuitOptions options;
    private final KernelCompiler kernels;
    private final Relations relations;
    private final TickLoop loop;
    private final ViewMaker maker;

    private final Subscribing subscribing;

    /** An empty circuit, running. Its kernels are compiled by {@code kernels}. */
    public Circuit(CircuitOptions options, KernelCompiler kernels) {
        this(options, kernels, WallClock.SYSTEM);
    }

    /** As above, with the clock that plans go by which ask for the time. */
    public Circuit(CircuitOptions options, KernelCompiler kernels, WallClock clock) {
        this.options = options;
        this.kernels = kernels;
        this.relations = new Relations(options.workers(), new TickClock(clock));
        this.loop = new TickLoop(options, relations);
        this.maker = new ViewMaker(loop, relations, options, kernels);
        this.subscribing = new Subscribing(loop, relations, options, maker, this::begin);
        loop.start();
        clock.whenSet(loop::signal);
    }

    public CircuitOptions options() {
        return options;
    }

    KernelCompiler kernels() {
        return kernels;
    }

    Relations relations() {
        return relations;
    }

    TickLoop loop() {
        return loop;
    }

    /** The last tick whose results are visible. */
    public long tick() {
        return loop.tick();
    }

    /** Makes a stream known. It is read while views read it, from {@code start} on. */
    public void createStream(String name, Schema schema, Source source, Positions start) {
        createStream(new StreamTable(0, name, schema, source, start, null));
    }

    /** As above. */
    public void createStream(StreamTable declared) {
        StreamRelation stream =
                new StreamRelation(declared, options.workers(), options.batchRows(), options.maxBadRecords());
        run(() -> relations.add(stream));
    }

    /** The last late rows of a stream that declares event time, all columns; the caller's own. */
    public Batch lateRows(String streamName) {
        StreamRelation stream = loop.call(() -> relations.stream(streamName));
        if (stream == null) {
            throw new EngineException(ErrorCode.TABLE_NOT_FOUND, "There is no stream '" + streamName + "' here.");
        }
        return stream.lateRows().rows();
    }

    /** Where a stream ends at present, so that it can be told how far behind its plans are. Asks the outside world. */
    public Positions end(String streamName) {
        StreamRelation stream = loop.call(() -> relations.stream(streamName));
        return stream == null ? Positions.NONE : stream.source().end(stream.start());
    }

    /** Makes an empty stored table. With a key, no two rows may have the same. */
    public void createTable(String name, Schema schema, List<Integer> key) {
        createTable(new StoredTable(0, name, schema, key, List.of()));
    }

    /** Makes an empty stored table. */
    public void createTable(StoredTable declared) {
        Schema schema = declared.schema();
        List<Integer> key = declared.key();
        ViewState state = relations.newTableState(declared.name());
        List<Integer> partition =
                key.isEmpty() ? IntStream.range(0, schema.size()).boxed().toList() : key;
        Operator[] terminal = new Operator[options.workers()];
        for (int shard = 0; shard < terminal.length; shard++) {
            terminal[shard] = new TableTerminal(shard, ResultTable.stored(schema.types(), key, partition));
        }
        GraphNode node = new GraphNode(state, terminal, List.of());
        TableRelation table = new TableRelation(state, schema, key, node);
        table.stored(declared);
        run(() -> {
            relations.add(table);
            loop.graph().add(state, List.of(node));
        });
    }

    /**
     * Opens the log of what clients write, takes into the stored tables what it holds for them, and from then on keeps every
     * change there before it is shown. Called once, when the stored tables are made and nothing else is.
     *
     * @throws EngineException if the log is damaged; the circuit must then be closed
     */
    public LogRecovery recover(LogStorage storage, LogOptions logOptions) {
        LogReplayer replayer = new LogReplayer(loop, relations);
        TickLog log = TickLog.open(storage, logOptions, replayer);
        replayer.finish();
        run(() -> loop.keepIn(log));
        return log.recovery();
    }

    /**
     * Makes a view and lets it join; returns when it is part of the circuit. A view over streams that others read has then
     * caught up with them; streams that nobody read yet are read from their start, as fast as they come.
     */
    public void createView(ViewPlan plan) {
        createView(plan, options.viewBytes());
    }

    /** As above, with a memory budget of its own. */
    public void createView(ViewPlan plan, long maxBytes) {
        createView(plan, maxBytes, options.maxIterations());
    }

    /**
     * As above, with limits of its own. If it goes over one it stops, with all that reads it; all else goes on.
     *
     * @param maxBytes what its state may take
     * @param maxIterations the last iteration of a recursion that may have rows
     */
    public void createView(ViewPlan plan, long maxBytes, int maxIterations) {
        run(() -> relations.checkFree(plan.name()));
        ViewState state = relations.newState(plan.name(), Inputs.of(plan.root()), maxBytes);
        GraphBuilder built = maker.build(state, plan, maxIterations);
        JoiningPlan joining = new JoiningPlan(
                state, built, Map.of(), this::begin, tick -> maker.add(state, plan, built), pressed -> {});
        new Joining(loop, relations, options, joining).run();
    }

    /**
     * Subscribes to the changes of a query. Returns at once: another thread lets it join, and the subscription gives first
     * the present content and then each tick's changes.
     */
    public Subscription subscribe(ViewPlan plan) {
        return subscribe(plan, SUBSCRIPTION_ROWS);
    }

    Subscription subscribe(ViewPlan plan, long maxRows) {
        return subscribe(plan, maxRows, 0);
    }

    /** As above, but of the changes the net ones of each period of so many milliseconds, at its end; 0 for each tick's at once. */
    public Subscription subscribeEvery(long periodMillis, ViewPlan plan) {
        return subscribe(plan, SUBSCRIPTION_ROWS, periodMillis);
    }

    Subscription subscribe(ViewPlan plan, long maxRows, long periodMillis) {
        return subscribing.subscribe(plan, maxRows, periodMillis);
    }

    /** Whether any subscription still catches up. */
    boolean isSubscribing() {
        return subscribing.isAny();
    }

    /**
     * Sends the changes of a query to a sink, from its present content on, under the plan's name. Returns when the query is part of the
     * circuit.
     *
     * @throws EngineException if the sink cannot be opened, or the query cannot join
     */
    public void createSink(ViewPlan plan, Sink sink) {
        run(() -> relations.checkFree(plan.name()));
        ViewState state = relations.newState(plan.name(), Inputs.of(plan.root()), options.viewBytes());
        LiveSink live = new LiveSink(state, sink.open(options.workers()), options.workers());
        boolean joined = false;
        try {
            GraphBuilder built = maker.builder(state, options.maxIterations());
            built.build(UnplacedPlan.of(plan).root(), live.terminal());
            JoiningPlan joining = new JoiningPlan(
                    state, built, Map.of(), this::begin, tick -> relations.add(live, tick), pressed -> {});
            new Joining(loop, relations, options, joining).run();
            joined = true;
        } finally {
            if (!joined) {
                live.close();
            }
        }
    }

    /** Makes a sink known that does not run, so that its owner sees why, until it is dropped. */
    public void createStoppedSink(ViewPlan plan, EngineException reason) {
        run(() -> {
            ViewState state = relations.newState(plan.name(), Inputs.of(plan.root()), options.viewBytes());
            state.fail(reason);
            state.cutOff();
            relations.addStopped(LiveSink.stopped(state));
        });
    }

    /** Drops a stream, table, view or sink. */
    public void drop(String name) {
        run(() -> {
            StreamRelation stream = relations.stream(name);
            if (stream != null) {
                if (stream.isUsed()) {
                    throw new EngineException(
                            ErrorCode.OBJECT_IN_USE,
                            "'" + name + "' cannot be dropped while a view or reader uses it.");
                }
                stream.deactivate();
                relations.remove(stream);
                return;
            }
            LiveSink sink = relations.sink(name);
            if (sink != null) {
                relations.remove(sink, loop.graph());
                return;
            }
            TableRelation table = relations.table(name);
            relations.checkUnread(table);
            relations.cutOff(table.state(), loop.graph());
            relations.remove(table);
        });
    }

    /**
     * Changes stored tables: all of it in one tick, or nothing. The changes of a statement are checked against all that was
     * written before: keys are unique after it, and what it deletes is there.
     */
    public Receipt submit(List<TableWrite> parts) {
        Receipt receipt = loop.writes().submit(List.copyOf(parts));
        loop.submitted();
        return receipt;
    }

    /** As {@link #submit}; completes when the changes are visible and durable, with their tick. */
    public CompletableFuture<Long> write(List<TableWrite> parts) {
        return submit(parts).durable();
    }

    /** As {@link #write}, but returns when that is so. */
    public long writeAndWait(List<TableWrite> parts) {
        return TickLoop.await(write(parts));
    }

    /** A transaction that has written nothing yet. Costs nothing here. */
    public Transaction begin() {
        return new Transaction(new StagedWrites(relations::table, options.workers()));
    }

    /** A transaction that has written what another has so far. */
    public Transaction fork(Transaction transaction) {
        return new Transaction(transaction.staged().copy());
    }

    /** Adds the changes of a statement to a transaction, checked against it and what is committed; or throws and adds nothing. */
    public void stage(Transaction transaction, List<TableWrite> parts) {
        run(() -> transaction.staged().add(parts));
    }

    /** A snapshot of some tables and views, all of one tick, which is not older than the last one published now. Waits for it. */
    public Snapshot snapshot(Collection<String> names) {
        CompletableFuture<Snapshot> snapshot = loop.freezes().submit(names);
        loop.submitted();
        return TickLoop.await(snapshot);
    }

    /**
     * The rows of a view or table with some key, as of one tick. Runs on the caller's thread and waits for no operator, at
     * most for a publish.
     *
     * @param keys rows with keys: the key columns in the order of the relation's key
     * @param row which of them
     * @return rows of all columns, the caller's own
     */
    public Batch lookup(String name, Batch keys, int row) {
        TableRelation table = relations.table(name);
        if (table.key().isEmpty()) {
            throw new IllegalArgumentException("'" + name + "' has no key");
        }
        int[] keyColumns = IntStream.range(0, table.key().size()).toArray();
        return loop.epoch().read(() -> {
            table.checkNotFailed();
            Batch found = new Batch(table.schema().types());
            for (int shard = 0; shard < options.workers(); shard++) {
                table.table(shard).lookup(keys, row, keyColumns, found);
            }
            return found;
        });
    }

    /**
     * The row of a stored table with given values in the columns of a UNIQUE constraint, as of a tick that is not older than the
     * call. Waits for the tick at hand.
     *
     * @param columns the constraint's columns, in any order
     * @param keys rows with values for them, in that order
     * @param row which of them
     * @return the row, if there is one; null if the table has no such constraint, or no primary key
     */
    public @Nullable Batch lookupUnique(String name, List<Integer> columns, Batch keys, int row) {
        return loop.call(() -> {
            TableRelation table = relations.table(name);
            UniqueKeys unique = table.unique(columns);
            if (unique == null) {
                return null;
            }
            int[] order = Arrays.stream(unique.columns()).map(columns::indexOf).toArray();
            List<ColumnType> types =
                    IntStream.of(order).mapToObj(keys.types()::get).toList();
            Batch primary = unique.primaryKey(keys.select(order, types), row);
            return primary.size() == 0 ? new Batch(table.schema().types()) : lookup(name, primary, 0);
        });
    }

    /** As {@link #lookup}, but as a transaction sees it. The session's thread. */
    public Batch lookup(Transaction transaction, String name, Batch keys, int row) {
        Batch own = transaction.lookup(relations.table(name), keys, row);
        return own == null ? lookup(name, keys, row) : own;
    }

    /** Whether a transaction has written to a table that a view reads, itself or through other views. Any thread. */
    public boolean changes(Transaction transaction, String view) {
        return Opened.of(relations, transaction).isChanged(view);
    }

    /** The whole state, between two ticks, without views that have failed; costs a copy of it. */
    public CircuitSnapshot checkpoint() {
        return loop.call(() -> CircuitSnapshot.of(relations, loop.graph(), loop.tick(), options.workers()));
    }

    /**
     * Goes on from a checkpoint that a circuit with any number of workers has made. The streams and stored tables are there
     * already, fresh; the views are not.
     *
     * @param views the plans of all views that the checkpoint holds or names as failed, in the order in which they were
     *     created; those that had failed are made known as stopped
     */
    public void restore(CircuitSnapshot checkpoint, List<ViewPlan> views) {
        run(() -> {
            relations.clock().set(checkpoint.clock());
            for (TableRelation table : relations.tables()) {
                String failure = checkpoint.failed().get(table.name());
                if (failure == null) {
                    checkpoint.restore(table.name(), List.of(table.node()), Set.of(), options.workers());
                } else {
                    table.state().fail(new EngineException(ErrorCode.VIEW_FAILED, failure));
                }
            }
            for (ViewPlan plan : views) {
                String failure = checkpoint.failed().get(plan.name());
                if (failure == null) {
                    maker.restore(checkpoint, plan);
                } else {
                    maker.addStopped(plan, new EngineException(ErrorCode.VIEW_FAILED, failure));
                }
            }
            checkpoint.positions().forEach((name, positions) -> {
                StreamRelation stream = relations.stream(name);
                if (stream != null && stream.input().isUsed()) {
                    activate(stream, positions, checkpoint.time(name));
                }
            });
        });
    }

    /** Makes a view known that does not run, so that whoever reads it is told why, until it is dropped. */
    public void createStopped(ViewPlan plan, EngineException reason) {
        run(() -> maker.addStopped(plan, reason));
    }

    /**
     * What a plan would share if it became a view now: by node of the plan, the views and subscriptions that an equal node runs for;
     * none where it would have to be made.
     */
    public Function<PlanNode, List<String>> sharedWith(ViewPlan plan) {
        PlanUsers users = new PlanUsers(plan, options.workers());
        run(() -> users.find(loop.graph()));
        return users.users();
    }

    /** What the circuit is doing. */
    public CircuitStatus status() {
        return loop.call(() -> CircuitStatus.of(relations, loop, options.workers()));
    }

    private void begin(StreamRelation stream, Positions from) {
        activate(stream, from, StreamRelation.SavedTime.NONE);
    }

    /** Begins to read a stream. The circuit's thread. */
    private void activate(StreamRelation stream, Positions from, StreamRelation.SavedTime saved) {
        EventTime time = stream.eventTime();
        SourceFeed feed = new SourceFeed(
                stream.name(),
                stream.source(),
                from,
                options.queueBytes(),
                loop::signal,
                time == null ? null : time.idleTimeout());
        stream.activate(from, feed, saved);
        feed.start();
    }

    private void run(Runnable action) {
        loop.call(() -> {
            action.run();
            return Boolean.TRUE;
        });
    }

    /** Ends all that runs and waits here, with an error that says so. Closing twice does nothing. */
    @Override
    public void close() {
        loop.close();
        subscribing.close();
    }
}
