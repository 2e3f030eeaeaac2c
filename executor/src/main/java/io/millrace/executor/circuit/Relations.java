package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.Graph;
import io.millrace.executor.circuit.graph.MemoryBudget;
import io.millrace.executor.circuit.graph.TableTap;
import io.millrace.executor.circuit.graph.ViewState;
import io.millrace.executor.circuit.stream.Floors;
import io.millrace.executor.circuit.stream.SourceFeed;
import io.millrace.executor.circuit.stream.StreamRelation;
import io.millrace.executor.circuit.table.TableRelation;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.log.TickInput;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The streams, tables, views and subscriptions of a circuit by name. Changed by the circuit's thread only; tables are looked
 * up by any thread.
 */
final class Relations {
    private final Map<String, StreamRelation> streams = new LinkedHashMap<>();
    private final Map<String, TableRelation> tables = new ConcurrentHashMap<>();

    /** Tables and views in the order of their making: a view comes behind what it reads. */
    private final List<TableRelation> tablesInOrder = new ArrayList<>();

    private final List<LiveSubscription> subscriptions = new ArrayList<>();
    private final Map<String, LiveSink> sinks = new LinkedHashMap<>();

    /** Those of the tables that have a number in the log, by it. */
    private final Map<Long, TableRelation> stored = new LinkedHashMap<>();

    /** Tables and views that some joining view taps. */
    private final Set<TableRelation> tapped = new LinkedHashSet<>();

    /** Taps of nodes that a joining view will share, with that view. */
    private final Map<TableTap, ViewState> nodeTaps = new LinkedHashMap<>();

    /** What joins at present. */
    private final Set<ViewState> joining = new LinkedHashSet<>();

    private final int shards;
    private final TickClock clock;

    /** Whether a view may have failed since it was last looked into; set by any thread. */
    private final AtomicBoolean anyFailed = new AtomicBoolean();

    /** A subscription and the state of its query. */
    record LiveSubscription(ViewState state, Subscription subscription) {}

    Relations(int shards, TickClock clock) {
        this.shards = shards;
        this.clock = clock;
    }

    /** The time that ticks are told. */
    TickClock clock() {
        return clock;
    }

    Collection<StreamRelation> streams() {
        return streams.values();
    }

    List<TableRelation> tables() {
        return tablesInOrder;
    }

    List<LiveSubscription> subscriptions() {
        return subscriptions;
    }

    Collection<LiveSink> sinks() {
        return sinks.values();
    }

    @Nullable
    LiveSink sink(String name) {
        return sinks.get(name);
    }

    @Nullable
    StreamRelation stream(String name) {
        return streams.get(name);
    }

    @Nullable
    TableRelation findTable(String name) {
        return tables.get(name);
    }

    /** Any thread. */
    TableRelation table(String name) {
        TableRelation table = tables.get(name);
        if (table == null) {
            throw new EngineException(ErrorCode.TABLE_NOT_FOUND, "There is no table or view '" + name + "' here.");
        }
        return table;
    }

    /** What is known of a new stored table. Any thread. */
    ViewState newTableState(String name) {
        return new ViewState(name, List.of(), Set.of(name), MemoryBudget.unlimited(), () -> anyFailed.set(true));
    }

    /** What is known of a new view or subscription that reads some streams, tables and views. Any thread. */
    ViewState newState(String name, Set<String> inputs, long maxBytes) {
        List<ViewState> bases = new ArrayList<>();
        Set<String> streamNames = new HashSet<>();
        for (String input : inputs) {
            TableRelation table = findTable(input);
            if (table == null) {
                streamNames.add(input);
            } else {
                bases.add(table.state());
            }
        }
        return new ViewState(name, bases, streamNames, new MemoryBudget(maxBytes), () -> anyFailed.set(true));
    }

    /** Between two ticks: keeps a table's changes for a view that joins. */
    void addTap(TableRelation table, TableTap tap) {
        tapped.add(table);
        table.addTap(tap, shards);
    }

    /** Between two ticks. */
    void removeTap(TableRelation table, TableTap tap) {
        table.removeTap(tap, shards);
        if (!table.isTapped()) {
            tapped.remove(table);
        }
    }

    /** Between two ticks: a view begins to join. What it reads cannot be dropped until {@link #endJoining}. */
    void beginJoining(ViewState view) {
        joining.add(view);
    }

    /** Between two ticks: a view is in, or has given up. */
    void endJoining(ViewState view) {
        joining.remove(view);
    }

    /** Between two ticks: a node's changes are kept for a view that joins. */
    void addNodeTap(TableTap tap, ViewState view) {
        nodeTaps.put(tap, view);
    }

    /** Between two ticks. */
    void removeNodeTap(TableTap tap) {
        nodeTaps.remove(tap);
    }

    /** The streams and stored tables that must wait because a view that joins has too much waiting from what reads them. */
    Set<String> heldBack() {
        Set<String> held = Set.of();
        for (TableRelation table : tapped) {
            if (table.isHeldBack()) {
                held = new HashSet<>(held);
                held.addAll(table.state().sources());
            }
        }
        for (Map.Entry<TableTap, ViewState> tap : nodeTaps.entrySet()) {
            if (tap.getKey().isFull()) {
                held = new HashSet<>(held);
                held.addAll(tap.getValue().sources());
            }
        }
        return held;
    }

    /** The types of the stored tables' columns, by the tables' numbers in the log. */
    Map<Long, List<ColumnType>> storedTypes() {
        Map<Long, List<ColumnType>> types = new LinkedHashMap<>();
        stored.forEach((id, table) -> types.put(id, table.schema().types()));
        return types;
    }

    /** The stored table of a number. */
    TableRelation storedTable(long id) {
        TableRelation table = stored.get(id);
        if (table == null) {
            throw new IllegalArgumentException("there is no stored table number " + id);
        }
        return table;
    }

    /** The log tells what was decided about a partition of a stream, if there still is such a stream. */
    void decided(TickInput.Floor floor) {
        for (StreamRelation stream : streams.values()) {
            if (stream.id() != 0 && stream.id() == floor.stream()) {
                stream.decide(new Floors.Floor(floor.partition(), floor.position(), floor.time()));
            }
        }
    }

    /** Whether event time has come further in any stream than plans were told. Between two ticks. */
    boolean isTimeAhead() {
        for (StreamRelation stream : streams.values()) {
            if (stream.isTimeAhead()) {
                return true;
            }
        }
        return false;
    }

    /** Tells the plans of a graph how far event time has come, when all input of a tick was taken. */
    void advance(Graph graph) {
        List<String> moved = new ArrayList<>();
        for (StreamRelation stream : streams.values()) {
            if (stream.advance()) {
                moved.add(stream.name());
            }
        }
        if (!moved.isEmpty()) {
            graph.advance(moved, this::watermark);
        }
    }

    /** How far event time has come in a stream, as plans know it, or the clock. */
    long watermark(String streamName) {
        if (streamName.equals(Frontier.CLOCK)) {
            return clock.bound();
        }
        StreamRelation stream = streams.get(streamName);
        return stream == null ? Frontier.NONE : stream.watermark();
    }

    void add(StreamRelation stream) {
        checkFree(stream.name());
        streams.put(stream.name(), stream);
    }

    void add(TableRelation table) {
        checkFree(table.name());
        if (table.id() != 0 && stored.putIfAbsent(table.id(), table) != null) {
            throw new IllegalArgumentException("two stored tables have the number " + table.id());
        }
        tables.put(table.name(), table);
        tablesInOrder.add(table);
    }

    void add(LiveSubscription subscription) {
        subscriptions.add(subscription);
    }

    /** A sink whose query has caught up with the circuit. */
    void add(LiveSink sink, long tick) {
        checkFree(sink.name());
        sinks.put(sink.name(), sink);
        sink.goLive(tick);
    }

    /** A sink that does not run. */
    void addStopped(LiveSink sink) {
        checkFree(sink.name());
        sinks.put(sink.name(), sink);
    }

    /** Ends a sink. */
    void remove(LiveSink sink, Graph graph) {
        sinks.remove(sink.name());
        cutOff(sink.state(), graph);
        sink.close();
    }

    void remove(StreamRelation stream) {
        streams.remove(stream.name());
    }

    void remove(TableRelation table) {
        tables.remove(table.name());
        stored.remove(table.id(), table);
        tablesInOrder.remove(table);
    }

    /** Throws if a view or subscription reads a table or view, or is about to. */
    void checkUnread(TableRelation table) {
        boolean read = table.isTapped();
        for (ViewState view : joining) {
            read |= view.reads(table.state());
        }
        for (LiveSubscription live : subscriptions) {
            read |= live.state().reads(table.state()) && !live.subscription().isOver();
        }
        if (read) {
            throw new EngineException(
                    ErrorCode.OBJECT_IN_USE,
                    "'" + table.name()
                            + "' cannot be dropped: a SELECT STREAM or a view that is being created reads it."
                            + " End that first.");
        }
        for (LiveSink sink : sinks.values()) {
            if (sink.state().reads(table.state())) {
                throw new EngineException(
                        ErrorCode.OBJECT_IN_USE,
                        "'" + table.name() + "' cannot be dropped: sink '" + sink.name()
                                + "' reads it. Drop that first.");
            }
        }
        for (TableRelation other : tablesInOrder) {
            if (other.state().reads(table.state())) {
                throw new EngineException(
                        ErrorCode.OBJECT_IN_USE,
                        "'" + table.name() + "' cannot be dropped: view '" + other.name()
                                + "' reads it. Drop that first.");
            }
        }
    }

    /** Throws if the name is taken. */
    void checkFree(String name) {
        if (streams.containsKey(name) || tables.containsKey(name) || sinks.containsKey(name)) {
            throw new EngineException(ErrorCode.OBJECT_EXISTS, "A table, view or sink '" + name + "' exists already.");
        }
    }

    /** Before a publish: whatever reads a view that failed in this tick fails with it. Costs nothing while none has. */
    void failDependents() {
        if (!anyFailed.get()) {
            return;
        }
        for (TableRelation table : tablesInOrder) {
            table.state().failWithBases();
        }
        for (LiveSubscription live : subscriptions) {
            live.state().failWithBases();
        }
        for (LiveSink sink : sinks.values()) {
            sink.state().failWithBases();
        }
    }

    /** Delivers what subscribers are to get now; gives when there is more for any of them, or {@link Frontier#END}. */
    long deliver() {
        long next = Frontier.END;
        for (LiveSubscription live : subscriptions) {
            if (live.subscription().isThrottled()) {
                next = Math.min(next, live.subscription().deliver(clock.wallMillis()));
            }
        }
        return next;
    }

    /** After a publish: taps and subscribers get the whole tick, and what has failed leaves the graph. */
    void endTick(Graph graph) {
        // Again, for what failed while it was shown.
        failDependents();
        for (StreamRelation stream : streams.values()) {
            stream.endTick();
        }
        graph.published();
        if (anyFailed.getAndSet(false)) {
            cutOffFailed(graph);
        }
    }

    private void cutOffFailed(Graph graph) {
        List<TableRelation> gone = new ArrayList<>();
        for (TableRelation table : tablesInOrder) {
            if (table.state().isFailed() && !table.state().isCutOff()) {
                gone.add(table);
            }
        }
        for (LiveSubscription live : subscriptions) {
            Throwable failure = live.state().failure();
            if (failure != null) {
                live.subscription().fail(asEngineException(failure));
            }
        }
        for (LiveSink sink : sinks.values()) {
            if (sink.state().isFailed() && !sink.state().isCutOff()) {
                cutOff(sink.state(), graph);
                sink.close();
            }
        }
        for (TableRelation table : gone) {
            cutOff(table.state(), graph);
            table.release(shards);
        }
        removeEnded(graph);
    }

    /** Between two ticks: subscriptions that are closed or have failed leave the graph. */
    void removeEnded(Graph graph) {
        for (LiveSubscription live : subscriptions) {
            if (live.subscription().isOver()) {
                cutOff(live.state(), graph);
            }
        }
        subscriptions.removeIf(live -> live.subscription().isOver());
    }

    /** Takes what only a view uses out of the graph; streams that nobody else reads stop. */
    void cutOff(ViewState state, Graph graph) {
        state.cutOff();
        graph.remove(state);
        for (StreamRelation stream : streams.values()) {
            stream.input().removeUnused();
            stream.stopIfUnused();
        }
    }

    /** The circuit is over: subscribers are told why, streams are no longer read. The circuit's thread. */
    void end(RuntimeException reason) {
        for (LiveSubscription live : subscriptions) {
            live.subscription().fail(reason);
        }
        sinks.values().forEach(LiveSink::close);
        List<SourceFeed> feeds = new ArrayList<>();
        for (StreamRelation stream : streams.values()) {
            SourceFeed feed = stream.feed();
            if (feed != null) {
                feeds.add(feed);
            }
            stream.deactivate();
        }
        feeds.forEach(SourceFeed::awaitEnd);
    }

    private static RuntimeException asEngineException(Throwable failure) {
        return failure instanceof EngineException known
                ? known
                : new EngineException(ErrorCode.INTERNAL_ERROR, null, "The query has stopped: " + failure, failure);
    }
}
