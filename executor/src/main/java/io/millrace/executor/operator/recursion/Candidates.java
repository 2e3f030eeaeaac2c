package io.millrace.executor.operator.recursion;

import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import java.util.List;

/**
 * In which iterations rows are derived, and how often: a chain for each row, ascending by iteration. Owned by its operator. Cost: to find an entry goes
 * through those of lower iterations of the same row.
 */
final class Candidates {
    private static final long LOWER = 0xFFFFFFFFL;

    /** Words: the iteration below and the row's slot above; how often; the next entry's slot plus one below and the waiting word above. */
    private final RowStore entries = new RowStore(new RowLayout(List.of(), 3));

    private final int origin = entries.layout().extra(0);
    private final int count = entries.layout().extra(1);
    private final int links = entries.layout().extra(2);

    private long visited;

    private void set(int entry, int word, long value) {
        entries.prepareWrite(entry);
        entries.words(entry)[entries.base(entry) + word] = value;
    }

    int iteration(int entry) {
        return (int) entries.word(entry, origin);
    }

    int row(int entry) {
        return (int) (entries.word(entry, origin) >>> Integer.SIZE);
    }

    long count(int entry) {
        return entries.word(entry, count);
    }

    void addCount(int entry, long weight) {
        set(entry, count, Math.addExact(count(entry), weight));
    }

    /** The entry behind another in its row's chain, or -1. */
    int next(int entry) {
        return (int) entries.word(entry, links) - 1;
    }

    private void setNext(int entry, int next) {
        set(entry, links, entries.word(entry, links) & ~LOWER | (next + 1) & LOWER);
    }

    /** The word by which an entry waits, see {@link Iterations}. */
    int waiting(int entry) {
        return (int) (entries.word(entry, links) >>> Integer.SIZE);
    }

    void setWaiting(int entry, int word) {
        set(entry, links, entries.word(entry, links) & LOWER | (long) word << Integer.SIZE);
    }

    /** The last entry of a chain that is below an iteration, or -1. */
    int before(int first, int iteration) {
        int before = -1;
        for (int entry = first; entry >= 0 && iteration(entry) < iteration; entry = next(entry)) {
            before = entry;
            visited++;
        }
        return before;
    }

    /** Adds an entry behind another, or at the head of its chain, before {@code first}, if {@code before} is -1. */
    int insert(int row, int iteration, int before, int first) {
        int entry = entries.allocate();
        set(entry, origin, (long) row << Integer.SIZE | iteration);
        if (before < 0) {
            setNext(entry, first);
        } else {
            setNext(entry, next(before));
            setNext(before, entry);
        }
        return entry;
    }

    /** Removes an entry from its chain; gives the chain's new first one. */
    int remove(int entry, int first) {
        int before = before(first, iteration(entry));
        int next = next(entry);
        entries.free(entry);
        if (before < 0) {
            return next;
        }
        setNext(before, next);
        return first;
    }

    /** How many entries were passed to find others: for tests of what a change costs. */
    long visited() {
        return visited;
    }

    long bytes() {
        return entries.bytes();
    }
}
