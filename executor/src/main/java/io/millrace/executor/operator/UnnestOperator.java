package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.plan.UnnestNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands on every row once for each element of its collections. Linear: no state. Elements are decoded from the bytes of
 * their collection straight into columns, and the other columns gathered at once for up to {@link #ROWS} rows, so that an
 * array of any length makes batches of that size. Cost: linear in what is written; no allocation once the columns have grown.
 */
final class UnnestOperator implements Operator {
    /** Rows of a batch that is handed on. */
    private static final int ROWS = 1_024;

    private final UnnestNode node;
    private final Elements[] elements;
    private final Batch result;
    private final int[] sources = new int[ROWS];
    private int count;

    UnnestOperator(UnnestNode node) {
        this.node = node;
        this.result = new Batch(node.types());
        List<Elements> readers = new ArrayList<>();
        int column = node.kept().size();
        for (int collection : node.collections()) {
            Elements reader = new Elements(node.input().types().get(collection), column);
            readers.add(reader);
            column += reader.width();
        }
        this.elements = readers.toArray(Elements[]::new);
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        for (int row = 0; row < batch.size(); row++) {
            open(batch, row);
            long number = 0;
            while (hasNext()) {
                for (Elements reader : elements) {
                    reader.write(result, count);
                }
                add(batch, row, ++number, out);
            }
            if (number == 0 && node.keepsEmpty()) {
                for (Elements reader : elements) {
                    reader.writeNull(result, count);
                }
                add(batch, row, number, out);
            }
        }
        flush(batch, out);
    }

    private void open(Batch batch, int row) {
        for (int i = 0; i < elements.length; i++) {
            int column = node.collections().get(i);
            elements[i].open((BytesVector) batch.column(column), row);
        }
    }

    private boolean hasNext() {
        for (Elements reader : elements) {
            if (reader.hasNext()) {
                return true;
            }
        }
        return false;
    }

    /** Takes note of a row whose elements have been written; number 0 is that of none. */
    private void add(Batch batch, int row, long number, Output out) {
        if (node.numbered()) {
            LongVector numbers = result.longs(result.width() - 1);
            if (number == 0) {
                numbers.setNull(count);
            } else {
                numbers.set(count, number);
            }
        }
        result.setWeight(count, batch.weight(row));
        sources[count++] = row;
        if (count == ROWS) {
            flush(batch, out);
        }
    }

    private void flush(Batch batch, Output out) {
        if (count == 0) {
            return;
        }
        for (int i = 0; i < node.kept().size(); i++) {
            result.column(i).gather(0, batch.column(node.kept().get(i)), sources, count);
        }
        result.setSize(count);
        count = 0;
        out.emit(result);
        result.clear();
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {}
}
