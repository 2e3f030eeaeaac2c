package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.Head;
import io.millrace.executor.circuit.graph.InputTask;
import io.millrace.executor.circuit.stream.StreamInput;
import io.millrace.executor.circuit.stream.StreamRelation;
import io.millrace.executor.circuit.stream.StreamTap;
import io.millrace.executor.circuit.stream.StreamTime;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.plan.Frontier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream that a joining view reads, and how far the view is in it. Of the joining thread, but for the tap. */
final class JoiningStream {
    final StreamRelation relation;
    final StreamInput input;
    Positions done;

    @Nullable
    StreamTap tap;

    JoiningStream(StreamRelation relation, int shards, int batchRows) {
        this.relation = relation;
        this.input = new StreamInput(relation, relation.badRecords().uncounted(), shards, batchRows);
        this.done = relation.start();
    }

    /** Between two ticks: the stream is held for the view, and its rows go to these places of the plan. */
    void begin(List<Head> heads) {
        input.add(heads);
        relation.pin();
    }

    /** Between two ticks: from here on the stream's chunks are kept for the view. Gives where that is. */
    Positions tap(long bytes) {
        StreamTap kept = new StreamTap(bytes);
        tap = kept;
        relation.addTap(kept);
        return relation.positions();
    }

    /** How far event time has come in a stream for the view; nothing is known of one that it does not read. */
    static long watermark(@Nullable JoiningStream stream) {
        StreamTime time = stream == null ? null : stream.input.time();
        return time == null ? Frontier.NONE : time.watermark();
    }

    /** How many rows wait. */
    long waiting() {
        StreamTap waiting = tap;
        return waiting == null ? 0 : waiting.rows();
    }

    /** Takes waiting chunks as tasks, up to about so many records; gives how many. */
    long drain(List<InputTask> tasks, long maxRows) {
        StreamTap waiting = tap;
        long rows = 0;
        Chunk chunk = waiting == null ? null : waiting.take();
        while (waiting != null && chunk != null) {
            input.addTasks(chunk, tasks);
            done = done.with(chunk.partition(), chunk.until());
            rows += chunk.records();
            chunk = rows < maxRows ? waiting.take() : null;
        }
        return rows;
    }

    /** Between two ticks: the stream is no longer held for the view. */
    void release() {
        StreamTap waiting = tap;
        if (waiting != null) {
            relation.removeTap(waiting);
        }
        relation.unpin();
    }
}
