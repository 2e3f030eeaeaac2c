package io.millrace.executor.operator.pattern;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.operator.aggregate.Failed;
import io.millrace.executor.operator.aggregate.Nulls;
import io.millrace.executor.plan.PatternKernel;
import io.millrace.executor.plan.PatternRow;
import io.millrace.executor.plan.PatternValue;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.RowStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values that code about a match reads, a batch row for each place of the match that is asked about. Owned by one operator.
 * Cost: a few words a value, whatever the length of the match, but for offsets from the first row of a variable.
 */
final class ValueReader {
    /** What one value is made of. */
    private record Source(
            PatternValue value,
            int column,
            int set,
            PatternRow row,
            @Nullable RunningAggregate aggregate) {}

    private final List<Source> sources = new ArrayList<>();
    private final Path path;
    private final RowStore store;
    private final byte[][] names;
    private final int[] one = new int[1];

    /** The match at hand: its rows, those up to the place at hand, the row that is shown, its number. */
    private int length;

    private int running;
    private int shown;
    private long number;

    ValueReader(PatternKernel kernel, PlanNode input, List<String> variables, Path path, OrderedRows rows) {
        this.path = path;
        this.store = rows.store();
        this.names = variables.stream()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        for (PatternValue value : kernel.values()) {
            sources.add(source(value, input, path, rows));
        }
    }

    private static Source source(PatternValue value, PlanNode input, Path path, OrderedRows rows) {
        if (value instanceof PatternValue.Cell cell) {
            return new Source(value, cell.column(), path.set(cell.row().variables()), cell.row(), null);
        }
        if (value instanceof PatternValue.Classifier classifier) {
            PatternRow row = classifier.row();
            return new Source(value, -1, path.set(row.variables()), row, null);
        }
        if (value instanceof PatternValue.Aggregated aggregated) {
            int set = path.set(aggregated.variables());
            var aggregate = new RunningAggregate(input, aggregated.call(), set, path, rows);
            PatternRow row = aggregated.running() ? PatternRow.CURRENT : PatternRow.SHOWN;
            return new Source(value, -1, set, row, aggregate);
        }
        return new Source(value, -1, -1, PatternRow.SHOWN, null);
    }

    /**
     * Says which match is asked about.
     *
     * @param rows how many rows it has
     * @param matchNumber its number
     */
    void match(int rows, long matchNumber) {
        length = rows;
        number = matchNumber;
    }

    /**
     * Appends the values at a place of the match to a batch.
     *
     * @param depth the row at hand, -1 if the match has none
     * @param shownSlot the row that is shown
     * @param into a column for each value
     * @param failed told of aggregates that have no value
     */
    void append(int depth, int shownSlot, Batch into, Failed failed) {
        running = depth;
        shown = shownSlot;
        int row = into.size();
        for (int i = 0; i < sources.size(); i++) {
            write(sources.get(i), into.column(i), row, failed);
        }
        into.setSize(row + 1);
    }

    private void write(Source source, Vector into, int row, Failed failed) {
        RunningAggregate aggregate = source.aggregate();
        if (aggregate != null) {
            boolean whole = source.row().of() == PatternRow.Of.SHOWN;
            aggregate.write(whole ? length - 1 : running, into, row, failed);
        } else if (source.value() instanceof PatternValue.MatchNumber) {
            ((LongVector) into).set(row, number);
        } else if (source.column() >= 0) {
            int slot = slot(source);
            if (slot == OrderedRows.NONE) {
                Nulls.set(into, row);
            } else {
                one[0] = slot;
                store.read(source.column(), one, 1, into, row);
            }
        } else {
            classifier(source, (BytesVector) into, row);
        }
    }

    private void classifier(Source source, BytesVector into, int row) {
        int depth = depth(source);
        int end = source.row().of() == PatternRow.Of.MATCH ? length - 1 : running;
        long place = depth + (long) source.row().shift();
        if (depth < 0 || place < 0 || place > end) {
            into.setNull(row);
        } else {
            byte[] name = names[path.variable((int) place)];
            into.set(row, name, 0, name.length);
        }
    }

    private int slot(Source source) {
        PatternRow row = source.row();
        if (row.of() == PatternRow.Of.SHOWN) {
            return shown;
        }
        int depth = depth(source);
        return depth < 0 ? OrderedRows.NONE : path.neighbour(depth, row.shift());
    }

    private int depth(Source source) {
        PatternRow row = source.row();
        int end = row.of() == PatternRow.Of.MATCH ? length - 1 : running;
        return row.last() ? path.last(source.set(), row.offset(), end) : path.first(source.set(), row.offset(), end);
    }

    /** Gives back the rows that aggregates hold. */
    void reset() {
        for (Source source : sources) {
            RunningAggregate aggregate = source.aggregate();
            if (aggregate != null) {
                aggregate.reset();
            }
        }
    }

    long bytes() {
        long sum = 0;
        for (Source source : sources) {
            RunningAggregate aggregate = source.aggregate();
            sum += aggregate == null ? 0 : aggregate.bytes();
        }
        return sum;
    }
}
