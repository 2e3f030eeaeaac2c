package io.millrace.executor.operator.ordered;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** A growing list of rows that is shown in pieces. */
final class SlotList {
    private static final int PIECE = 1024;

    /** Takes some slots. */
    @FunctionalInterface
    interface Sink {
        void take(int[] slots, int count);
    }

    private int[] slots = new int[16];
    private final int[] piece = new int[PIECE];
    private int size;

    void clear() {
        size = 0;
    }

    void add(int slot) {
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, 2 * size);
        }
        slots[size++] = slot;
    }

    void forEach(IntConsumer consumer) {
        for (int i = 0; i < size; i++) {
            consumer.accept(slots[i]);
        }
    }

    /** Shows all. */
    void show(Sink sink) {
        showLast(size, sink);
    }

    /** Shows the last ones added. */
    void showLast(int count, Sink sink) {
        for (int from = size - count; from < size; from += PIECE) {
            int shown = Math.min(PIECE, size - from);
            System.arraycopy(slots, from, piece, 0, shown);
            sink.take(piece, shown);
        }
    }
}
