package io.millrace.executor.operator.pattern;

import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.Kernel;
import io.millrace.executor.operator.Output;
import io.millrace.executor.operator.ShardContext;
import io.millrace.executor.operator.aggregate.Failed;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The rows of the result, kept by the row that their match begins at, so that a match which is another one now, or none, can be taken back.
 * Measures of many matches are computed at once. One owner.
 */
final class MatchRows {
    private static final int BLOCK = 512;

    private final PatternProgram program;
    private final Path path;
    private final boolean allRows;
    private final Traces traces;
    private final ValueReader reader;
    private final Kernel kernel;
    private final RowStore results;
    private final int link;
    private final int[] columns;

    /** What the code reads for matches that were found, and what it makes of it. */
    private final Batch values;

    private final Batch computed;

    /** By match found: the row it begins at, and behind which row of {@link #values} its own end. */
    private int[] starts = new int[16];

    private int[] ends = new int[16];
    private int found;

    private final Batch result;
    private final int[] taken = new int[BLOCK];
    private int takenCount;

    /** Where changes go; those of matches that are not final go nowhere if only final ones are emitted. */
    private Output out = batch -> {};

    private final boolean finalOnly;
    private final Failed failed;

    /**
     * No results.
     *
     * @param node the pattern
     * @param program of the pattern
     * @param reader of what the measures need
     * @param traces which row has which results
     * @param context the shard
     */
    MatchRows(
            PatternNode node,
            PatternProgram program,
            Path path,
            ValueReader reader,
            Traces traces,
            ShardContext context) {
        this.program = program;
        this.path = path;
        this.allRows = node.pattern().allRows();
        this.traces = traces;
        this.reader = reader;
        this.kernel = context.kernels().instantiate(node.measures().kernel(), context.failures());
        RowLayout layout = new RowLayout(node.types(), 1);
        this.results = new RowStore(layout);
        this.link = layout.extra(0);
        this.columns = IntStream.range(0, node.types().size()).toArray();
        this.values = new Batch(node.measures().inputs());
        this.computed = new Batch(node.types());
        this.result = new Batch(node.types());
        this.finalOnly = node.emitsFinalOnly();
        this.failed = (row, site, code, detail) -> context.failures().fail(code, site, detail, values, row);
    }

    /** Changes go there until {@link #finish}. */
    void begin(Output output) {
        out = output;
    }

    /** A search from a row has found the match of {@code length} rows that the path tells. */
    void found(int start, int length, long number) {
        reader.match(length, number);
        if (!allRows || length == 0) {
            reader.append(length - 1, start, values, failed);
        } else {
            for (int depth = 0; depth < length; depth++) {
                if (!program.isExcluded(path.step(depth))) {
                    reader.append(depth, path.peek(depth), values, failed);
                }
            }
        }
        if (found == starts.length) {
            starts = Arrays.copyOf(starts, 2 * found);
            ends = Arrays.copyOf(ends, 2 * found);
        }
        starts[found] = start;
        ends[found] = values.size();
        found++;
        if (values.size() >= BLOCK) {
            settle();
        }
    }

    /** Brings the results of the matches found up to date. */
    void settle() {
        reader.reset();
        if (values.size() > 0) {
            computed.clear();
            kernel.run(values, computed);
        }
        int row = 0;
        for (int i = 0; i < found; i++) {
            if (!isSame(starts[i], row, ends[i])) {
                remove(starts[i]);
                add(starts[i], row, ends[i]);
            }
            row = ends[i];
        }
        found = 0;
        values.clear();
    }

    private boolean isSame(int start, int from, int end) {
        int at = traces.result(start) - 1;
        for (int row = from; row < end; row++) {
            if (at < 0) {
                return false;
            }
            for (int column : columns) {
                if (!results.equal(at, column, computed.column(column), row)) {
                    return false;
                }
            }
            at = (int) results.word(at, link) - 1;
        }
        return at < 0;
    }

    private void add(int start, int from, int end) {
        int next = 0;
        for (int row = end - 1; row >= from; row--) {
            int slot = results.allocate();
            for (int column : columns) {
                results.write(slot, column, computed.column(column), row);
            }
            results.words(slot)[results.base(slot) + link] = next;
            next = slot + 1;
            if (!finalOnly) {
                result.append(computed, row, 1);
                emitFull();
            }
        }
        traces.setResult(start, next);
    }

    /** Takes back the results of the match that begins at a row, if there are some. */
    void remove(int start) {
        free(start, -1, !finalOnly);
    }

    /** What begins at a row is final: it is emitted if that was not done before, and forgotten. */
    void retire(int start) {
        free(start, 1, finalOnly);
    }

    private void free(int start, long weight, boolean emitted) {
        int at = traces.result(start) - 1;
        if (at < 0) {
            return;
        }
        while (at >= 0) {
            taken[takenCount++] = at;
            at = (int) results.word(at, link) - 1;
            if (takenCount == BLOCK) {
                freeTaken(weight, emitted);
            }
        }
        freeTaken(weight, emitted);
        traces.setResult(start, 0);
    }

    private void freeTaken(long weight, boolean emitted) {
        if (emitted) {
            int at = result.size();
            results.read(taken, takenCount, columns, result);
            for (int row = at; row < result.size(); row++) {
                result.setWeight(row, weight);
            }
            emitFull();
        }
        for (int i = 0; i < takenCount; i++) {
            results.free(taken[i]);
        }
        takenCount = 0;
    }

    private void emitFull() {
        if (result.size() >= BLOCK) {
            emit();
        }
    }

    /** Emits what is left; nothing is emitted afterwards. */
    void finish() {
        emit();
        out = batch -> {};
    }

    private void emit() {
        if (result.size() > 0) {
            out.emit(result);
            result.clear();
        }
    }

    long bytes() {
        return results.bytes() + values.bytes() + computed.bytes() + result.bytes() + reader.bytes();
    }
}
