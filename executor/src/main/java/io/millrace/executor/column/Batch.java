package io.millrace.executor.column;

import io.millrace.executor.type.ColumnType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A delta of a relation, or a part of one: {@code size()} rows, each with a non-zero weight. Positive weights insert
 * that many copies, negative weights delete them. Weights are absent where all are +1.
 *
 * <p>A batch is filled, handed on, cleared and filled again by its owner: who receives one may read it until the end of
 * the step and copies what must live longer. Shape: columns of equal size in the order of {@link #types}.
 */
public final class Batch {
    private final List<ColumnType> types;
    private final Vector[] columns;
    private int size;
    private long[] weights = new long[0];
    private boolean weighted;

    /** An empty batch for rows of these types. */
    public Batch(List<ColumnType> types) {
        this.types = List.copyOf(types);
        this.columns = new Vector[types.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = Vector.of(types.get(i).storage());
        }
    }

    private Batch(List<ColumnType> types, Vector[] columns) {
        this.types = types;
        this.columns = columns;
    }

    /**
     * The same rows with some of the columns, in another order. Shares the vectors and weights: valid as long as this
     * batch is, and not to be written.
     *
     * @param picked the columns wanted
     * @param pickedTypes their types
     */
    public Batch select(int[] picked, List<ColumnType> pickedTypes) {
        Vector[] vectors = new Vector[picked.length];
        for (int i = 0; i < picked.length; i++) {
            vectors[i] = columns[picked[i]];
        }
        return withColumns(pickedTypes, vectors);
    }

    /**
     * The same rows and weights with other columns, which have a value for each row. Shares weights and vectors: valid as
     * long as this batch and they are, and not to be written.
     */
    public Batch withColumns(List<ColumnType> otherTypes, Vector[] vectors) {
        Batch view = new Batch(otherTypes, vectors);
        view.size = size;
        view.weights = weights;
        view.weighted = weighted;
        return view;
    }

    public List<ColumnType> types() {
        return types;
    }

    public int size() {
        return size;
    }

    /** How many rows of the columns count; their writer sets this when it has written all columns. */
    public void setSize(int rows) {
        size = rows;
        for (Vector column : columns) {
            column.coverNulls(rows);
        }
    }

    public int width() {
        return columns.length;
    }

    public Vector column(int index) {
        return columns[index];
    }

    public LongVector longs(int index) {
        return (LongVector) columns[index];
    }

    public DoubleVector doubles(int index) {
        return (DoubleVector) columns[index];
    }

    public BooleanVector booleans(int index) {
        return (BooleanVector) columns[index];
    }

    public DecimalVector decimals(int index) {
        return (DecimalVector) columns[index];
    }

    public BytesVector bytes(int index) {
        return (BytesVector) columns[index];
    }

    /** Weights by row, or null where every weight is +1. */
    public long @Nullable [] weights() {
        return weighted ? weights : null;
    }

    public long weight(int row) {
        return weighted ? weights[row] : 1;
    }

    /** Weights to write for rows below {@code capacity}; rows that had none before have +1. */
    public long[] weightsForWriting(int capacity) {
        if (!weighted) {
            Arrays.fill(weights, 1);
            weighted = true;
        }
        if (weights.length < capacity) {
            int filled = weights.length;
            weights = Arrays.copyOf(weights, Vector.grown(filled, capacity));
            Arrays.fill(weights, filled, weights.length, 1);
        }
        return weights;
    }

    /** Sets one weight; rows never set have +1. */
    public void setWeight(int row, long weight) {
        if (weighted || weight != 1) {
            weightsForWriting(row + 1)[row] = weight;
        }
    }

    /** Makes this batch empty and keeps its arrays. */
    public void clear() {
        size = 0;
        weighted = false;
        for (Vector column : columns) {
            column.clear();
        }
    }

    /** Appends one row of a batch with the same storages, with its weight. */
    public void append(Batch source, int row) {
        append(source, row, source.weight(row));
    }

    /** Appends one row of a batch with the same storages, with another weight. */
    public void append(Batch source, int row, long weight) {
        for (int i = 0; i < columns.length; i++) {
            columns[i].copy(size, source.columns[i], row);
        }
        setWeight(size, weight);
        size++;
    }

    /** Appends the rows picked by the first {@code count} entries of {@code rows}, with their weights. */
    public void gather(Batch source, int[] rows, int count) {
        for (int i = 0; i < columns.length; i++) {
            columns[i].gather(size, source.columns[i], rows, count);
        }
        if (weighted || source.weighted) {
            for (int i = 0; i < count; i++) {
                setWeight(size + i, source.weight(rows[i]));
            }
        }
        size += count;
    }

    /** Appends all rows of a batch with the same storages. */
    public void appendAll(Batch source) {
        int count = source.size;
        for (int i = 0; i < columns.length; i++) {
            columns[i].copyAll(size, source.columns[i], count);
        }
        if (source.weighted) {
            System.arraycopy(source.weights, 0, weightsForWriting(size + count), size, count);
        } else if (weighted) {
            Arrays.fill(weightsForWriting(size + count), size, size + count, 1);
        }
        size += count;
    }

    /** A batch of its own with the same rows. */
    public Batch copy() {
        Batch copy = new Batch(types);
        copy.appendAll(this);
        return copy;
    }

    /** Heap bytes of the arrays. */
    public long bytes() {
        long sum = (long) Long.BYTES * weights.length;
        for (Vector column : columns) {
            sum += column.bytes();
        }
        return sum;
    }
}
