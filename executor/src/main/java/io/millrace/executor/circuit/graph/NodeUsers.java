package io.millrace.executor.circuit.graph;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The views, tables and subscriptions that a node of the circuit works for. It works while any of them does: one that fails by
 * itself, or takes more than its budget, leaves the others as they are; if the node fails, all fail that need it. Each user's
 * budget counts the node whole, as if it were alone. Changed between ticks, on the circuit's thread; asked by any shard's.
 */
public final class NodeUsers {
    private volatile ViewState[] all;

    public NodeUsers(ViewState first) {
        all = new ViewState[] {first};
    }

    /** Between two ticks. */
    void add(ViewState user) {
        if (!contains(user)) {
            ViewState[] more = Arrays.copyOf(all, all.length + 1);
            more[all.length] = user;
            all = more;
        }
    }

    /** Between two ticks. */
    void remove(ViewState user) {
        all = Arrays.stream(all).filter(other -> !other.equals(user)).toArray(ViewState[]::new);
    }

    boolean contains(ViewState user) {
        return Arrays.asList(all).contains(user);
    }

    public boolean isEmpty() {
        return all.length == 0;
    }

    /** Whether nobody needs the node any more. */
    public boolean areStopped() {
        for (ViewState user : all) {
            if (!user.isFailed()) {
                return false;
            }
        }
        return true;
    }

    /** Their names, in the order in which they came. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (ViewState user : all) {
            names.add(user.name());
        }
        return names;
    }

    /** The node has failed: all stop that need it, and each is told with whom it shared it. */
    public void fail(Throwable reason) {
        ViewState[] failing = all;
        for (ViewState user : failing) {
            user.fail(failing.length == 1 ? reason : shared(user, reason));
        }
    }

    private EngineException shared(ViewState user, Throwable reason) {
        List<String> others = new ArrayList<>(names());
        others.remove(user.name());
        return new EngineException(
                reason instanceof EngineException known ? known.code() : ErrorCode.INTERNAL_ERROR,
                null,
                EngineException.textOf(reason) + " (In a part of its query that it shares with "
                        + String.join(", ", others) + ".)",
                reason);
    }

    /** After how much input an operator shard of so many bytes is asked again what it takes. */
    long step(long ofBytes) {
        long step = Long.MAX_VALUE;
        for (ViewState user : all) {
            step = Math.min(step, user.budget().step(ofBytes));
        }
        return step;
    }

    /** An operator shard takes so many bytes more, or fewer; a user that this is too much for stops. */
    void take(long more) {
        for (ViewState user : all) {
            take(user, more);
        }
    }

    /** As {@link #take(long)}, of one user. */
    static void take(ViewState user, long more) {
        try {
            user.budget().add(user.name(), more);
        } catch (EngineException e) {
            user.fail(e);
        }
    }
}
