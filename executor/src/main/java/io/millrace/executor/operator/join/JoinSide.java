package io.millrace.executor.operator.join;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.DueRows;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.TimeRange;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.RowView;
import io.millrace.executor.type.ColumnType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one side: what is not key, in a chain for each key, each different row once with its weight. A row to be
 * deleted is looked for in its chain, if that is short, else in an index over the rows of all long chains; so no change costs
 * more for the rows that share its key. A side that is append-only is neither searched nor indexed: equal rows stay apart.
 *
 * <p>Where rows meet by a range of time, long chains are indexed by time too, so that partners are found by it; and rows that are final
 * are taken out of their chain.
 *
 * <p>A row that may be in the output without a partner remembers how often it is; with a residual also how many
 * rows match it, and for how many that is unknown. Owned by its operator.
 */
final class JoinSide {
    /** Scratch of more entries than this is not kept over a tick. */
    static final int KEPT = 1 << 16;

    /** A chain of more rows than this is indexed, one of no more than half of it is not any longer. */
    static final int LONG_CHAIN = 16;

    /** What a row in the output of a MARK join was marked with. */
    static final int FALSE = 0;

    static final int TRUE = 1;
    static final int UNKNOWN = 2;

    /** Bits of the owner word: the key's slot below, the mark shown, whether the row is listed. */
    private static final int MARK_SHIFT = 32;

    private static final long MARK_BITS = 3L << MARK_SHIFT;
    private static final long LISTED = 1L << 34;

    private final JoinKeys keys;
    private final int side;
    private final boolean appendOnly;
    private final boolean decided;
    private final boolean matched;
    private final int[] payload;
    private final int[] columns;
    private final RowStore rows;
    private final RowIndex index = new RowIndex();

    /** Rows of long chains by time, or null if time does not matter. */
    private final @Nullable RowsByTime byTime;

    /** The word with the time, if that matters. */
    private final int time;

    /** Which rows are final while others of their key are not, or null if none are. */
    private final @Nullable DueRows due;

    /** Links: the next row's slot plus one in the lower half, that of the one before in the upper. */
    private final int links;

    private final int owner;
    private final int weight;
    private final int emitted;
    private final int matches;
    private final int unknown;

    private boolean created;
    private long visited;

    private int[] listed = new int[0];
    private int listedCount;

    JoinSide(JoinShape shape, int side, JoinKeys keys) {
        this.keys = keys;
        this.side = side;
        this.appendOnly = shape.input(side).appendOnly();
        this.decided = shape.isDecided(side);
        this.matched = decided && shape.tellsRowsApart();
        this.payload = shape.payload(side);
        this.columns = IntStream.range(0, payload.length).toArray();
        List<ColumnType> types =
                IntStream.of(payload).mapToObj(shape.types(side)::get).toList();
        RowLayout layout = new RowLayout(types, matched ? 6 : decided ? 4 : 3);
        this.rows = new RowStore(layout);
        this.links = layout.extra(0);
        this.owner = layout.extra(1);
        this.weight = layout.extra(2);
        this.emitted = layout.extra(3);
        this.matches = layout.extra(4);
        this.unknown = layout.extra(5);
        TimeRange range = shape.range();
        this.byTime = range == null ? null : new RowsByTime();
        this.time = range == null ? -1 : layout.word(shape.payloadPlace(side, shape.timeColumn(side)));
        Closing closing = shape.rowClosing(side);
        this.due = closing == null ? null : new DueRows(closing, rows);
    }

    /** The rows, whose columns are the side's payload. */
    RowStore rows() {
        return rows;
    }

    /** How many rows have been looked at because they share a key with another. */
    long visited() {
        return visited + (byTime == null ? 0 : byTime.visited());
    }

    void addVisited(long count) {
        visited += count;
    }

    /** The row behind another in its chain, or -1. */
    int next(int slot) {
        return next(rows, slot);
    }

    /** The same of rows that may be frozen, as all below. */
    int next(RowView view, int slot) {
        return (int) view.word(slot, links) - 1;
    }

    /** The slot of a row's key. */
    int key(int slot) {
        return key(rows, slot);
    }

    int key(RowView view, int slot) {
        return (int) view.word(slot, owner);
    }

    long weight(int slot) {
        return weight(rows, slot);
    }

    long weight(RowView view, int slot) {
        return view.word(slot, weight);
    }

    /** The time by which a row meets others, of rows that may be frozen. */
    long time(RowView view, int slot) {
        return view.word(slot, time);
    }

    /** Looks for the rows of a key whose time is between two, both included; gives how many: the first ones of {@link #found}. */
    int find(int key, long from, long to) {
        RowsByTime ordered = Objects.requireNonNull(byTime);
        if (keys.isIndexed(key, side)) {
            return ordered.find(key, from, to);
        }
        ordered.start();
        for (int slot = keys.head(key, side); slot >= 0; slot = next(slot)) {
            visited++;
            long at = rows.word(slot, time);
            if (at >= from && at <= to) {
                ordered.take(slot);
            }
        }
        return ordered.count();
    }

    /** What {@link #find(int, long, long)} found. */
    int[] found() {
        return Objects.requireNonNull(byTime).found();
    }

    /** Which rows are final while others of their key are not, or null if none are. */
    @Nullable
    DueRows due() {
        return due;
    }

    /** How often a row is in the output, partner or not. */
    long emitted(int slot) {
        return emitted(rows, slot);
    }

    long emitted(RowView view, int slot) {
        return view.word(slot, emitted);
    }

    void setEmitted(int slot, long count, int mark) {
        set(slot, emitted, count);
        set(slot, owner, rows.word(slot, owner) & ~MARK_BITS | (long) mark << MARK_SHIFT);
    }

    /** The mark with which a row is in the output. */
    int mark(int slot) {
        return mark(rows, slot);
    }

    int mark(RowView view, int slot) {
        return (int) ((view.word(slot, owner) & MARK_BITS) >>> MARK_SHIFT);
    }

    /** How many rows of the other side match a row. With a residual only. */
    long matches(int slot) {
        return rows.word(slot, matches);
    }

    /** For how many rows of the other side the residual is unknown. */
    long unknown(int slot) {
        return rows.word(slot, unknown);
    }

    void addMatches(int slot, long count, boolean isUnknown) {
        int word = isUnknown ? unknown : matches;
        set(slot, word, Math.addExact(rows.word(slot, word), count));
        list(slot);
    }

    void setMatches(int slot, long count, long unknownCount) {
        set(slot, matches, count);
        set(slot, unknown, unknownCount);
    }

    /** Whether the last {@link #add} made a row. */
    boolean created() {
        return created;
    }

    /** Adds a row of a batch to the chain of its key. Gives its slot, or -1 if it cancelled out and nobody asks for it later. */
    int add(Batch batch, int row, int key, long added) {
        int slot = appendOnly ? -1 : find(batch, row, key);
        created = slot < 0;
        if (created) {
            slot = insert(batch, row, key, added);
        } else {
            long sum = Math.addExact(weight(slot), added);
            set(slot, weight, sum);
            if (sum == 0 && !decided) {
                remove(slot);
                return -1;
            }
        }
        if (decided) {
            list(slot);
        }
        return slot;
    }

    private int find(Batch batch, int row, int key) {
        if (keys.isIndexed(key, side)) {
            int hash = RowIndex.hash(KeyHash.ofRow(batch, payload, row), key);
            for (int skip = 0; ; skip++) {
                int slot = index.candidate(hash, skip);
                visited++;
                if (slot < 0 || key(slot) == key && equal(slot, batch, row)) {
                    return slot;
                }
            }
        }
        int slot = keys.head(key, side);
        while (slot >= 0 && !equal(slot, batch, row)) {
            slot = next(slot);
            visited++;
        }
        return slot;
    }

    private boolean equal(int slot, Batch batch, int row) {
        for (int i = 0; i < payload.length; i++) {
            if (!rows.equal(slot, i, batch.column(payload[i]), row)) {
                return false;
            }
        }
        return true;
    }

    private int insert(Batch batch, int row, int key, long added) {
        int slot = rows.allocate();
        for (int i = 0; i < payload.length; i++) {
            rows.write(slot, i, batch.column(payload[i]), row);
        }
        int head = keys.head(key, side);
        long[] words = rows.words(slot);
        int base = rows.base(slot);
        words[base + links] = head + 1L;
        words[base + owner] = key;
        words[base + weight] = added;
        keys.setHead(key, side, slot, 1);
        if (head >= 0 && (!appendOnly || due != null)) {
            set(head, links, rows.word(head, links) & 0xFFFFFFFFL | (long) (slot + 1) << 32);
        }
        if (!appendOnly || byTime != null) {
            if (keys.isIndexed(key, side)) {
                index(key, slot);
            } else if (keys.length(key, side) > LONG_CHAIN) {
                indexChain(key);
            }
        }
        if (due != null) {
            due.added(slot);
        }
        return slot;
    }

    private void index(int key, int slot) {
        if (!appendOnly) {
            index.add(hash(slot), slot);
        }
        if (byTime != null) {
            byTime.add(key, rows.word(slot, time), slot);
        }
    }

    private void unindex(int key, int slot) {
        if (!appendOnly) {
            index.remove(hash(slot), slot);
        }
        if (byTime != null) {
            byTime.remove(key, rows.word(slot, time), slot);
        }
    }

    private void indexChain(int key) {
        keys.setIndexed(key, side, true);
        for (int slot = keys.head(key, side); slot >= 0; slot = next(slot)) {
            index(key, slot);
        }
    }

    private void unindexChain(int key) {
        keys.setIndexed(key, side, false);
        for (int slot = keys.head(key, side); slot >= 0; slot = next(slot)) {
            unindex(key, slot);
        }
    }

    private int hash(int slot) {
        return RowIndex.hash(KeyHash.ofRow(rows, columns, slot), key(slot));
    }

    /** Forgets the rows of a key, which goes as well. */
    void forgetAll(int key) {
        boolean indexed = keys.isIndexed(key, side);
        int slot = keys.head(key, side);
        while (slot >= 0) {
            int next = next(slot);
            if (indexed) {
                unindex(key, slot);
            }
            rows.free(slot);
            visited++;
            slot = next;
        }
    }

    /** Takes a row out of its chain. Lists its key if that has no more rows on this side. */
    void remove(int slot) {
        int key = key(slot);
        if (keys.isIndexed(key, side)) {
            unindex(key, slot);
        }
        int next = next(slot);
        int before = (int) (rows.word(slot, links) >>> 32) - 1;
        if (next >= 0) {
            set(next, links, rows.word(next, links) & 0xFFFFFFFFL | (long) (before + 1) << 32);
        }
        if (before >= 0) {
            set(before, links, rows.word(before, links) & 0xFFFFFFFF00000000L | (next + 1));
            keys.setHead(key, side, keys.head(key, side), -1);
        } else {
            keys.setHead(key, side, next, -1);
        }
        rows.free(slot);
        if (next < 0 && before < 0) {
            keys.list(key);
        } else if (keys.isIndexed(key, side) && keys.length(key, side) <= LONG_CHAIN / 2) {
            unindexChain(key);
        }
    }

    private void set(int slot, int word, long value) {
        rows.prepareWrite(slot);
        rows.words(slot)[rows.base(slot) + word] = value;
    }

    /** Puts a row on the list of those to look at when the tick ends, if it is not there. */
    private void list(int slot) {
        long word = rows.word(slot, owner);
        if ((word & LISTED) == 0) {
            set(slot, owner, word | LISTED);
            if (listedCount == listed.length) {
                listed = Arrays.copyOf(listed, Math.max(64, 2 * listedCount));
            }
            listed[listedCount++] = slot;
        }
    }

    int listedCount() {
        return listedCount;
    }

    int listed(int place) {
        return listed[place];
    }

    /** Empties the list, and removes the rows on it whose weight is 0. */
    void release() {
        for (int i = 0; i < listedCount; i++) {
            int slot = listed[i];
            set(slot, owner, rows.word(slot, owner) & ~LISTED);
            if (weight(slot) == 0) {
                remove(slot);
            }
        }
        listedCount = 0;
        if (listed.length > KEPT) {
            listed = new int[0];
        }
        if (byTime != null) {
            byTime.release();
        }
    }

    long bytes() {
        return rows.bytes()
                + index.bytes()
                + (byTime == null ? 0 : byTime.bytes())
                + (due == null ? 0 : due.bytes())
                + (long) Integer.BYTES * listed.length;
    }
}
