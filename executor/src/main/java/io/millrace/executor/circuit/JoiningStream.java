package io.millrace.executor.circuit;

import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Positions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream that a joining view reads, and how far the view is in it. Of the joining thread, but for the tap. */
final class JoiningStream {
    final StreamRelation relation;
    final StreamInput input;
    Positions done;

    @Nullable
    StreamTap tap;

    JoiningStream(StreamRelation relation, CircuitOptions options, int batchRows) {
        this.relation = relation;
        this.input = new StreamInput(
                relation,
                relation.badRecords().uncounted(),
                options.workers(),
                Math.min(batchRows, options.batchRows()));
        this.done = relation.start();
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
