package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.FrozenTask;
import io.millrace.executor.circuit.graph.Graph;
import io.millrace.executor.circuit.graph.GraphNode;
import io.millrace.executor.circuit.graph.Head;
import io.millrace.executor.circuit.graph.InputTask;
import io.millrace.executor.circuit.graph.TableTap;
import io.millrace.executor.circuit.graph.TickRunner;
import io.millrace.executor.circuit.stream.StreamRelation;
import io.millrace.executor.circuit.table.TableRelation;
import io.millrace.executor.column.Batch;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.SourceReader;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.operator.FrozenContent;
import io.millrace.executor.operator.FrozenRows;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.type.ColumnType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a new view joins a running circuit: what it reads is frozen and tapped between two ticks, then the view runs apart on
 * the caller's thread over all of that, and again over what came meanwhile, until little enough is left to do between
 * two ticks; then its nodes become part of the graph. The running views lose nothing but the time of three short pauses. What it
 * reads are streams, tables and views, and nodes that run already, see {@link Sharing}.
 *
 * <p>A stream that nobody reads yet is not read here: the circuit begins it when the view is in.
 */
final class Joining {
    /** With fewer rows than this to go, the rest is done between two ticks: about a millisecond. */
    private static final long SWAP_ROWS = 1_000;

    /** The same after {@value #MAX_DRAINS} ticks: then rows come too fast for less. */
    private static final long BUSY_SWAP_ROWS = 5_000;

    private static final int MAX_DRAINS = 20;

    /** How many rows are decoded at a time: a piece of work short enough that the running circuit does not wait for it long. */
    private static final int BATCH_ROWS = 256;

    /** After so many passes over a stream it is tapped, however much is left; then it waits for the view when it must. */
    private static final int MAX_PASSES = 4;

    private static final Duration POLL = Duration.ofMillis(100);

    /** So often in a row a source may fail before the view's creation does; the pauses between double. */
    private static final int MAX_FAILURES = 5;

    private static final long FIRST_PAUSE_MILLIS = 25;

    private final TickLoop loop;
    private final Relations relations;
    private final CircuitOptions options;
    private final JoiningPlan plan;
    private final Pace pace;
    private final TickRunner runner;
    private final Map<String, List<Head>> heads = new LinkedHashMap<>();
    private final Map<String, JoiningStream> streams = new LinkedHashMap<>();
    private final JoiningTaps taps = new JoiningTaps();
    private final Graph graph;
    private final Sharing sharing;
    private boolean isIn;
    private @Nullable Snapshot base;

    Joining(TickLoop loop, Relations relations, CircuitOptions options, JoiningPlan plan) {
        this.loop = loop;
        this.relations = relations;
        this.options = options;
        this.plan = plan;
        this.graph = new Graph(options.workers());
        this.sharing = new Sharing(loop.graph(), plan.state(), plan.built(), options.workers());
        this.pace = new Pace(options.maxTickRows(), loop::isWaiting);
        this.runner = new TickRunner(
                graph, options.workers(), options.smallTickRows(), options.stepRows(), null, pace::pieceDone);
    }

    /** Joins; returns when the view is part of the circuit. */
    void run() {
        boolean joined = false;
        try {
            loop.call(() -> {
                begin();
                return null;
            });
            firstTicks();
            do {
                catchUp();
                joined = loop.call(this::swapIn);
            } while (!joined);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(
                    ErrorCode.CANCELLED, null, "Creating '" + plan.state().name() + "' was interrupted.", e);
        } finally {
            if (!joined) {
                releaseLater();
            }
        }
    }

    /** Lets go between two ticks, or at once if there are none any more. */
    private void releaseLater() {
        try {
            loop.call(() -> {
                release();
                return null;
            });
        } catch (EngineException e) {
            if (!loop.isOver()) {
                throw e;
            }
            // The circuit's thread has let go of the streams. What ended this joining is what its caller is told.
        }
    }

    /** Waits while the receiver cannot take more; throws if this joining shall end. The joining thread. */
    private void checkGoingOn() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        loop.throwIfOver();
        plan.brakeIfNeeded(this::isPressed);
    }

    /** Whether so much waits for this view that running streams wait for it, or memory suffers. */
    private boolean isPressed() {
        return streams.values().stream().anyMatch(stream -> stream.tap != null && stream.tap.isFull())
                || taps.areFull();
    }

    /** Between two ticks: freezes and taps what the view reads. */
    private void begin() {
        if (plan.built().goesByClock()) {
            loop.tellTime();
        }
        relations.beginJoining(plan.state());
        checkTables();
        sharing.match();
        graph.add(plan.state(), sharing.runApart(options.tapBytes()));
        for (SharedContent content : sharing.contents()) {
            relations.addNodeTap(content.tap(), plan.state());
            taps.add(content.tap(), List.of(content.head()));
        }
        plan.state().throwIfFailed();
        for (Head head : plan.built().heads()) {
            if (sharing.isApart(head.node())) {
                heads.computeIfAbsent(head.relation(), name -> new ArrayList<>())
                        .add(head);
            }
        }
        List<String> tables = new ArrayList<>();
        for (String name : heads.keySet()) {
            StreamRelation stream = relations.stream(name);
            if (stream == null) {
                tables.add(name);
            } else {
                JoiningStream reading =
                        new JoiningStream(stream, options.workers(), Math.min(BATCH_ROWS, options.batchRows()));
                reading.begin(heads.get(name));
                streams.put(name, reading);
            }
        }
        base = loop.freezes().freeze(tables, loop.tick(), System.nanoTime());
        for (String name : tables) {
            TableTap tap = new TableTap(options.tapBytes());
            relations.addTap(relations.table(name), tap);
            taps.add(name, tap, nodes(name));
        }
        plan.activations().forEach((name, end) -> {
            StreamRelation stream = relations.stream(name);
            if (stream != null && !stream.isActive()) {
                // What is late follows from all rows before, so these are read, for nobody.
                plan.activate(stream, stream.eventTime() == null ? end : stream.start());
            }
        });
    }

    /** Waits until the running circuit has read a stream as far as it went when this began: then that is the present content. */
    private void awaitPresent(JoiningStream stream) throws InterruptedException {
        Positions end = plan.activations().get(stream.relation.name());
        if (end == null || stream.relation.eventTime() == null) {
            return;
        }
        for (int failures = 0; !loop.call(() -> stream.relation.isAsFarAs(end)); ) {
            checkGoingOn();
            String problem = loop.call(stream.relation::problem);
            failures = problem == null ? 0 : failures + 1;
            if (failures > MAX_FAILURES) {
                throw new EngineException(
                        ErrorCode.SOURCE_FAILED, "Stream '" + stream.relation.name() + "' cannot be read: " + problem);
            }
            TimeUnit.MILLISECONDS.sleep(problem == null ? 1 : FIRST_PAUSE_MILLIS << failures);
        }
    }

    /** Whether all tables and views that the plan names, read or not, are there and are those it was made for. */
    private void checkTables() {
        for (Head head : plan.built().heads()) {
            if (relations.stream(head.relation()) == null) {
                checkBase(relations.table(head.relation()));
            }
        }
    }

    private void checkBase(TableRelation table) {
        table.checkNotFailed();
        if (!plan.state().reads(table.state())) {
            throw new EngineException(
                    ErrorCode.OBJECT_IN_USE,
                    "'" + table.name() + "' was dropped and created anew while '"
                            + plan.state().name() + "' was about to read it. Try again.");
        }
    }

    /** The view's first ticks: constants alone, then the frozen content of what it reads. */
    private void firstTicks() throws InterruptedException {
        runner.hold(true);
        tick(List.of());
        scanContents();
        scanTables();
        runner.hold(false);
        // A recursion over a part of the tables would go through states that it never had, and might not end.
        tick(List.of());
    }

    private void scanContents() throws InterruptedException {
        for (SharedContent shared : sharing.contents()) {
            for (int shard = 0; shard < shared.content().size(); shard++) {
                scan(
                        List.of(shared.head()),
                        shared.types(),
                        shard,
                        shared.content().get(shard));
            }
            shared.close();
        }
    }

    private void scanTables() throws InterruptedException {
        Snapshot frozen = base;
        if (frozen == null) {
            return;
        }
        try (frozen) {
            for (String name : taps.tables()) {
                bindToTable(name);
                FrozenRows[] shards = frozen.rows(name);
                List<ColumnType> types = relations.table(name).schema().types();
                for (int shard = 0; shard < shards.length; shard++) {
                    scan(nodes(name), types, shard, shards[shard]);
                }
            }
        }
        base = null;
    }

    private void bindToTable(String name) {
        List<Integer> all = IntStream.range(0, relations.table(name).schema().size())
                .boxed()
                .toList();
        for (Head head : heads.getOrDefault(name, List.of())) {
            head.bind(all, options.workers());
        }
    }

    private void scan(List<GraphNode> nodes, List<ColumnType> types, int shard, FrozenContent rows)
            throws InterruptedException {
        Batch batch = new Batch(types);
        int size = Math.min(BATCH_ROWS, options.batchRows());
        InputTask next = new FrozenTask(nodes, shard, rows, batch, size);
        while (rows.hasNext()) {
            tick(Collections.nCopies(Math.max(1, pace.tickRows() / size), next));
            checkGoingOn();
        }
    }

    private List<GraphNode> nodes(String relation) {
        return heads.getOrDefault(relation, List.of()).stream().map(Head::node).toList();
    }

    /** Works through what has come meanwhile until little is left. */
    private void catchUp() throws InterruptedException {
        for (JoiningStream stream : streams.values()) {
            if (stream.tap == null && loop.call(stream.relation::isActive)) {
                awaitPresent(stream);
                for (int pass = 0;
                        pass < MAX_PASSES && pass(stream, stream.relation.positions()) > BUSY_SWAP_ROWS;
                        pass++) {
                    checkGoingOn();
                }
                pass(stream, loop.call(() -> stream.tap(options.tapBytes())));
            }
        }
        for (int drains = 0; waiting() > (drains < MAX_DRAINS ? SWAP_ROWS : BUSY_SWAP_ROWS); drains++) {
            List<InputTask> tasks = new ArrayList<>();
            drain(tasks, pace.tickRows());
            loop.signal();
            tick(tasks);
            checkGoingOn();
        }
    }

    /** Reads a stream up to some positions, anew where it stopped if the source fails now and then; gives how many records. */
    private long pass(JoiningStream stream, Positions until) throws InterruptedException {
        long records = 0;
        int failures = 0;
        while (!stream.done.equals(until)) {
            Positions before = stream.done;
            try {
                records += read(stream, until);
            } catch (RuntimeException e) {
                plan.state().throwIfFailed();
                checkGoingOn();
                failures = stream.done.equals(before) ? failures + 1 : 1;
                if (failures > MAX_FAILURES) {
                    throw e instanceof EngineException
                            ? e
                            : new EngineException(
                                    ErrorCode.SOURCE_FAILED,
                                    null,
                                    "Stream '" + stream.relation.name() + "' cannot be read: " + e,
                                    e);
                }
                TimeUnit.MILLISECONDS.sleep(FIRST_PAUSE_MILLIS << failures);
            }
        }
        return records;
    }

    private long read(JoiningStream stream, Positions until) throws InterruptedException {
        long records = 0;
        long pending = 0;
        List<InputTask> tasks = new ArrayList<>();
        Positions reached = stream.done;
        stream.input.beginPass();
        try (SourceReader reader = stream.relation.source().reader(stream.done, until)) {
            while (!reader.finished()) {
                Chunk chunk = reader.poll(POLL);
                if (chunk != null) {
                    stream.input.addTasks(chunk, tasks);
                    pending += chunk.records();
                    reached = reached.with(chunk.partition(), chunk.until());
                }
                if (pending >= pace.tickRows() || (chunk == null && pending > 0)) {
                    taps.drain(tasks, pace.tickRows());
                    tick(tasks);
                    stream.done = reached;
                    tasks.clear();
                    records += pending;
                    pending = 0;
                }
                checkGoingOn();
            }
            tick(tasks);
            // Before the reader is closed, so that a failure of that repeats nothing.
            stream.done = until;
            records += pending;
        }
        return records;
    }

    private long waiting() {
        return taps.rows()
                + streams.values().stream().mapToLong(JoiningStream::waiting).sum();
    }

    /** Takes waiting changes as tasks, up to about so many rows. */
    private void drain(List<InputTask> tasks, long maxRows) {
        long rows = 0;
        for (JoiningStream stream : streams.values()) {
            rows += stream.drain(tasks, maxRows - rows);
        }
        taps.drain(tasks, maxRows - rows);
    }

    /** One tick of the view alone. It is visible to nobody yet, so parts of the circuit's ticks may be ticks here. */
    private void tick(List<InputTask> tasks) {
        pace.beginTick();
        tick(tasks, runner, this::advance);
        pace.endTick(tasks.stream().mapToLong(InputTask::rows).sum());
    }

    /**
     * Tells the view how far event time has come in the streams that it passes over. Not if it reads tables, views or running nodes: their
     * changes are as far as the running circuit, which another stream of this view may be ahead of.
     */
    private void advance() {
        if (taps.isEmpty()) {
            graph.advance(streams.keySet(), this::watermark);
        }
        graph.advance(List.of(Frontier.CLOCK), this::watermark);
    }

    private long watermark(String name) {
        return name.equals(Frontier.CLOCK) ? relations.clock().bound() : JoiningStream.watermark(streams.get(name));
    }

    private void tick(List<InputTask> tasks, TickRunner by, Runnable advance) {
        by.run(loop.tick(), tasks, advance);
        by.phase(shard -> graph.publish(shard, loop.tick()));
        graph.published();
        plan.state().throwIfFailed();
    }

    /**
     * Between two ticks: does what is left and makes the view part of the graph.
     *
     * @return false if a stream has become active since this view passed over it, so that it must catch up once more
     */
    private boolean swapIn() {
        plan.state().throwIfFailed();
        for (JoiningStream stream : streams.values()) {
            if (stream.tap == null && stream.relation.isActive()) {
                return false;
            }
        }
        checkTables();
        List<InputTask> rest = new ArrayList<>();
        drain(rest, Long.MAX_VALUE);
        // On the circuit's thread, which gives way to nobody.
        tick(
                rest,
                new TickRunner(graph, options.workers(), options.smallTickRows(), options.stepRows(), null),
                () -> graph.advance(graph.timedStreams(), relations::watermark));
        boolean connected = false;
        try {
            connect();
            connected = true;
        } finally {
            if (!connected) {
                relations.cutOff(plan.state(), loop.graph());
                plan.built().nodes().forEach(GraphNode::leave);
            }
        }
        isIn = true;
        release();
        return true;
    }

    /** Between two ticks: makes the nodes part of the graph, and then the view known. */
    private void connect() {
        Set<GraphNode> added = new LinkedHashSet<>(sharing.merge());
        heads.values().forEach(list -> list.removeIf(head -> !added.contains(head.node())));
        for (JoiningStream stream : streams.values()) {
            stream.relation.input().add(heads.getOrDefault(stream.relation.name(), List.of()));
            if (!stream.relation.isActive()) {
                plan.activate(stream.relation, stream.relation.start());
            }
        }
        for (String name : taps.tables()) {
            for (Head head : heads.getOrDefault(name, List.of())) {
                relations.table(name).feed(head, options.workers());
            }
        }
        loop.graph().add(plan.state(), List.copyOf(added));
        releaseContents();
        loop.graph().reorder(plan.state(), sharing.all());
        plan.onJoined(loop.tick());
    }

    private void releaseContents() {
        sharing.release();
        for (SharedContent shared : sharing.contents()) {
            shared.release(relations, loop.graph(), plan.state());
        }
    }

    /** Between two ticks: lets go of all that was held for the view. */
    private void release() {
        relations.endJoining(plan.state());
        if (!isIn) {
            releaseContents();
            relations.cutOff(plan.state(), loop.graph());
        }
        for (JoiningStream stream : streams.values()) {
            stream.release();
        }
        streams.clear();
        taps.release(relations);
        Snapshot frozen = base;
        if (frozen != null) {
            frozen.close();
            base = null;
        }
    }
}
