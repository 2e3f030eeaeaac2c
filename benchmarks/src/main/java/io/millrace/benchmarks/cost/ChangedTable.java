package io.millrace.benchmarks.cost;

import io.millrace.executor.column.Batch;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The rows of one stored table, all of BIGINT columns, in blocks of equal length (a key's rows, a partition ...). A row is a function of
 * its block, its place in the block and its version; a change deletes rows and inserts their next versions, so that the table
 * keeps its number of rows. Not thread-safe.
 */
final class ChangedTable {
    /** Writes the columns of a row. */
    @FunctionalInterface
    interface Rows {
        void fill(long[] row, long block, long place, int version);
    }

    /** Which rows of a block change. */
    enum Place {
        FIRST,
        LAST,
        ANYWHERE
    }

    /**
     * A table of any size.
     *
     * @param share the table has one of so many rows of all that the view keeps
     * @param blocks how many blocks it has, whatever its size; or 0 if the size of a block is fixed
     * @param blockRows how many rows a block has, if {@code blocks} is 0
     * @param changedBlocks in how many blocks, drawn at random, rows change at a time
     * @param changedRows how many neighbouring rows change in each of them
     */
    record Shape(
            String name,
            List<String> columns,
            int share,
            int blocks,
            int blockRows,
            Place place,
            int changedBlocks,
            int changedRows,
            Rows rows) {
        /** Blocks of a fixed number of rows, more of them in a larger table. */
        static Shape manyBlocks(String name, List<String> columns, int share, int blockRows, Rows rows) {
            return new Shape(name, columns, share, 0, blockRows, Place.ANYWHERE, 0, 0, rows);
        }

        /** A fixed number of blocks, which are longer in a larger table. */
        static Shape longBlocks(String name, List<String> columns, int blocks, Rows rows) {
            return new Shape(name, columns, 1, blocks, 0, Place.ANYWHERE, 0, 0, rows);
        }

        /** The same with rows that change. */
        Shape changing(int inBlocks, int rowsOfEach, Place where) {
            return new Shape(name, columns, share, blocks, blockRows, where, inBlocks, rowsOfEach, rows);
        }
    }

    private final Shape shape;
    private final int rowsOfBlock;
    private final int[] versions;
    private final List<ColumnType> types;
    private final long[] row;
    private final Random random = new Random(4_711);

    /** The table of a view that keeps {@code size} rows. */
    ChangedTable(Shape shape, int size) {
        this.shape = shape;
        int all = size / shape.share();
        this.rowsOfBlock = shape.blocks() == 0 ? shape.blockRows() : all / shape.blocks();
        this.versions = new int[all / rowsOfBlock * rowsOfBlock];
        this.types = Collections.nCopies(
                shape.columns().size(), ColumnType.of(TypeKind.BIGINT).withNullable(false));
        this.row = new long[types.size()];
        if (shape.changedBlocks() > blocks() || shape.changedRows() > rowsOfBlock) {
            throw new IllegalArgumentException(
                    size + " rows are too few for the changes of '" + shape.name() + "': " + shape);
        }
    }

    String name() {
        return shape.name();
    }

    int rows() {
        return versions.length;
    }

    boolean isChanging() {
        return shape.changedBlocks() > 0;
    }

    String definition() {
        return "CREATE TABLE " + shape.name() + " (" + String.join(" BIGINT NOT NULL, ", shape.columns())
                + " BIGINT NOT NULL)";
    }

    private int blocks() {
        return versions.length / rowsOfBlock;
    }

    /** A part of the rows as they are, to be inserted. */
    Batch part(int from, int to) {
        Batch batch = new Batch(types);
        for (int id = from; id < to; id++) {
            append(batch, id, 1);
        }
        return batch;
    }

    /** The next change. */
    Batch change() {
        Batch batch = new Batch(types);
        Set<Integer> chosen = new HashSet<>();
        while (chosen.size() < shape.changedBlocks()) {
            int block = random.nextInt(blocks());
            if (chosen.add(block)) {
                int first = block * rowsOfBlock + firstPlace();
                for (int id = first; id < first + shape.changedRows(); id++) {
                    append(batch, id, -1);
                    versions[id]++;
                    append(batch, id, 1);
                }
            }
        }
        return batch;
    }

    private int firstPlace() {
        int last = rowsOfBlock - shape.changedRows();
        return switch (shape.place()) {
            case FIRST -> 0;
            case LAST -> last;
            case ANYWHERE -> random.nextInt(last + 1);
        };
    }

    private void append(Batch batch, int id, long weight) {
        int at = batch.size();
        shape.rows().fill(row, id / rowsOfBlock, id % rowsOfBlock, versions[id]);
        for (int column = 0; column < row.length; column++) {
            batch.longs(column).set(at, row[column]);
        }
        batch.setSize(at + 1);
        batch.setWeight(at, weight);
    }
}
