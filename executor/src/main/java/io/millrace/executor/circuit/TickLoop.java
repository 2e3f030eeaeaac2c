package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.Graph;
import io.millrace.executor.circuit.graph.InputTask;
import io.millrace.executor.circuit.graph.TickRunner;
import io.millrace.executor.circuit.graph.WorkerPool;
import io.millrace.executor.circuit.stream.Floors;
import io.millrace.executor.circuit.stream.StreamRelation;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.log.TickInput;
import io.millrace.executor.log.TickLog;
import io.millrace.executor.log.TickRecord;
import io.millrace.executor.plan.Frontier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The circuit's thread: cuts ticks from what has arrived, runs them, publishes them, and between two ticks does what others
 * ask of it. A tick starts as soon as there is input, so its size follows the load: one row at rest, many under pressure.
 *
 * <p>Everything about the running graph is owned by this thread. Others come in by {@link #call} and {@link #signal}.
 */
final class TickLoop implements AutoCloseable {
    private final CircuitOptions options;
    private final Relations relations;
    private final Graph graph;
    private final WorkerPool pool;
    private final TickRunner runner;
    private final WriteQueue writes;
    private final FreezeQueue freezes;
    private final Epoch epoch = new Epoch();
    private final ConcurrentLinkedQueue<Command<?>> commands = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean closed;
    private volatile long tick;
    private final AtomicLong rows = new AtomicLong();
    private volatile @Nullable Throwable broken;
    private volatile @Nullable LogSync log;
    private final TickClock clock;

    /** Whether the clock stands still, because the log does not take it. */
    private boolean clockStopped;

    TickLoop(CircuitOptions options, Relations relations) {
        this.options = options;
        this.relations = relations;
        this.clock = relations.clock();
        this.graph = new Graph(options.workers());
        this.pool = new WorkerPool(options.workers(), "millrace");
        this.runner = new TickRunner(
                graph,
                options.workers(),
                options.smallTickRows(),
                options.stepRows(),
                options.workers() > 1 ? pool : null);
        this.writes = new WriteQueue(relations, options);
        this.freezes = new FreezeQueue(relations, options.workers());
        this.thread = new Thread(this::loop, "millrace-circuit");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Graph graph() {
        return graph;
    }

    WriteQueue writes() {
        return writes;
    }

    FreezeQueue freezes() {
        return freezes;
    }

    Epoch epoch() {
        return epoch;
    }

    /** The last tick that was published. */
    long tick() {
        return tick;
    }

    /** Rows of input taken by all ticks so far. */
    long rows() {
        return rows.get();
    }

    /** Whether there is something to do that the thread has not begun with. Any thread; cheap. */
    boolean isWaiting() {
        return signalled.get();
    }

    /** There is something to do. Any thread; cheap. */
    void signal() {
        if (!signalled.getAndSet(true)) {
            LockSupport.unpark(thread);
        }
    }

    /** A subscriber has gone: its nodes leave the graph between two ticks. Any thread. */
    void signalCleanup() {
        commands.add(new Command<>(
                () -> {
                    relations.removeEnded(graph);
                    return Boolean.TRUE;
                },
                new CompletableFuture<>()));
        signal();
    }

    /** Something to do between two ticks, and who waits for it. */
    private record Command<T extends @Nullable Object>(Supplier<T> action, CompletableFuture<T> result) {
        void run() {
            try {
                result.complete(action.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            } catch (Error e) {
                // Who waits is told before the circuit stops.
                result.completeExceptionally(e);
                throw e;
            }
        }
    }

    /** Runs an action between two ticks, on the circuit's thread, and gives its result. */
    <T extends @Nullable Object> T call(Supplier<T> action) {
        Command<T> command = new Command<>(action, new CompletableFuture<>());
        commands.add(command);
        submitted();
        return await(command.result());
    }

    /** Something was put into a queue: the thread shall see to it, or it ends with an error if the thread is gone. Any thread. */
    void submitted() {
        signal();
        if (isOver()) {
            failWaiting();
        }
    }

    /** Whether the thread takes nothing more. */
    boolean isOver() {
        return closed || broken != null;
    }

    /** Throws if the circuit does nothing any more. Any thread. */
    void throwIfOver() {
        if (isOver()) {
            throw shutDown();
        }
    }

    /** Waits for a future of the circuit and throws what it failed with. */
    static <T extends @Nullable Object> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof EngineException cause) {
                throw new EngineException(cause.code(), cause.position(), cause.text(), cause);
            }
            throw new EngineException(
                    ErrorCode.INTERNAL_ERROR, null, "The circuit could not do this: " + e.getCause(), e.getCause());
        }
    }

    private void loop() {
        try {
            while (!closed) {
                signalled.set(false);
                boolean worked = runCommands();
                long wait = freezes.serve(tick, System.nanoTime());
                worked |= runTick();
                wait = Math.min(wait, clock.nanosUntilWall(relations.deliver()));
                if (!worked && !closed && !signalled.get()) {
                    LockSupport.parkNanos(this, Math.min(wait, clock.nanosUntil(nextClock())));
                }
            }
        } catch (Throwable e) {
            broken = e;
        } finally {
            closed = true;
            failWaiting();
            EngineException reason = shutDown();
            writes.failAccepted(reason);
            LogSync sync = log;
            if (sync != null) {
                sync.close();
            }
            relations.end(reason);
            pool.close();
        }
    }

    private boolean runCommands() {
        Command<?> command = commands.poll();
        boolean any = command != null;
        while (command != null) {
            command.run();
            command = commands.poll();
        }
        return any;
    }

    /** Runs one tick over what has arrived; gives whether anything had. */
    private boolean runTick() {
        if (decideFloors()) {
            return true;
        }
        List<InputTask> tasks = new ArrayList<>();
        long taken = 0;
        long time = isClockUsed() ? clock.next() : clock.now();
        Set<String> heldBack = relations.heldBack();
        for (StreamRelation stream : relations.streams()) {
            if (!heldBack.contains(stream.name())) {
                taken += stream.take(Math.max(1, options.maxTickRows() - taken), tasks);
            }
        }
        boolean more = false;
        // All client writes wait, so that their order stays as it is.
        if (heldBack.stream().allMatch(name -> relations.findTable(name) == null)) {
            taken += writes.take(tasks, tick + 1, time > clock.now() ? List.of(new TickInput.Clock(time)) : List.of());
            more = writes.isWaiting();
        }
        boolean comes = !tasks.isEmpty() || relations.isTimeAhead();
        boolean due = time > clock.now() && clock.isDue(nextClock());
        if (comes || due || writes.hasAccepted()) {
            moveClock(time);
        }
        boolean runs = comes || due && clock.now() == time;
        if (runs) {
            runTick(tasks);
            rows.addAndGet(taken);
        }
        writes.complete(tick);
        return runs || more;
    }

    private void runTick(List<InputTask> tasks) {
        long next = tick + 1;
        runner.run(next, tasks, () -> {
            relations.advance(graph);
            graph.advance(List.of(Frontier.CLOCK), relations::watermark);
        });
        relations.failDependents();
        publish(next);
    }

    /** Whether any plan goes by the clock. */
    private boolean isClockUsed() {
        return !clockStopped && graph.timedStreams().contains(Frontier.CLOCK);
    }

    /** The next time at which a plan has something to do although nothing has come. */
    private long nextClock() {
        return clockStopped ? Frontier.END : graph.nextClock();
    }

    /** The tick at hand is told a time, which is in its record, or gets one of its own. If the log does not take it the clock stands still. */
    private void moveClock(long time) {
        if (time <= clock.now()) {
            return;
        }
        LogSync sync = log;
        if (sync != null && !writes.hasAccepted()) {
            try {
                sync.append(new TickRecord(tick + 1, List.of(new TickInput.Clock(time))));
            } catch (EngineException e) {
                clockStopped = true;
                return;
            }
        }
        clock.set(time);
    }

    /** Tells all plans the time that it is, in a tick of its own. For a plan that is about to join. Between two ticks. */
    void tellTime() {
        if (clockStopped) {
            throw new EngineException(
                    ErrorCode.LOG_FAILED,
                    "The log takes nothing more, so that no view can go by the time. Start the server again.");
        }
        long before = clock.now();
        moveClock(clock.next());
        if (clock.now() > before) {
            runTick(List.of());
        }
    }

    /**
     * Lets partitions of streams join that others have not waited for: what that means for their rows is logged, as a tick without
     * rows, before the first of them is taken. Gives whether any was.
     */
    private boolean decideFloors() {
        Map<StreamRelation, List<Floors.Floor>> floors = new LinkedHashMap<>();
        List<TickInput> inputs = new ArrayList<>();
        for (StreamRelation stream : relations.streams()) {
            stream.findIdle();
            List<Floors.Floor> needed = stream.floorsNeeded();
            if (!needed.isEmpty()) {
                floors.put(stream, needed);
            }
            for (Floors.Floor floor : needed) {
                if (stream.id() != 0) {
                    inputs.add(new TickInput.Floor(stream.id(), floor.partition(), floor.position(), floor.time()));
                }
            }
        }
        LogSync sync = log;
        if (sync != null && !inputs.isEmpty()) {
            try {
                long next = tick + 1;
                sync.append(new TickRecord(next, inputs));
                tick = next;
            } catch (EngineException e) {
                floors.keySet().forEach(stream -> stream.stick(e));
                return false;
            }
        }
        floors.forEach((stream, decided) -> decided.forEach(stream::decide));
        return !floors.isEmpty();
    }

    /**
     * Takes changes of tables as a log has them, before anything else happens: shown as one tick, that of the last record.
     * The circuit's thread.
     */
    void replay(List<TickRecord> records) {
        List<InputTask> tasks = new ArrayList<>();
        for (TickRecord record : records) {
            for (TickInput input : record.inputs()) {
                if (input instanceof TickInput.Rows rows) {
                    writes.addTasks(relations.storedTable(rows.table()), rows.rows(), tasks);
                } else if (input instanceof TickInput.Floor floor) {
                    relations.decided(floor);
                } else if (input instanceof TickInput.Clock told) {
                    clock.set(told.millis());
                }
            }
        }
        long last = records.get(records.size() - 1).tick();
        runner.run(last, tasks);
        publish(last);
    }

    /** From now on ticks that take client writes are kept. The circuit's thread. */
    void keepIn(TickLog opened) {
        LogSync sync = new LogSync(opened);
        log = sync;
        tick = Math.max(tick, opened.recovery().lastTick());
        writes.keepIn(sync);
        sync.start();
    }

    /** What keeps client writes, or null. */
    @Nullable
    LogSync log() {
        return log;
    }

    private void publish(long next) {
        epoch.beginPublish();
        try {
            runner.phase(shard -> graph.publish(shard, next));
            tick = next;
        } finally {
            epoch.endPublish();
        }
        relations.endTick(graph);
    }

    /** Tells all who wait that nothing more will come. */
    private void failWaiting() {
        EngineException reason = shutDown();
        freezes.fail(reason);
        writes.fail(reason);
        for (Command<?> command = commands.poll(); command != null; command = commands.poll()) {
            command.result().completeExceptionally(reason);
        }
    }

    EngineException shutDown() {
        Throwable reason = broken;
        return reason == null
                ? new EngineException(ErrorCode.SERVER_SHUTDOWN, "The server is shutting down.")
                : new EngineException(ErrorCode.INTERNAL_ERROR, null, "The circuit has stopped: " + reason, reason);
    }

    @Override
    public void close() {
        closed = true;
        signal();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
