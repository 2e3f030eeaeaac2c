package io.millrace.executor.circuit;

import io.millrace.executor.connector.Positions;
import io.millrace.executor.log.TickLog;
import io.millrace.executor.operator.StatefulOperator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a circuit was doing between two ticks.
 *
 * @param tick the last tick published
 * @param rows input rows taken by all ticks so far
 * @param log what is kept of client writes, or null if nothing is
 */
public record CircuitStatus(
        long tick,
        long rows,
        List<Stream> streams,
        List<Table> tables,
        @Nullable Log log) {
    /**
     * A stream.
     *
     * @param active whether any view reads it
     * @param positions where the accepted rows end
     * @param problem why it cannot be read at present, or null
     * @param badRecords how many records could not be decoded
     * @param badSamples the first of them
     */
    public record Stream(
            String name,
            boolean active,
            Positions positions,
            @Nullable String problem,
            long badRecords,
            List<BadRecord> badSamples) {}

    /**
     * A view or stored table.
     *
     * @param rows of its content
     * @param stateBytes heap bytes of the content
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

    private static long visited(List<GraphNode> nodes, int shards) {
        long sum = 0;
        for (GraphNode node : nodes) {
            for (int shard = 0; shard < shards; shard++) {
                sum += node.shard(shard) instanceof StatefulOperator operator ? operator.visited() : 0;
            }
        }
        return sum;
    }

    static CircuitStatus of(Relations relations, TickLoop loop, int shards) {
        List<Stream> streams = new ArrayList<>();
        for (StreamRelation stream : relations.streams()) {
            SourceFeed feed = stream.feed();
            streams.add(new Stream(
                    stream.name(),
                    stream.isActive(),
                    stream.positions(),
                    feed == null ? null : feed.problem(),
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
                    table.rowErrors().count(),
                    table.rowErrors().samples()));
        }
        return new CircuitStatus(loop.tick(), loop.rows(), List.copyOf(streams), List.copyOf(tables), log(loop.log()));
    }
}
