package io.millrace.executor.operator.recursion;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.operator.Output;
import io.millrace.executor.plan.IterationNode;
import io.millrace.executor.plan.RecursionNode;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A recursion with UNION ALL: each iteration has as many copies of a row as the step makes of the iteration before, and the
 * relation has all of them. Linear, so that nothing is kept from tick to tick; within a tick, changes of one row in one iteration are summed up, so that what cancels out goes no
 * further. Cost: one probe for each row that comes in.
 */
final class BagRecursion implements Recursion {
    private static final int ROWS = 1024;

    /** With more memory than this the sums of a tick are not kept for the next one. */
    private static final long KEPT_BYTES = 1 << 20;

    private final RecursionNode node;
    private final int maxIterations;
    private final int width;
    private final int[] columns;
    private final int[] plain;
    private final List<ColumnType> types;

    /** Sums by row and iteration, which is the last column. */
    private KeyedRows sums;

    private final int weight;
    private final int link;
    private final Iterations waiting = new Iterations();
    private final LongVector numbers = new LongVector();
    private final Batch numbered;

    private int[] hashes = new int[0];
    private int[] slots = new int[0];
    private int[] sent = new int[0];
    private int sentCount;
    private long visited;

    BagRecursion(RecursionNode node, int maxIterations) {
        this.node = node;
        this.maxIterations = maxIterations;
        this.types = IterationNode.numbered(node.types());
        this.width = node.types().size();
        this.columns = IntStream.rangeClosed(0, width).toArray();
        this.plain = IntStream.range(0, width).toArray();
        this.sums = KeyedRows.of(types, 2);
        this.weight = sums.store().layout().extra(0);
        this.link = sums.store().layout().extra(1);
        this.numbered = new Batch(types);
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        int size = batch.size();
        visited += size;
        Batch rows = inNextIteration(port, batch);
        hashes = KeyHash.of(rows, columns, hashes);
        slots = SetRecursion.atLeast(slots, size);
        sums.findOrInsert(rows, columns, hashes, slots);
        for (int row = 0; row < size; row++) {
            RowStore store = sums.store();
            store.prepareWrite(slots[row]);
            long[] words = store.words(slots[row]);
            int base = store.base(slots[row]);
            words[base + weight] = Math.addExact(words[base + weight], batch.weight(row));
            if (words[base + link] == 0) {
                words[base + link] = waiting.add(Math.toIntExact(numbers.get(row)), slots[row]);
            }
        }
    }

    private Batch inNextIteration(int port, Batch batch) {
        int size = batch.size();
        long[] values = numbers.valuesForWriting(size);
        for (int row = 0; row < size; row++) {
            values[row] = port == BASE ? 0 : batch.longs(width).get(row) + 1;
        }
        Vector[] vectors = new Vector[width + 1];
        for (int column = 0; column < width; column++) {
            vectors[column] = batch.column(column);
        }
        vectors[width] = numbers;
        return batch.withColumns(types, vectors);
    }

    @Override
    public int next() {
        return waiting.next();
    }

    @Override
    public int pending(int iteration) {
        return waiting.size(iteration);
    }

    @Override
    public void iterate(int iteration, Output out, Output whole) {
        if (sent.length == 0) {
            sent = new int[ROWS];
        }
        int list = waiting.take(iteration);
        while (list != 0) {
            int slot = Iterations.first(list);
            list = Iterations.rest((int) sums.store().word(slot, link));
            visited++;
            sent[sentCount++] = slot;
            if (sentCount == ROWS) {
                flush(iteration, out, whole);
            }
        }
        flush(iteration, out, whole);
    }

    /** Sends the rows there are; their sums go, as what is sent may lead to more rows here before this returns. */
    private void flush(int iteration, Output out, Output whole) {
        int taken = sentCount;
        sentCount = 0;
        numbered.clear();
        int count = 0;
        for (int i = 0; i < taken; i++) {
            long sum = sums.store().word(sent[i], weight);
            if (sum == 0) {
                sums.remove(sent[i]);
            } else {
                numbered.setWeight(count, sum);
                sent[count++] = sent[i];
            }
        }
        if (count == 0) {
            return;
        }
        if (iteration > maxIterations) {
            throw Recursions.endless(node.name(), maxIterations);
        }
        sums.store().read(sent, count, columns, numbered);
        for (int i = 0; i < count; i++) {
            sums.remove(sent[i]);
        }
        whole.emit(numbered.select(plain, node.types()));
        out.emit(numbered);
    }

    @Override
    public void finish(Output whole) {
        if (sums.bytes() > KEPT_BYTES) {
            sums = KeyedRows.of(types, 2);
        }
    }

    @Override
    public void snapshot(StateWriter out) {}

    @Override
    public void restore(StateReader in) {}

    @Override
    public long visited() {
        return visited;
    }

    @Override
    public long stateBytes() {
        return sums.bytes()
                + waiting.bytes()
                + numbered.bytes()
                + numbers.bytes()
                + (long) Integer.BYTES * (hashes.length + slots.length + sent.length);
    }
}
