package io.millrace.functions;

import io.millrace.executor.nested.NestedReader;
import io.millrace.executor.type.ColumnType;
import java.util.Arrays;

/**
 * Where the elements of an array or multiset lie, each with the byte that says whether it is NULL, so that equal elements have
 * equal bytes and are ordered as their bytes are. Read anew for each value; keeps its room. One owner.
 */
final class ElementList {
    private final ColumnType element;
    private final NestedReader reader = new NestedReader();
    private final Slice view = new Slice();
    private byte[] data = new byte[0];
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private int[] order = new int[0];
    private int[] merged = new int[0];
    private int size;

    ElementList(ColumnType element) {
        this.element = element;
    }

    /** Finds the elements of a collection. */
    void read(Slice collection) {
        reader.open(collection.data, collection.start, collection.length);
        data = collection.data;
        size = 0;
        while (reader.hasNext()) {
            if (size == starts.length) {
                starts = Arrays.copyOf(starts, 2 * size);
                ends = Arrays.copyOf(ends, 2 * size);
            }
            starts[size] = reader.position();
            reader.next(element);
            ends[size++] = reader.end();
        }
    }

    int size() {
        return size;
    }

    /** An element's bytes; valid until the next call. */
    Slice get(int index) {
        return view.set(data, starts[index], ends[index] - starts[index]);
    }

    boolean isNull(int index) {
        // A value that is NULL has no bytes but that one.
        return ends[index] - starts[index] == 1;
    }

    /** Whether an element has these bytes. */
    boolean equal(int index, Slice other) {
        return Arrays.equals(data, starts[index], ends[index], other.data, other.start, other.start + other.length);
    }

    /** How two elements of this compare, NULL as the greatest. */
    int compare(int left, int right) {
        return Arrays.compareUnsigned(data, starts[left], ends[left], data, starts[right], ends[right]);
    }

    /** How an element compares to one of another list. */
    int compare(int index, ElementList other, int otherIndex) {
        return Arrays.compareUnsigned(
                data, starts[index], ends[index], other.data, other.starts[otherIndex], other.ends[otherIndex]);
    }

    /** The numbers of the elements in the order of the elements, equal ones as they came; valid until the next read. */
    int[] sorted() {
        if (order.length < size) {
            order = new int[starts.length];
            merged = new int[starts.length];
        }
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        for (int run = 1; run < size; run *= 2) {
            for (int left = 0; left < size; left += 2 * run) {
                merge(left, Math.min(left + run, size), Math.min(left + 2 * run, size));
            }
            int[] swapped = order;
            order = merged;
            merged = swapped;
        }
        return order;
    }

    private void merge(int from, int middle, int to) {
        int left = from;
        int right = middle;
        for (int at = from; at < to; at++) {
            boolean takesLeft = left < middle && (right >= to || compare(order[left], order[right]) <= 0);
            merged[at] = takesLeft ? order[left++] : order[right++];
        }
    }
}
