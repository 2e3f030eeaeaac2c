package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.Graph;
import io.millrace.executor.circuit.graph.GraphNode;
import io.millrace.executor.circuit.graph.NodePlan;
import io.millrace.executor.circuit.graph.RowError;
import io.millrace.executor.circuit.graph.RowErrorLog;
import io.millrace.executor.circuit.stream.BadRecord;
import io.millrace.executor.circuit.stream.PartitionTime;
import io.millrace.executor.circuit.stream.StreamRelation;
import io.millrace.executor.circuit.stream.StreamTime;
import io.millrace.executor.circuit.table.TableRelation;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.log.TickLog;
import io.millrace.executor.operator.StatefulOperator;
import io.millrace.executor.plan.NodeKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a circuit was doing between two ticks.
 *
 * @param tick the last tick published
 * @param rows input rows taken by all ticks so far
 * @param operators the operators that keep state, each once
 * @param log what is kept of client writes, or null if nothing is
 */
public record CircuitStatus(
        long tick,
        long rows,
        List<Stream> streams,
        List<Table> tables,
        List<Sink> sinks,
        List<KeptState> operators,
        @Nullable Log log) {
    /**
     * A stream.
     *
     * @param active whether any view reads it
     * @param positions where the accepted rows end
     * @param time how far event time has come, or null if the stream declares none
     * @param problem why it cannot be read at present, or null
     * @param badRecords how many records could not be decoded
     * @param badSamples the first of them
     */
    public record Stream(
            String name,
            boolean active,
            Positions positions,
            @Nullable Time time,
            @Nullable String problem,
            long badRecords,
            List<BadRecord> badSamples) {}

    /**
     * Event time in a stream. Times are milliseconds; {@link io.millrace.executor.plan.Frontier#NONE} is none yet and
     * {@link io.millrace.executor.plan.Frontier#END} is that all has come.
     *
     * @param watermark how far it has come for the plans that read the stream
     * @param partitions how far in each partition
     */
    public record Time(long watermark, Map<String, PartitionTime> partitions) {
        public Time {
            partitions = Collections.unmodifiableMap(new TreeMap<>(partitions));
        }

        /**
         * Event time in a partition.
         *
         * @param watermark how far it has come
         * @param lateRows how many rows were late
         * @param idle whether the others do not wait for it
         */
        public record PartitionTime(long watermark, long lateRows, boolean idle) {}
    }

    /**
     * A view or stored table.
     *
     * @param rows of its content
     * @param stateBytes heap bytes of the content; views that show the groups of one aggregate have the same
     * @param visited how much of their state operators and content have looked at, see {@link StatefulOperator#visited}
     * @param failure why it has stopped, or null
     * @param rowErrors how many expressions failed on a row
     * @param errorSamples the last of them
     */
    public record Table(
            String name,
            long rows,
            long stateBytes,
            long visited,
            @Nullable String failure,
            long rowErrors,
            List<RowError> errorSamples) {}

    /**
     * A sink.
     *
     * @param tick the last tick that changed what it was given, or -1
     * @param changes how many changes of rows it was given
     * @param failure why it has stopped, or null
     */
    public record Sink(
            String name, long tick, long changes, @Nullable String failure) {
        private static Sink of(LiveSink sink) {
            Throwable failure = sink.state().failure();
            return new Sink(sink.name(), sink.tick(), sink.changes(), failure == null ? null : failure.getMessage());
        }
    }

    /**
     * An operator that keeps state.
     *
     * @param number under which the circuit knows it
     * @param kind what it does: {@code join inner}, {@code aggregate}, or {@code content} for what is kept of a result
     * @param stateBytes heap bytes of its state
     * @param users the views, tables and subscriptions that use it; more than one share it
     */
    public record KeptState(int number, String kind, long stateBytes, List<String> users) {
        public KeptState {
            users = List.copyOf(users);
        }
    }

    /**
     * The tick log.
     *
     * @param segments how many files it has
     * @param bytes how large they are
     * @param records ticks that were appended since the start
     * @param writes statements and transactions that were acknowledged since the start
     * @param forces how often the disk was waited for since the start: less often than {@code writes}, when many write at a time
     * @param failure why nothing more can be written, or null
     */
    public record Log(
            long segments,
            long bytes,
            long records,
            long writes,
            long forces,
            @Nullable String failure) {}

    private static @Nullable Log log(@Nullable LogSync sync) {
        if (sync == null) {
            return null;
        }
        TickLog log = sync.log();
        return new Log(log.segments(), log.bytes(), log.appended(), sync.acknowledged(), log.forces(), log.failure());
    }

    private static long visited(Collection<GraphNode> nodes, int shards) {
        long sum = 0;
        for (GraphNode node : nodes) {
            for (int shard = 0; shard < shards; shard++) {
                sum += node.shard(shard) instanceof StatefulOperator operator ? operator.visited() : 0;
            }
        }
        return sum;
    }

    private static @Nullable Time time(StreamRelation stream) {
        StreamTime time = stream.input().time();
        if (time == null) {
            return null;
        }
        Map<String, Time.PartitionTime> partitions = new TreeMap<>();
        time.partitions()
                .forEach((name, partition) -> partitions.put(
                        name, new Time.PartitionTime(partition.watermark(), partition.late(), partition.isIdle())));
        return new Time(stream.watermark(), partitions);
    }

    static CircuitStatus of(Relations relations, TickLoop loop, int shards) {
        List<Stream> streams = new ArrayList<>();
        for (StreamRelation stream : relations.streams()) {
            streams.add(new Stream(
                    stream.name(),
                    stream.isActive(),
                    stream.positions(),
                    time(stream),
                    stream.problem(),
                    stream.badRecords().count(),
                    stream.badRecords().samples()));
        }
        List<Table> tables = new ArrayList<>();
        for (TableRelation table : relations.tables()) {
            Throwable failure = table.state().failure();
            tables.add(new Table(
                    table.name(),
                    table.rows(shards),
                    table.stateBytes(shards),
                    visited(loop.graph().nodes(table.state()), shards),
                    failure == null ? null : failure.getMessage(),
                    RowErrorLog.count(table.rowErrors()),
                    RowErrorLog.samples(table.name(), table.rowErrors())));
        }
        return new CircuitStatus(
                loop.tick(),
                loop.rows(),
                List.copyOf(streams),
                List.copyOf(tables),
                relations.sinks().stream().map(Sink::of).toList(),
                operators(loop.graph(), shards),
                log(loop.log()));
    }

    private static List<KeptState> operators(Graph graph, int shards) {
        List<KeptState> operators = new ArrayList<>();
        for (GraphNode node : graph.all()) {
            if (node.shard(0) instanceof StatefulOperator) {
                long bytes = 0;
                for (int shard = 0; shard < shards; shard++) {
                    bytes += ((StatefulOperator) node.shard(shard)).stateBytes();
                }
                NodePlan plan = node.plan();
                String kind = plan == null ? "content" : NodeKind.of(plan.node());
                operators.add(
                        new KeptState(node.number(), kind, bytes, node.users().names()));
            }
        }
        return List.copyOf(operators);
    }
}
