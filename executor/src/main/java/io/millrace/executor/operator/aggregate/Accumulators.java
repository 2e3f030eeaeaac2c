package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Vector;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import java.util.ArrayList;
import java.util.List;

/**
 * All that one aggregate keeps of its groups: accumulators in the words and columns of a group's row, values beside it,
 * and how each call's result comes from them. Calls that need the same share it. Whoever owns the groups calls
 * {@link #bind} first, then for each batch {@link #add}; one owner.
 */
public final class Accumulators {
    private static final Failed IGNORED = (row, site, code, detail) -> {};

    private final List<ColumnType> columns;
    private final boolean opens;
    private final boolean storesBytes;
    private final Lane[] lanes;
    private final Accumulator[] accumulators;
    private final SideState[] sides;
    private final Result[] results;

    private final boolean followFromWords;

    /** Counts all rows of a group; its owner adds to it by itself. */
    private final Accumulator rowCount;

    /**
     * Plans what to keep.
     *
     * @param node the aggregate
     * @param firstColumn the column of a group's row where {@link #columns} begin
     */
    public Accumulators(AggregateNode node, int firstColumn) {
        AccumulatorBuilder builder = new AccumulatorBuilder(node, firstColumn);
        List<Result> made = new ArrayList<>();
        for (AggregateCall call : node.calls()) {
            made.add(builder.result(call));
        }
        this.lanes = builder.lanes().toArray(Lane[]::new);
        this.accumulators = builder.accumulators().toArray(Accumulator[]::new);
        this.sides = builder.sides().toArray(SideState[]::new);
        this.results = made.toArray(Result[]::new);
        this.rowCount = builder.rowCount();
        this.opens = !builder.columns().isEmpty();
        this.columns = List.copyOf(builder.columns());
        this.storesBytes = columns.stream().anyMatch(type -> type.storage() == Storage.BYTES);
        this.followFromWords = made.stream().allMatch(Result::followsFromWords);
    }

    /** Columns of a group's row that accumulators use. */
    public List<ColumnType> columns() {
        return columns;
    }

    /** Whether {@link #add} writes strings to the rows. */
    public boolean storesBytes() {
        return storesBytes;
    }

    /** How many words of a group's row accumulators use: {@link #usualWords}, then others that are 0 in nearly all groups. */
    public int words() {
        int sum = usualWords();
        for (Accumulator accumulator : accumulators) {
            sum += accumulator.rareWords();
        }
        return sum;
    }

    /** How many words stand for nearly all groups' accumulators; the first one counts the group's rows. */
    public int usualWords() {
        int sum = rowCount.words();
        for (Accumulator accumulator : accumulators) {
            sum += accumulator.words();
        }
        return sum;
    }

    /** Whether any group's other words may not be 0; once true it stays so. */
    public boolean usesRareWords() {
        for (Accumulator accumulator : accumulators) {
            if (accumulator.usesRareWords()) {
                return true;
            }
        }
        return false;
    }

    /** Tells where in a group's row the words begin. */
    public void bind(RowLayout layout, int firstWord) {
        int word = firstWord;
        int rare = firstWord + usualWords();
        rowCount.bind(layout, word, rare);
        word += rowCount.words();
        for (Accumulator accumulator : accumulators) {
            accumulator.bind(layout, word, rare);
            word += accumulator.words();
            rare += accumulator.rareWords();
        }
    }

    /** Prepares a new group. */
    public void open(RowStore groups, int slot) {
        for (Accumulator accumulator : accumulators) {
            accumulator.open(groups, slot);
        }
    }

    /** Whether {@link #open} has something to do. */
    public boolean opens() {
        return opens;
    }

    /** Takes the rows of a batch, each into the group at its slot, whose chunk is ready to be written. Rows are not counted. */
    public void add(RowStore groups, Batch batch, int[] slots) {
        for (Lane lane : lanes) {
            lane.prepare(batch, slots);
        }
        for (Accumulator accumulator : accumulators) {
            accumulator.add(groups, batch, slots);
        }
    }

    /** Whether what is kept of one group can be added to what is kept of another one. */
    public boolean merges() {
        for (Accumulator accumulator : accumulators) {
            if (!accumulator.merges()) {
                return false;
            }
        }
        return sides.length == 0;
    }

    /** Adds what is kept of a group, its number of rows as well, to another one. Both chunks are ready to be written. */
    public void merge(RowStore groups, int from, int into) {
        rowCount.merge(groups, from, into);
        for (Accumulator accumulator : accumulators) {
            accumulator.merge(groups, from, into);
        }
    }

    /** Makes a group, which stays, like a new one. */
    public void clear(RowStore groups, int slot) {
        rowCount.clear(groups, slot);
        for (Accumulator accumulator : accumulators) {
            accumulator.clear(groups, slot);
        }
    }

    /** Gives back what a group without rows holds outside its row. */
    public void close(RowStore groups, int slot) {
        for (Accumulator accumulator : accumulators) {
            accumulator.close(groups, slot);
        }
    }

    /** As {@link #close}, of a group that goes although it has rows. */
    public void forget(RowStore groups, int slot) {
        for (SideState side : sides) {
            side.forget(slot);
        }
        close(groups, slot);
    }

    /** Writes the results of all calls for some groups, from row {@code into.size()} of the last columns of a batch. */
    public void writeResults(RowStore groups, int[] slots, int count, Batch into, Failed failed) {
        int column = into.width() - results.length;
        for (int call = 0; call < results.length; call++) {
            results[call].write(groups, slots, count, into.column(column + call), into.size(), failed);
        }
    }

    /**
     * Whether all results follow from the {@link #words} of groups: then those of an earlier moment follow from copies of the
     * words, and {@link #writeResult} may be called by any thread.
     */
    public boolean followFromWords() {
        return followFromWords;
    }

    /** Whether the result of any group can be out of range at present; false saves looking at them. */
    public boolean mayFail() {
        for (Result result : results) {
            if (result.mayFail()) {
                return true;
            }
        }
        return false;
    }

    /** Writes the result of one call from words, if {@link #followFromWords}; what is out of range is NULL. */
    public void writeResult(int call, Words from, int[] numbers, int count, Vector into, int at) {
        ((WordResult) results[call]).write(from, numbers, count, into, at, IGNORED);
    }

    /** The columns that the accumulators of a group take in a snapshot; the first one is its number of rows. */
    public List<ColumnType> stateTypes() {
        List<ColumnType> types = new ArrayList<>(rowCount.stateTypes());
        for (Accumulator accumulator : accumulators) {
            types.addAll(accumulator.stateTypes());
        }
        return types;
    }

    /** Writes the accumulators of some groups to columns of a snapshot. */
    public void save(RowStore groups, int[] slots, int count, Batch into, int column) {
        int at = column;
        rowCount.save(groups, slots, count, into, at);
        at += rowCount.stateTypes().size();
        for (Accumulator accumulator : accumulators) {
            accumulator.save(groups, slots, count, into, at);
            at += accumulator.stateTypes().size();
        }
    }

    /** Reads the accumulators of new groups, one for each row, from columns of a snapshot. */
    public void load(RowStore groups, int[] slots, Batch from, int column) {
        int at = column;
        rowCount.load(groups, slots, from, at);
        at += rowCount.stateTypes().size();
        for (Accumulator accumulator : accumulators) {
            accumulator.load(groups, slots, from, at);
            at += accumulator.stateTypes().size();
        }
    }

    /** How many relations of weighted values are kept beside the groups. */
    public int sides() {
        return sides.length;
    }

    /** The types of the values of a relation beside the groups. */
    public List<ColumnType> sideTypes(int side) {
        return sides[side].valueTypes();
    }

    /** Hands out a relation beside the groups. */
    public void saveSide(int side, SideWriter.Sink sink) {
        SideWriter writer = new SideWriter(sides[side].valueTypes(), sink);
        sides[side].save(writer);
        writer.flush();
    }

    /** Adds to a relation beside the groups: for each row of the batch its group's slot, and the values from a column on. */
    public void loadSide(int side, int[] slots, Batch from, int column) {
        sides[side].load(slots, from, column);
    }

    /** What has been looked at outside the groups' rows. */
    public long visited() {
        long sum = 0;
        for (Accumulator accumulator : accumulators) {
            sum += accumulator.visited();
        }
        for (SideState side : sides) {
            sum += side instanceof Accumulator ? 0 : side.visited();
        }
        return sum;
    }

    /** Heap bytes outside the groups' rows. */
    public long bytes() {
        long sum = 0;
        for (Accumulator accumulator : accumulators) {
            sum += accumulator.bytes();
        }
        for (SideState side : sides) {
            // Ordered values are an accumulator as well, and counted above.
            sum += side instanceof Accumulator ? 0 : side.bytes();
        }
        return sum;
    }
}
