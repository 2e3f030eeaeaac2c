package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.GraphBuilder;
import io.millrace.executor.circuit.graph.Head;
import io.millrace.executor.circuit.graph.ViewState;
import io.millrace.executor.circuit.stream.StreamRelation;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.operator.FrozenRows;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.plan.UnplacedPlan;
import io.millrace.executor.plan.ViewPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Lets subscriptions join, each on a thread of its own. Thread-safe. */
final class Subscribing implements AutoCloseable {
    /** How long {@link #close} waits for a thread that reads a source. */
    private static final long LONGEST_END_MILLIS = 5_000;

    private final TickLoop loop;
    private final Relations relations;
    private final CircuitOptions options;
    private final ViewMaker maker;
    private final BiConsumer<StreamRelation, Positions> activator;

    /** Subscriptions that still catch up, by the thread that does it. */
    private final Map<Thread, Subscription> joining = new ConcurrentHashMap<>();

    /** For a circuit; {@code activator} begins to read a stream, on the circuit's thread. */
    Subscribing(
            TickLoop loop,
            Relations relations,
            CircuitOptions options,
            ViewMaker maker,
            BiConsumer<StreamRelation, Positions> activator) {
        this.loop = loop;
        this.relations = relations;
        this.options = options;
        this.maker = maker;
        this.activator = activator;
    }

    /** Begins one, and returns at once; see {@link Circuit#subscribeEvery} for the period. */
    Subscription subscribe(ViewPlan plan, long maxRows, long periodMillis) {
        ViewState state = relations.newState(plan.name(), Inputs.of(plan.root()), options.viewBytes());
        Subscription subscription = new Subscription(plan, maxRows, periodMillis, loop::signalCleanup);
        Operator[] terminal = new Operator[options.workers()];
        for (int shard = 0; shard < terminal.length; shard++) {
            terminal[shard] = new SubscriptionTerminal(plan, subscription);
        }
        GraphBuilder built = maker.builder(state, options.maxIterations());
        built.build(UnplacedPlan.of(plan).root(), terminal);
        Supplier<JoiningPlan> plans = () -> new JoiningPlan(
                state,
                built,
                ends(built),
                activator,
                tick -> goLive(state, subscription, terminal, tick),
                subscription::awaitRoom);
        Thread thread = new Thread(() -> join(plans, subscription), "millrace-join-" + plan.name());
        thread.setDaemon(true);
        joining.put(thread, subscription);
        thread.start();
        return subscription;
    }

    /** Whether any subscription still catches up. */
    boolean isAny() {
        return !joining.isEmpty();
    }

    /** Where the streams that a plan reads end at present. Asks the outside world. */
    private Map<String, Positions> ends(GraphBuilder built) {
        Map<String, Positions> ends = new HashMap<>();
        for (Head head : built.heads()) {
            StreamRelation stream = loop.call(() -> relations.stream(head.relation()));
            if (stream != null) {
                ends.put(head.relation(), stream.source().end(stream.start()));
            }
        }
        return ends;
    }

    private void join(Supplier<JoiningPlan> plans, Subscription subscription) {
        try {
            new Joining(loop, relations, options, plans.get()).run();
        } catch (RuntimeException e) {
            subscription.fail(e);
        } finally {
            joining.remove(Thread.currentThread());
        }
    }

    private void goLive(ViewState state, Subscription subscription, Operator[] terminal, long tick) {
        List<FrozenRows> content = SubscriptionTerminal.goLive(terminal);
        subscription.seal();
        subscription.goLive(tick, content);
        relations.add(new Relations.LiveSubscription(state, subscription));
        if (subscription.isOver()) {
            // It was closed when there was nothing to clean up yet.
            loop.signalCleanup();
        }
    }

    /** Ends those that still catch up; the circuit is over. */
    @Override
    public void close() {
        for (Map.Entry<Thread, Subscription> each : joining.entrySet()) {
            each.getValue().fail(loop.shutDown());
            try {
                each.getKey().join(LONGEST_END_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
