package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.plan.BroadcastNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.state.KeyGroups;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.MemorySnapshot;
import io.millrace.executor.state.RandomRows;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs an operator over random deltas and compares the sum of its output, after every tick, with the whole answer
 * computed from scratch. Rows come in any order within a tick, deletions before insertions too, over several steps;
 * whole batches, row by row, with snapshot and restore after every tick, on one to four shards and from one number of
 * shards to another: all runs must agree. What a {@link ReadableOperator} has emitted is read from its state, frozen some ticks before. Rows hold NULLs, zeros of both signs, NaN, strings, wide decimals.
 *
 * <p>If columns follow event time ({@link #time}), watermarks move on between ticks, rows that come and go keep the promise of the
 * frontiers, a {@link TimedOperator} is told of its bounds and called as a circuit does, and after a restore it is told again.
 *
 * <p>Rows are lists of Long, Double, Boolean, BigInteger, String or null as {@link RandomRows} makes them; relations are
 * maps from row to weight. Every failure names its seed.
 */
public final class OperatorVerifier {
    /** Computes the operator's relation from the relations at its ports: rows with positive weights. */
    @FunctionalInterface
    public interface Recomputation {
        Map<List<?>, Long> of(List<Map<List<?>, Long>> inputs);
    }

    /**
     * Computes the operator's relation from the relations at its ports, and from how far frontiers have come: rows with positive
     * weights.
     */
    @FunctionalInterface
    public interface TimedRecomputation {
        Map<List<?>, Long> of(List<Map<List<?>, Long>> inputs, ToLongFunction<Frontier> bounds);
    }

    /** One way to cut the same input into batches, steps and shards. */
    private record Run(boolean rowByRow, boolean restore, int shards) {}

    private static final List<Run> RUNS = List.of(
            new Run(false, false, 1),
            new Run(true, false, 1),
            new Run(false, true, 1),
            new Run(true, false, 2),
            new Run(false, false, 3),
            new Run(false, true, 4));
    private static final int MAX_SHARDS = 4;
    private static final KernelCompiler KERNELS = new KernelCompiler(OperatorVerifier.class.getClassLoader(), 64);
    private static final int CONTENT_ROWS = 7;
    private static final int CONTENT_TICKS = 10;

    private final Function<ShardContext, Operator> factory;
    private final List<ColumnType> types;
    private final List<Port> ports;
    private final TimedRecomputation recomputation;
    private final List<VerifiedTime.TimeColumn> times = new ArrayList<>();
    private boolean appendOnly;
    private int forgottenSections;
    private Function<Random, Integer> rowsPerTick = random -> random.nextInt(24);

    /** An input: its columns, and those whose hash decides the shard; null if its rows are on all of them. */
    private record Port(List<ColumnType> types, int @Nullable [] exchange) {}

    private OperatorVerifier(
            Function<ShardContext, Operator> factory,
            List<ColumnType> types,
            List<Port> ports,
            TimedRecomputation recomputation) {
        this.factory = factory;
        this.types = types;
        this.ports = ports;
        this.recomputation = recomputation;
    }

    /** Verifies the operator of a node; an input's rows are spread as the plan says, by all columns where it does not. */
    public static OperatorVerifier of(PlanNode node, Recomputation recomputation) {
        return ofTimed(node, (inputs, bounds) -> recomputation.of(inputs));
    }

    /** As above, of a node whose output depends on how far event time has come. */
    public static OperatorVerifier ofTimed(PlanNode node, TimedRecomputation recomputation) {
        List<Port> ports = new ArrayList<>();
        for (PlanNode input : node.inputs()) {
            ports.add(new Port(input.types(), input instanceof BroadcastNode ? null : Partitioning.of(input)));
        }
        return new OperatorVerifier(context -> Operators.create(node, context), node.types(), ports, recomputation);
    }

    /** Verifies any operator of one input. */
    public static OperatorVerifier of(
            Function<ShardContext, Operator> factory,
            List<ColumnType> input,
            int[] exchange,
            List<ColumnType> output,
            Recomputation recomputation) {
        return new OperatorVerifier(
                factory, output, List.of(new Port(input, exchange)), (inputs, bounds) -> recomputation.of(inputs));
    }

    /** A column of an input, of numbers, follows event time. */
    public OperatorVerifier time(int port, int column, Frontier frontier) {
        times.add(new VerifiedTime.TimeColumn(port, column, frontier, true));
        return this;
    }

    /** A column of an input, of numbers, has times on both sides of where the clock is. */
    public OperatorVerifier clocked(int port, int column) {
        times.add(new VerifiedTime.TimeColumn(port, column, Frontier.of(Frontier.CLOCK), false));
        return this;
    }

    /** When all streams have ended nothing is kept. */
    public OperatorVerifier forgetsAll() {
        return forgetsAll(Integer.MAX_VALUE);
    }

    /** When all streams have ended nothing is kept in the first sections of the state. */
    public OperatorVerifier forgetsAll(int sections) {
        forgottenSections = sections;
        return this;
    }

    /** Inputs never delete. */
    public OperatorVerifier appendOnly() {
        appendOnly = true;
        return this;
    }

    /** How many rows a tick brings. */
    public OperatorVerifier rowsPerTick(Function<Random, Integer> rows) {
        rowsPerTick = rows;
        return this;
    }

    /** Runs {@code ticks} ticks in every way. */
    public void verify(long seed, int ticks) {
        for (Run run : RUNS) {
            new Execution(seed, run).run(ticks);
        }
    }

    /** What an operator is given in tests: failing calls yield NULL. */
    public static ShardContext context(int shard, int shards) {
        return new ShardContext(shard, shards, KERNELS, (code, site, detail, input, row) -> {});
    }

    /** A row with a weight on its way to a port. */
    private record Change(int port, List<?> row, long weight) {}

    private final class Execution {
        private final long seed;
        private final Run run;
        private final Random random;
        private final List<RandomRows> generators = new ArrayList<>();
        private final List<Map<List<?>, Long>> inputs = new ArrayList<>();
        private final Map<List<?>, Long> output = new HashMap<>();
        private final VerifiedTime time;
        private List<Operator> shards = new ArrayList<>();

        /** By shard: the bounds that it was told of, or null if it has not lived through a tick yet; whether it is to be called. */
        private long @Nullable [][] told = new long[0][];

        private boolean[] called = new boolean[0];
        private final List<FrozenContent> frozen = new ArrayList<>();
        private Map<List<?>, Long> frozenOutput = Map.of();
        private long emitted;
        private String where = "";

        Execution(long seed, Run run) {
            this.seed = seed;
            this.run = run;
            this.random = new Random(seed);
            for (Port port : ports) {
                generators.add(new RandomRows(random, port.types()));
                inputs.add(new HashMap<>());
            }
            time = new VerifiedTime(times, random);
            for (int i = 0; i < run.shards(); i++) {
                shards.add(factory.apply(context(i, run.shards())));
            }
            begin();
        }

        /** The shards are new: no bounds are known to them, and each is called in its first tick. */
        private void begin() {
            told = new long[shards.size()][];
            called = new boolean[shards.size()];
            Arrays.fill(called, true);
        }

        void run(int ticks) {
            for (int tick = 0; tick < ticks; tick++) {
                where = "seed=" + seed + " tick=" + tick + " " + run + " " + time;
                boolean idle = random.nextInt(5) == 0;
                List<Change> changes = idle ? List.of() : changes();
                long before = emitted;
                boolean moved = time.advance();
                tick(tick, changes);
                if (idle && tick > 0 && !moved) {
                    assertThat(emitted)
                            .as("%s: nothing comes out when nothing went in", where)
                            .isEqualTo(before);
                }
                assertThat(output).as(where).isEqualTo(canonical(recomputation.of(inputs, time::bound)));
                if (tick % CONTENT_TICKS == 0) {
                    checkContent();
                }
                if (run.restore()) {
                    moveState();
                }
            }
            checkContent();
            if (!times.isEmpty()) {
                end(ticks);
            }
        }

        private void end(int tick) {
            where = "seed=" + seed + " at the end of all streams, " + run;
            time.end();
            tick(tick, List.of());
            assertThat(output).as(where).isEqualTo(canonical(recomputation.of(inputs, time::bound)));
            for (Operator operator : shards) {
                MemorySnapshot snapshot = new MemorySnapshot();
                ((StatefulOperator) operator).snapshot(snapshot);
                StateReader reader = snapshot.reader(0, 1);
                for (int section = 0; section < Math.min(snapshot.sections(), forgottenSections); section++) {
                    assertThat(reader.next(section)).as("%s: rows kept", where).isNull();
                }
            }
        }

        /** What was frozen some ticks ago is what had been emitted then; freezes the present content for the next time. */
        private void checkContent() {
            Map<List<?>, Long> rows = new HashMap<>();
            for (FrozenContent content : frozen) {
                try (content) {
                    Batch batch = new Batch(types);
                    while (content.hasNext()) {
                        int count = content.next(batch, CONTENT_ROWS);
                        if (count < 1 || count > CONTENT_ROWS) {
                            throw new AssertionError(where + ": " + count + " rows of content");
                        }
                        for (int row = 0; row < batch.size(); row++) {
                            add(rows, RandomRows.row(batch, row), batch.weight(row));
                        }
                    }
                    assertThat(content.next(batch, CONTENT_ROWS)).as(where).isZero();
                }
            }
            assertThat(rows).as("%s: content of some ticks ago", where).isEqualTo(frozenOutput);
            frozen.clear();
            if (shards.stream()
                    .allMatch(operator -> operator instanceof ReadableOperator readable && readable.isReadable())) {
                shards.forEach(operator -> frozen.add(((ReadableOperator) operator).freezeContent()));
            }
            frozenOutput = frozen.isEmpty() ? Map.of() : new HashMap<>(output);
        }

        private void tick(int tick, List<Change> changes) {
            int steps = 1 + random.nextInt(3);
            for (int step = 0; step < steps; step++) {
                int from = changes.size() * step / steps;
                int to = changes.size() * (step + 1) / steps;
                feed(changes.subList(from, to));
                for (Operator operator : shards) {
                    operator.endStep(this::collect);
                }
            }
            for (int shard = 0; shard < shards.size(); shard++) {
                if (shards.get(shard) instanceof TimedOperator timed
                        && !timed.frontiers().isEmpty()) {
                    tell(shard, timed);
                    if (!called[shard]) {
                        continue;
                    }
                }
                shards.get(shard).endTick(tick, this::collect);
                called[shard] = false;
            }
        }

        /** Tells an operator of frontiers that have moved on, and whether it is due then. */
        private void tell(int shard, TimedOperator timed) {
            List<Frontier> frontiers = timed.frontiers();
            long[] known = told[shard];
            if (known == null) {
                known = new long[frontiers.size()];
                Arrays.fill(known, Frontier.NONE);
                told[shard] = known;
            }
            for (int i = 0; i < known.length; i++) {
                long bound = time.bound(frontiers.get(i));
                if (bound > known[i]) {
                    known[i] = bound;
                    timed.advance(i, bound);
                    called[shard] |= timed.nextTime(i) < bound;
                }
            }
        }

        private void feed(List<Change> changes) {
            for (int shard = 0; shard < shards.size(); shard++) {
                for (int port = 0; port < ports.size(); port++) {
                    Batch batch = new Batch(ports.get(port).types());
                    for (Change change : changes) {
                        if (change.port() == port && isOf(change, shard)) {
                            called[shard] = true;
                            RandomRows.append(batch, change.row(), change.weight());
                            if (run.rowByRow()) {
                                shards.get(shard).process(port, batch, this::collect);
                                batch.clear();
                            }
                        }
                    }
                    if (batch.size() > 0) {
                        shards.get(shard).process(port, batch, this::collect);
                    }
                }
            }
        }

        private boolean isOf(Change change, int shard) {
            Port port = ports.get(change.port());
            int[] exchange = port.exchange();
            if (exchange == null) {
                return true;
            }
            Batch batch = new Batch(port.types());
            RandomRows.append(batch, change.row(), 1);
            return KeyGroups.shard(KeyHash.ofRow(batch, exchange, 0), shards.size()) == shard;
        }

        private void collect(Batch batch) {
            assertThat(batch.size()).as("%s: empty batches are not sent", where).isPositive();
            assertThat(batch.types()).as("%s: types", where).isEqualTo(types);
            for (int row = 0; row < batch.size(); row++) {
                assertThat(batch.weight(row))
                        .as("%s: weight of %s", where, RandomRows.row(batch, row))
                        .isNotZero();
                add(output, RandomRows.row(batch, row), batch.weight(row));
            }
            emitted += batch.size();
        }

        /** A delta that leaves no negative weights at the end of the tick, in random order. */
        private List<Change> changes() {
            List<Change> changes = new ArrayList<>();
            int count = ports.isEmpty() ? 0 : rowsPerTick.apply(random);
            for (int i = 0; i < count; i++) {
                int port = random.nextInt(ports.size());
                Map<List<?>, Long> input = inputs.get(port);
                int kind = appendOnly ? 0 : random.nextInt(8);
                if (kind < 4 || input.isEmpty()) {
                    insert(changes, port, row(port), 1 + random.nextInt(10) / 9);
                } else if (kind < 7) {
                    List<?> row = new ArrayList<>(input.keySet()).get(random.nextInt(input.size()));
                    long weight = random.nextInt(4) == 0 ? input.get(row) : 1;
                    if (time.isOpen(port, row)) {
                        add(input, row, -weight);
                        changes.add(new Change(port, row, -weight));
                    }
                } else {
                    List<?> row = row(port);
                    changes.add(new Change(port, row, -1));
                    changes.add(new Change(port, row, 1));
                }
            }
            Collections.shuffle(changes, random);
            return changes;
        }

        private List<?> row(int port) {
            return time.timely(port, generators.get(port).row());
        }

        private void insert(List<Change> changes, int port, List<?> row, long weight) {
            add(inputs.get(port), RandomRows.canonical(row), weight);
            changes.add(new Change(port, row, weight));
        }

        /** Writes the state of all shards and reads it into new ones, of another number if there are several. */
        private void moveState() {
            List<MemorySnapshot> snapshots = new ArrayList<>();
            for (Operator operator : shards) {
                MemorySnapshot snapshot = new MemorySnapshot();
                if (operator instanceof StatefulOperator stateful) {
                    stateful.snapshot(snapshot);
                    assertThat(stateful.stateBytes()).as(where).isNotNegative();
                }
                snapshots.add(snapshot);
            }
            int count = run.shards() == 1 ? 1 : 1 + random.nextInt(MAX_SHARDS);
            List<Operator> next = new ArrayList<>();
            for (int shard = 0; shard < count; shard++) {
                Operator operator = factory.apply(context(shard, count));
                if (operator instanceof StatefulOperator stateful) {
                    for (MemorySnapshot snapshot : snapshots) {
                        stateful.restore(snapshot.reader(shard, count));
                    }
                }
                next.add(operator);
            }
            shards = next;
            begin();
        }
    }

    private static Map<List<?>, Long> canonical(Map<List<?>, Long> relation) {
        Map<List<?>, Long> sums = new HashMap<>();
        relation.forEach((row, weight) -> add(sums, RandomRows.canonical(row), weight));
        return sums;
    }

    private static void add(Map<List<?>, Long> relation, List<?> row, long weight) {
        relation.merge(row, weight, (a, b) -> a + b == 0 ? null : (Long) (a + b));
    }
}
