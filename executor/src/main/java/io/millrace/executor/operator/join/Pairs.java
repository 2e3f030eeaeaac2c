package io.millrace.executor.operator.join;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.kernel.Kernel;
import io.millrace.executor.operator.Output;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a delta with rows of the other side, gathered until there are {@value #ROWS} of them, then made into columns, shown to
 * the residual if there is one, and sent if pairs are part of the output. With a residual it also tells the rows of decided
 * sides how many matches they got or lost. Owned by its operator; allocates nothing per pair.
 */
final class Pairs {
    static final int ROWS = 1024;
    private static final int FIRST_ROWS = 16;
    private static final int NO_ROW = -1;

    private final JoinShape shape;
    private final @Nullable JoinSide[] sides;
    private final @Nullable Kernel residual;
    private final Batch result;

    /** With a residual: both sides' columns and the number of the pair, and what the kernel makes of it. */
    private final Batch candidates;

    private final Batch passed;
    private int[] picked = new int[0];

    private int[] rows = new int[0];
    private int[] partners = new int[0];
    private int[] fresh = new int[0];
    private int count;

    private int port;
    private Batch delta;

    Pairs(JoinShape shape, @Nullable JoinSide[] sides, @Nullable Kernel residual, Batch result) {
        this.shape = shape;
        this.sides = sides;
        this.residual = residual;
        this.result = result;
        this.delta = result;
        List<ColumnType> types = new ArrayList<>(shape.types(JoinShape.LEFT));
        types.addAll(shape.types(JoinShape.RIGHT));
        types.add(ColumnType.of(TypeKind.BIGINT).notNull());
        this.candidates = new Batch(types);
        this.passed = new Batch(List.of(ColumnType.of(TypeKind.BIGINT), ColumnType.of(TypeKind.BOOLEAN))
                .subList(0, isMark() ? 2 : 1));
    }

    private boolean isMark() {
        return shape.kind() == JoinKind.MARK;
    }

    /** From now on rows are those of a batch of one port. */
    void start(int deltaPort, Batch batch) {
        port = deltaPort;
        delta = batch;
    }

    /**
     * Adds a pair.
     *
     * @param row the row of the delta
     * @param partner the row of the other side
     * @param own the row's slot on its own side if that has to learn of its matches, or -1
     */
    void add(int row, int partner, int own, Output out) {
        if (count == rows.length) {
            int capacity = Math.max(FIRST_ROWS, Math.min(ROWS, 4 * count));
            rows = Arrays.copyOf(rows, capacity);
            partners = Arrays.copyOf(partners, capacity);
            fresh = Arrays.copyOf(fresh, capacity);
        }
        rows[count] = row;
        partners[count] = partner;
        fresh[count++] = own;
        if (count == ROWS) {
            flush(out);
        }
    }

    void add(int row, int partner, Output out) {
        add(row, partner, NO_ROW, out);
    }

    private JoinSide partners() {
        return Objects.requireNonNull(sides[1 - port]);
    }

    /** Handles the pairs there are. */
    void flush(Output out) {
        if (count == 0) {
            return;
        }
        // A row whose weight is 0 is kept only where it is decided of rows.
        boolean all = residual == null && !(shape.tellsRowsApart() && decides());
        if (all) {
            result.clear();
            fill(result);
            result.setSize(count);
            for (int i = 0; i < count; i++) {
                result.setWeight(i, weight(i));
            }
            out.emit(result);
        } else {
            select(residual, out);
        }
        count = 0;
    }

    private boolean decides() {
        return shape.isDecided(JoinShape.LEFT) || shape.isDecided(JoinShape.RIGHT);
    }

    private long weight(int pair) {
        return Math.multiplyExact(delta.weight(rows[pair]), partners().weight(partners[pair]));
    }

    private void fill(Batch into) {
        int other = 1 - port;
        int at = shape.offset(port);
        for (int column = 0; column < shape.types(port).size(); column++) {
            into.column(at + column).gather(0, delta.column(column), rows, count);
        }
        at = shape.offset(other);
        int payload = 0;
        for (int column = 0; column < shape.types(other).size(); column++) {
            Vector vector = into.column(at + column);
            int place = shape.place(other, column);
            if (place < 0) {
                partners().rows().read(payload++, partners, count, vector, 0);
            } else {
                vector.gather(0, delta.column(shape.keys(port)[place]), rows, count);
            }
        }
    }

    private void select(@Nullable Kernel kernel, Output out) {
        candidates.clear();
        fill(candidates);
        long[] numbers = ((LongVector) candidates.column(candidates.width() - 1)).valuesForWriting(count);
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
        }
        candidates.setSize(count);
        passed.clear();
        if (kernel == null) {
            System.arraycopy(numbers, 0, passed.longs(0).valuesForWriting(count), 0, count);
            passed.setSize(count);
        } else {
            kernel.run(candidates, passed);
        }
        tellOfMatches();
        if (shape.kind().hasPairs()) {
            send(out);
        }
    }

    private void tellOfMatches() {
        boolean tellsPartners = shape.isDecided(1 - port);
        boolean tellsOwn = shape.isDecided(port);
        if (!tellsPartners && !tellsOwn) {
            return;
        }
        boolean mark = isMark();
        for (int i = 0; i < passed.size(); i++) {
            int pair = (int) passed.longs(0).get(i);
            boolean unknown = mark && residual != null && passed.column(1).isNull(i);
            if (tellsPartners) {
                partners().addMatches(partners[pair], delta.weight(rows[pair]), unknown);
            }
            if (fresh[pair] >= 0) {
                Objects.requireNonNull(sides[port])
                        .addMatches(fresh[pair], partners().weight(partners[pair]), unknown);
            }
        }
    }

    private void send(Output out) {
        if (picked.length < passed.size()) {
            picked = new int[ROWS];
        }
        int sent = 0;
        for (int i = 0; i < passed.size(); i++) {
            int pair = (int) passed.longs(0).get(i);
            // A row whose weight is 0 waits for the end of the tick with its matches.
            if (partners().weight(partners[pair]) != 0) {
                picked[sent++] = pair;
            }
        }
        if (sent > 0) {
            result.clear();
            result.gather(candidates, picked, sent);
            result.setSize(sent);
            for (int i = 0; i < sent; i++) {
                result.setWeight(i, weight(picked[i]));
            }
            out.emit(result);
        }
    }

    long bytes() {
        return result.bytes()
                + candidates.bytes()
                + passed.bytes()
                + (long) Integer.BYTES * (picked.length + rows.length + partners.length + fresh.length);
    }
}
