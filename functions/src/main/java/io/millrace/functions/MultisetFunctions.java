package io.millrace.functions;

import io.millrace.executor.type.ColumnType;

/**
 * Functions of multisets of one type, whose elements are in order: each is one walk over them. One for each call in a kernel; a
 * multiset that it gives is valid until its next one. Elements are compared with NULL equal to NULL.
 */
public final class MultisetFunctions {
    private final ElementList left;
    private final ElementList right;
    private final NestedBuilder result = new NestedBuilder();

    /** For multisets of a type, and of types that lie in memory alike. */
    public MultisetFunctions(ColumnType multiset) {
        this.left = new ElementList(multiset.part(0));
        this.right = new ElementList(multiset.part(0));
    }

    /** Elements as often as in both together, or each once. */
    public Slice union(Slice a, Slice b, boolean all) {
        return combine(a, b, (inA, inB) -> all ? inA + inB : 1);
    }

    /** Elements as often as in the one that has them less often, or each once. */
    public Slice intersect(Slice a, Slice b, boolean all) {
        return combine(a, b, (inA, inB) -> all ? Math.min(inA, inB) : inA > 0 && inB > 0 ? 1 : 0);
    }

    /** Elements as often as the first has them more often, or each once that the second has not. */
    public Slice except(Slice a, Slice b, boolean all) {
        return combine(a, b, (inA, inB) -> all ? Math.max(inA - inB, 0) : inA > 0 && inB == 0 ? 1 : 0);
    }

    /** Each element once. */
    public Slice set(Slice a) {
        return combine(a, a, (inA, inB) -> 1);
    }

    /** Whether each element is there once. */
    public boolean isSet(Slice a) {
        left.read(a);
        for (int i = 1; i < left.size(); i++) {
            if (left.compare(i - 1, i) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the second has every element at least as often as the first. */
    public boolean isPart(Slice a, Slice b) {
        left.read(a);
        right.read(b);
        int other = 0;
        for (int i = 0; i < left.size(); i++) {
            while (other < right.size() && left.compare(i, right, other) > 0) {
                other++;
            }
            if (other == right.size() || left.compare(i, right, other) != 0) {
                return false;
            }
            other++;
        }
        return true;
    }

    public boolean contains(Slice a, Slice element) {
        left.read(a);
        for (int i = 0; i < left.size(); i++) {
            if (left.equal(i, element)) {
                return true;
            }
        }
        return false;
    }

    /** How often an element is in the result, by how often it is in both multisets. */
    private interface Times {
        int of(int inA, int inB);
    }

    private Slice combine(Slice a, Slice b, Times times) {
        left.read(a);
        right.read(b);
        result.clear();
        int i = 0;
        int j = 0;
        while (i < left.size() || j < right.size()) {
            int order = i == left.size() ? 1 : j == right.size() ? -1 : left.compare(i, right, j);
            int firstI = i;
            int firstJ = j;
            i = order <= 0 ? behind(left, i) : i;
            j = order >= 0 ? behind(right, j) : j;
            Slice element = order <= 0 ? left.get(firstI) : right.get(firstJ);
            for (int n = times.of(i - firstI, j - firstJ); n > 0; n--) {
                result.addEncoded(element);
            }
        }
        return result.endArray();
    }

    private static int behind(ElementList elements, int first) {
        int at = first + 1;
        while (at < elements.size() && elements.compare(first, at) == 0) {
            at++;
        }
        return at;
    }
}
