package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.plan.ExpandNode;
import io.millrace.executor.type.ColumnType;
import java.util.Arrays;
import java.util.List;

/**
 * Hands on every batch once for each grouping set. Linear: no state. Nothing is copied: a set's batch shares the columns
 * that it keeps, and those that it does not are a vector of NULLs, made once. Cost: one batch header a set.
 */
final class ExpandOperator implements Operator {
    private final List<List<Integer>> nulled;
    private final List<ColumnType> types;

    /** The columns that some set does not keep. */
    private final int[] allNulled;

    /** By column of the input: as many NULLs as the largest batch has rows, if some set needs them. */
    private final Vector[] nulls;

    /** By set: its number, as often as the largest batch has rows. */
    private final LongVector[] numbers;

    private int prepared;

    ExpandOperator(ExpandNode node) {
        this.nulled = node.nulled();
        this.types = node.types();
        this.allNulled = nulled.stream()
                .flatMap(List::stream)
                .mapToInt(Integer::intValue)
                .distinct()
                .toArray();
        this.nulls = new Vector[types.size() - 1];
        for (int column = 0; column < nulls.length; column++) {
            nulls[column] = Vector.of(types.get(column).storage());
        }
        this.numbers = new LongVector[nulled.size()];
        Arrays.setAll(numbers, set -> new LongVector());
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        prepare(batch.size());
        for (int set = 0; set < numbers.length; set++) {
            Vector[] columns = new Vector[types.size()];
            for (int column = 0; column < nulls.length; column++) {
                columns[column] = batch.column(column);
            }
            for (int column : nulled.get(set)) {
                columns[column] = nulls[column];
            }
            columns[nulls.length] = numbers[set];
            out.emit(batch.withColumns(types, columns));
        }
    }

    private void prepare(int rows) {
        if (rows <= prepared) {
            return;
        }
        for (int column : allNulled) {
            for (int row = prepared; row < rows; row++) {
                nulls[column].setNull(row);
            }
        }
        for (int set = 0; set < numbers.length; set++) {
            Arrays.fill(numbers[set].valuesForWriting(rows), prepared, rows, set);
        }
        prepared = rows;
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {}
}
