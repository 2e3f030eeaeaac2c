package io.millrace.executor.state;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * Rows in order, one sequence for each partition: a weight-balanced tree (Adams 1993, with the parameters of Hirai and
 * Yamamoto 2011) whose nodes are the rows' own words. So a sequence of one row costs no more than its links, a row's place
 * is known from its slot without a comparison, and neighbours follow their links. Every node counts the rows below it: all
 * of them, those that begin a group of peers, and those that carry one of the owner's marks; the n-th of any kind, and how
 * many come before a row, are a walk between leaf and root.
 *
 * <p>A sequence is named by its root, which its owner keeps: {@link #NONE} for an empty one. Equal rows lie side by side, the
 * newest last. Adding, removing, counting and selecting cost O(log rows); nothing is allocated but the store's chunks. One
 * owner.
 */
public final class OrderedRows {
    /** No row: an empty sequence, or behind its ends. */
    public static final int NONE = -1;

    /** Counts all rows. */
    public static final int ROWS = 0;

    /** Counts rows that begin a group of peers. */
    public static final int GROUPS = 1;

    /** The first mark of the owner. */
    public static final int MARKS = 2;

    /** Says on which side of a place in the sequence rows are. */
    @FunctionalInterface
    public interface Probe {
        /** Whether a row comes before the place. No row that does comes behind one that does not. */
        boolean isBefore(int slot);
    }

    private static final int DELTA = 3;
    private static final int RATIO = 2;
    private static final int MAX_MARKS = 30;

    private final RowStore store;
    private final RowOrder order;
    private final int counters;

    /** Words of a row: children (left above, right below), parent and the counters it counts in, counts of its subtree. */
    private final int links;

    private final int up;
    private final int counts;
    private final int ownerWords;

    private long visited;

    /**
     * No sequences.
     *
     * @param types the columns of a row
     * @param order the order of rows
     * @param marks how many kinds of marks the owner sets
     * @param ownerWords how many words of a row belong to the owner
     */
    public OrderedRows(List<ColumnType> types, RowOrder order, int marks, int ownerWords) {
        if (marks > MAX_MARKS) {
            throw new IllegalArgumentException(marks + " marks");
        }
        this.order = order;
        this.counters = MARKS + marks;
        int countWords = (counters + 1) / 2;
        this.store = new RowStore(new RowLayout(types, 2 + countWords + ownerWords));
        this.links = store.layout().extra(0);
        this.up = links + 1;
        this.counts = links + 2;
        this.ownerWords = counts + countWords;
    }

    /** The rows. Rows that are in no sequence may be allocated, written and freed by the owner. */
    public RowStore store() {
        return store;
    }

    /** A word of the owner, counted from the row's start. */
    public int ownerWord(int index) {
        return ownerWords + index;
    }

    /** How many nodes were visited since this was made: what operations cost. */
    public long visited() {
        return visited;
    }

    /** Puts a row that is in no sequence into one, with the marks given as bits; returns the new root. */
    public int insert(int root, int slot, int marks) {
        setWord(slot, links, pair(NONE, NONE));
        setWord(slot, up, pair(NONE, 1 | marks << MARKS));
        recount(slot);
        if (root == NONE) {
            mark(slot, GROUPS, true);
            return slot;
        }
        int parent = root;
        while (true) {
            visited++;
            boolean left = order.compare(store, slot, store, parent) < 0;
            int child = left ? left(parent) : right(parent);
            if (child == NONE) {
                setChild(parent, left, slot);
                break;
            }
            parent = child;
        }
        int newRoot = rebalance(parent);
        int before = previous(slot);
        int after = next(slot);
        mark(slot, GROUPS, before == NONE || !order.arePeers(store, before, store, slot));
        if (after != NONE && isMarked(after, GROUPS) && order.arePeers(store, slot, store, after)) {
            mark(after, GROUPS, false);
        }
        return newRoot;
    }

    /** Takes a row out of its sequence, and keeps it in the store; returns the new root. */
    public int remove(int slot) {
        int after = isMarked(slot, GROUPS) ? next(slot) : NONE;
        if (after != NONE && order.arePeers(store, slot, store, after)) {
            mark(after, GROUPS, true);
        }
        int left = left(slot);
        int right = right(slot);
        int start;
        int root;
        if (left == NONE || right == NONE) {
            start = parent(slot);
            int child = left == NONE ? right : left;
            replace(slot, child);
            root = child;
        } else {
            int heir = right;
            while (left(heir) != NONE) {
                visited++;
                heir = left(heir);
            }
            start = heir;
            if (heir != right) {
                start = parent(heir);
                setChild(start, true, right(heir));
                setChild(heir, false, right);
            }
            replace(slot, heir);
            setChild(heir, true, left);
            root = heir;
        }
        return start == NONE ? root : rebalance(start);
    }

    /** The last row of a sequence that equals a row of a view with the same columns, or {@link #NONE}. */
    public int find(int root, RowView view, int row) {
        int found = NONE;
        int at = root;
        while (at != NONE) {
            visited++;
            int compared = order.compare(view, row, store, at);
            if (compared == 0) {
                found = at;
            }
            at = compared < 0 ? left(at) : right(at);
        }
        return found;
    }

    /** How many rows of a sequence equal a row that is not in it or come before it: what {@link #find} found lay behind those. */
    public int countUpTo(int root, RowView view, int row) {
        int count = 0;
        int at = root;
        while (at != NONE) {
            visited++;
            if (order.compare(view, row, store, at) < 0) {
                at = left(at);
            } else {
                count += count(left(at), ROWS) + 1;
                at = right(at);
            }
        }
        return count;
    }

    /** How many rows of a sequence come before a place. */
    public int countBelow(int root, Probe place) {
        int count = 0;
        int at = root;
        while (at != NONE) {
            visited++;
            if (place.isBefore(at)) {
                count += count(left(at), ROWS) + 1;
                at = right(at);
            } else {
                at = left(at);
            }
        }
        return count;
    }

    /** The first row of a sequence that does not come before a place, or {@link #NONE}. */
    public int firstFrom(int root, Probe place) {
        int found = NONE;
        int at = root;
        while (at != NONE) {
            visited++;
            if (place.isBefore(at)) {
                at = right(at);
            } else {
                found = at;
                at = left(at);
            }
        }
        return found;
    }

    /** How many rows of a kind there are in a sequence. */
    public int count(int root, int counter) {
        return root == NONE ? 0 : half(root, counts + (counter >>> 1), (counter & 1) == 0);
    }

    /** How many rows of a kind come before a row of a sequence. */
    public int rank(int slot, int counter) {
        int count = count(left(slot), counter);
        int child = slot;
        for (int at = parent(slot); at != NONE; at = parent(at)) {
            visited++;
            if (right(at) == child) {
                count += count(left(at), counter) + own(at, counter);
            }
            child = at;
        }
        return count;
    }

    /** How many rows of a kind there are among the first {@code rows} of a sequence. */
    public int countAmong(int root, int rows, int counter) {
        int count = 0;
        int left = rows;
        int at = root;
        while (at != NONE && left > 0) {
            visited++;
            int below = count(left(at), ROWS);
            if (left <= below) {
                at = left(at);
            } else {
                count += count(left(at), counter) + own(at, counter);
                left -= below + 1;
                at = right(at);
            }
        }
        return count;
    }

    /** Row {@code index}, from 0, of those of a kind, or {@link #NONE} if there are not as many. */
    public int select(int root, int counter, int index) {
        int left = index;
        int at = root;
        while (at != NONE) {
            visited++;
            int below = count(left(at), counter);
            if (left < below) {
                at = left(at);
            } else {
                left -= below;
                if (left == 0 && own(at, counter) == 1) {
                    return at;
                }
                left -= own(at, counter);
                at = right(at);
            }
        }
        return NONE;
    }

    /** Row {@code index}, from 0, of those that a counter does not count, or {@link #NONE} if there are not as many. */
    public int selectUnmarked(int root, int counter, int index) {
        int left = index;
        int at = root;
        while (at != NONE) {
            visited++;
            int child = left(at);
            int below = count(child, ROWS) - count(child, counter);
            if (left < below) {
                at = child;
            } else {
                left -= below;
                int own = 1 - own(at, counter);
                if (left == 0 && own == 1) {
                    return at;
                }
                left -= own;
                at = right(at);
            }
        }
        return NONE;
    }

    /** The place of row {@code index} of a kind, or the number of rows if there are not as many. */
    public int position(int root, int counter, int index) {
        int slot = select(root, counter, index);
        return slot == NONE ? count(root, ROWS) : rank(slot, ROWS);
    }

    /** The row behind one, or {@link #NONE}. */
    public int next(int slot) {
        int at = right(slot);
        if (at != NONE) {
            while (left(at) != NONE) {
                visited++;
                at = left(at);
            }
            return at;
        }
        int child = slot;
        at = parent(slot);
        while (at != NONE && right(at) == child) {
            visited++;
            child = at;
            at = parent(at);
        }
        return at;
    }

    /** The row before one, or {@link #NONE}. */
    public int previous(int slot) {
        int at = left(slot);
        if (at != NONE) {
            while (right(at) != NONE) {
                visited++;
                at = right(at);
            }
            return at;
        }
        int child = slot;
        at = parent(slot);
        while (at != NONE && left(at) == child) {
            visited++;
            child = at;
            at = parent(at);
        }
        return at;
    }

    /** The word of a row in which bit {@code n} says whether it counts in counter n. */
    public int markWord() {
        return up;
    }

    /** Whether a row counts in a counter. */
    public boolean isMarked(int slot, int counter) {
        return own(slot, counter) == 1;
    }

    /** Makes a row of a sequence count in a counter, or not. */
    public void mark(int slot, int counter, boolean marked) {
        if (isMarked(slot, counter) == marked) {
            return;
        }
        setWord(slot, up, word(slot, up) ^ 1L << counter);
        int difference = marked ? 1 : -1;
        boolean high = (counter & 1) == 0;
        long step = high ? (long) difference << Integer.SIZE : difference;
        int word = counts + (counter >>> 1);
        for (int at = slot; at != NONE; at = parent(at)) {
            visited++;
            long old = word(at, word);
            // The lower half must not carry into the upper one.
            setWord(at, word, high ? old + step : old & 0xFFFFFFFF_00000000L | (old + step) & 0xFFFFFFFFL);
        }
    }

    /** Counts anew and restores the balance from a node up to the root, which is returned. */
    private int rebalance(int from) {
        int at = from;
        while (true) {
            visited++;
            int left = count(left(at), ROWS) + 1;
            int right = count(right(at), ROWS) + 1;
            int top = at;
            if (left > DELTA * right) {
                int child = left(at);
                if (count(right(child), ROWS) + 1 >= RATIO * (count(left(child), ROWS) + 1)) {
                    rotate(child, true);
                }
                top = rotate(at, false);
            } else if (right > DELTA * left) {
                int child = right(at);
                if (count(left(child), ROWS) + 1 >= RATIO * (count(right(child), ROWS) + 1)) {
                    rotate(child, false);
                }
                top = rotate(at, true);
            } else {
                recount(at);
            }
            int parent = parent(top);
            if (parent == NONE) {
                return top;
            }
            at = parent;
        }
    }

    /** Puts a child in the place of its parent: the right one if {@code toLeft}. Returns it. */
    private int rotate(int slot, boolean toLeft) {
        int child = toLeft ? right(slot) : left(slot);
        int inner = toLeft ? left(child) : right(child);
        replace(slot, child);
        setChild(slot, !toLeft, inner);
        setChild(child, toLeft, slot);
        recount(slot);
        recount(child);
        return child;
    }

    /** Makes the parent of one node that of another. */
    private void replace(int slot, int by) {
        int parent = parent(slot);
        if (parent == NONE) {
            if (by != NONE) {
                setParent(by, NONE);
            }
        } else {
            setChild(parent, left(parent) == slot, by);
        }
    }

    private void recount(int slot) {
        int left = left(slot);
        int right = right(slot);
        long own = word(slot, up);
        for (int counter = 0; counter < counters; counter += 2) {
            int high = count(left, counter) + count(right, counter) + (int) (own >>> counter & 1);
            int low = counter + 1 == counters
                    ? 0
                    : count(left, counter + 1) + count(right, counter + 1) + (int) (own >>> counter + 1 & 1);
            setWord(slot, counts + (counter >>> 1), pair(high, low));
        }
    }

    private int own(int slot, int counter) {
        return (int) (word(slot, up) >>> counter) & 1;
    }

    private int left(int slot) {
        return half(slot, links, true);
    }

    private int right(int slot) {
        return half(slot, links, false);
    }

    private int parent(int slot) {
        return half(slot, up, true);
    }

    private void setChild(int slot, boolean left, int child) {
        long both = word(slot, links);
        setWord(slot, links, left ? pair(child, (int) both) : pair((int) (both >>> Integer.SIZE), child));
        if (child != NONE) {
            setParent(child, slot);
        }
    }

    private void setParent(int slot, int parent) {
        setWord(slot, up, pair(parent, (int) word(slot, up)));
    }

    private int half(int slot, int word, boolean high) {
        long both = store.word(slot, word);
        return high ? (int) (both >>> Integer.SIZE) : (int) both;
    }

    private long word(int slot, int word) {
        return store.word(slot, word);
    }

    private void setWord(int slot, int word, long value) {
        store.prepareWrite(slot);
        store.words(slot)[store.base(slot) + word] = value;
    }

    private static long pair(int high, int low) {
        return (long) high << Integer.SIZE | low & 0xFFFFFFFFL;
    }
}
