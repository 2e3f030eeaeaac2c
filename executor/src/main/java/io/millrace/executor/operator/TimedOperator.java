package io.millrace.executor.operator;

import io.millrace.executor.plan.Frontier;
import java.util.List;

/**
 * An operator that does something when event time has passed a moment: it releases what cannot change any more, or emits what is final.
 * It does so in {@link #endTick}, which the circuit calls if the operator got input or if it is due: if {@link #nextTime} is smaller than
 * the bound it was told of last.
 *
 * <p>Frontiers are not part of a snapshot: after a restore the circuit tells them again.
 */
public interface TimedOperator extends Operator {
    /** The frontiers it goes by, numbered from 0 on; none if event time does not concern it. The same for all shards. */
    List<Frontier> frontiers();

    /**
     * A frontier has moved on: when all input of the tick at hand has come, nothing with a smaller value comes any more. Called
     * before {@link #endTick} of that tick, while no shard is at work; bounds of a frontier only grow.
     */
    void advance(int frontier, long bound);

    /** The smallest time that it waits for at a frontier, or {@link Long#MAX_VALUE} if there is none. While no shard is at work. */
    long nextTime(int frontier);
}
