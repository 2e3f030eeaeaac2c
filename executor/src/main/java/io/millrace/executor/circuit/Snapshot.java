package io.millrace.executor.circuit;

import io.millrace.executor.operator.FrozenRows;
import java.util.Map;

/**
 * The content of some tables and views as of one tick, all of the same one. Does not change while ticks go on; what they
 * write to is copied for it, so close it soon. Read by one thread.
 */
public final class Snapshot implements AutoCloseable {
    private final long tick;
    private final Map<String, FrozenRows[]> relations;

    Snapshot(long tick, Map<String, FrozenRows[]> relations) {
        this.tick = tick;
        this.relations = relations;
    }

    /** The tick it shows. */
    public long tick() {
        return tick;
    }

    /** The rows of a relation, by shard; each can be read through once. */
    public FrozenRows[] rows(String relation) {
        FrozenRows[] rows = relations.get(relation);
        if (rows == null) {
            throw new IllegalArgumentException(relation + " is not in this snapshot");
        }
        return rows;
    }

    @Override
    public void close() {
        for (FrozenRows[] shards : relations.values()) {
            for (FrozenRows shard : shards) {
                shard.close();
            }
        }
    }
}
