package io.millrace.functions;

import io.millrace.executor.type.ColumnType;
import java.util.Arrays;

/**
 * Functions of arrays, whose elements have one type. Elements are compared with NULL equal to NULL, and NULL is the greatest. One
 * for each call in a kernel; an array that it gives is valid until its next one. Cost: the bytes of the arrays, and where elements
 * are compared with each other, a sort of them.
 */
public final class ArrayFunctions {
    private final ElementList elements;
    private final ElementList others;
    private final NestedBuilder result = new NestedBuilder();

    /** Marks elements that are left out. */
    private boolean[] out = new boolean[0];

    /** For arrays of a type, and of types that lie in memory alike. */
    public ArrayFunctions(ColumnType array) {
        this.elements = new ElementList(array.part(0));
        this.others = new ElementList(array.part(0));
    }

    /** The place of the first element that is equal, from 1; 0 if there is none. */
    public long position(Slice array, Slice element) {
        elements.read(array);
        for (int i = 0; i < elements.size(); i++) {
            if (elements.equal(i, element)) {
                return i + 1L;
            }
        }
        return 0;
    }

    public boolean contains(Slice array, Slice element) {
        return position(array, element) > 0;
    }

    /** Starts an array that is put together. */
    public void start() {
        result.clear();
    }

    /** Adds all elements of an array. */
    public void addAll(Slice array) {
        elements.read(array);
        for (int i = 0; i < elements.size(); i++) {
            result.addEncoded(elements.get(i));
        }
    }

    /** Adds one element. */
    public void addOne(Slice element) {
        result.addEncoded(element);
    }

    /** The array put together. */
    public Slice done() {
        return result.endArray();
    }

    /** Each element once, where it is first. */
    public Slice distinct(Slice array) {
        elements.read(array);
        markRepeated();
        return kept();
    }

    /** The array without the elements that are equal to one. */
    public Slice remove(Slice array, Slice element) {
        elements.read(array);
        mark();
        for (int i = 0; i < elements.size(); i++) {
            out[i] = elements.equal(i, element);
        }
        return kept();
    }

    /** The elements that are in both arrays, or in the first alone, each once. */
    public Slice common(Slice array, Slice other, boolean inBoth) {
        elements.read(array);
        others.read(other);
        markRepeated();
        int[] order = others.sorted();
        for (int i = 0; i < elements.size(); i++) {
            out[i] |= isOther(i, order) != inBoth;
        }
        return kept();
    }

    /** Whether two arrays have an element in common that is not NULL. */
    public boolean overlap(Slice array, Slice other) {
        elements.read(array);
        others.read(other);
        int[] order = others.sorted();
        for (int i = 0; i < elements.size(); i++) {
            if (!elements.isNull(i) && isOther(i, order)) {
                return true;
            }
        }
        return false;
    }

    private boolean isOther(int element, int[] order) {
        int low = 0;
        int high = others.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int compared = elements.compare(element, others, order[middle]);
            if (compared == 0) {
                return true;
            }
            if (compared < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return false;
    }

    public Slice reverse(Slice array) {
        elements.read(array);
        result.clear();
        for (int i = elements.size() - 1; i >= 0; i--) {
            result.addEncoded(elements.get(i));
        }
        return result.endArray();
    }

    /** The elements from one place to another, both of them too; from 1, or from -1 at the end. */
    public Slice slice(Slice array, long from, long to) {
        elements.read(array);
        int size = elements.size();
        long first = Math.max(from < 0 ? size + from : from - 1, 0);
        long last = Math.min(to < 0 ? size + to : to - 1, size - 1L);
        result.clear();
        for (long i = first; i <= last; i++) {
            result.addEncoded(elements.get((int) i));
        }
        return result.endArray();
    }

    /** From one place to the end. */
    public Slice slice(Slice array, long from) {
        return slice(array, from, -1);
    }

    /** The elements in order; NULLs last where it ascends, as the greatest. */
    public Slice sort(Slice array, boolean ascending) {
        return sort(array, ascending, !ascending);
    }

    public Slice sort(Slice array) {
        return sort(array, true, false);
    }

    /** The elements in order, NULLs first or last. */
    public Slice sort(Slice array, boolean ascending, boolean nullsFirst) {
        elements.read(array);
        int[] order = elements.sorted();
        result.clear();
        addNulls(order, nullsFirst);
        for (int i = 0; i < elements.size(); i++) {
            int element = order[ascending ? i : elements.size() - 1 - i];
            if (!elements.isNull(element)) {
                result.addEncoded(elements.get(element));
            }
        }
        addNulls(order, !nullsFirst);
        return result.endArray();
    }

    private void addNulls(int[] order, boolean wanted) {
        for (int i = 0; wanted && i < elements.size(); i++) {
            if (elements.isNull(order[i])) {
                result.addNull();
            }
        }
    }

    /** The place of the least or greatest element that is not NULL, from 1; 0 if there is none. */
    public long extreme(Slice array, boolean least) {
        elements.read(array);
        int best = -1;
        for (int i = 0; i < elements.size(); i++) {
            if (!elements.isNull(i)
                    && (best < 0 || (least ? elements.compare(i, best) < 0 : elements.compare(i, best) > 0))) {
                best = i;
            }
        }
        return best + 1L;
    }

    private void mark() {
        if (out.length < elements.size()) {
            out = new boolean[Math.max(elements.size(), 2 * out.length)];
        }
        Arrays.fill(out, 0, elements.size(), false);
    }

    private void markRepeated() {
        mark();
        int[] order = elements.sorted();
        for (int i = 1; i < elements.size(); i++) {
            out[order[i]] = elements.compare(order[i - 1], order[i]) == 0;
        }
    }

    private Slice kept() {
        result.clear();
        for (int i = 0; i < elements.size(); i++) {
            if (!out[i]) {
                result.addEncoded(elements.get(i));
            }
        }
        return result.endArray();
    }
}
