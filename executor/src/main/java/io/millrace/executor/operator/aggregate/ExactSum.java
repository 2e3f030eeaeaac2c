package io.millrace.executor.operator.aggregate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Exact sums of doubles: every finite double is an integer number of 2^-1074, so a sum is one wide two's complement
 * integer, the same in whatever order rows come, and a row taken back leaves no trace. Rounded once, on output. The idea
 * of a fixed-point accumulator as wide as the exponent range is Kulisch's; see R. M. Neal, "Fast exact summation using
 * small and large superaccumulators" (2015). Unlike there only the window of limbs that is in use is kept.
 *
 * <p>Shape: {@link #WORDS} words of a group's row hold a header and up to {@link #INLINE} limbs of 64 bits; a wider
 * window, and the counts of NaN and of the infinities once there was one, lie in a block of a {@link LimbStore}. Header 0
 * is an empty sum; bits 0 to 7 are the number of limbs, 8 to 15 the place of the lowest one, the rest is the block.
 *
 * <p>Stateless but for the store; one owner. Adding costs some nanoseconds and allocates nothing but a first block.
 */
final class ExactSum {
    static final int WORDS = 4;
    static final int INLINE = 3;

    /** What 1 in the lowest limb is worth, as a power of 2. */
    static final int EXPONENT = -1074;

    /** Bytes that {@link #encode} may need. */
    static final int MAX_ENCODED = 2 + Long.BYTES * 40;

    private static final VarHandle BYTES = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int SPECIALS = 3;
    private static final int LOW_SHIFT = 8;
    private static final int BLOCK_SHIFT = 16;
    private static final int FIELD = 0xFF;
    private static final int EXPONENT_BITS = 0x7FF;
    private static final int FRACTION_SIZE = 52;
    private static final long FRACTION = (1L << FRACTION_SIZE) - 1;

    private final LimbStore store = new LimbStore();

    /** Adds {@code weight} times {@code value} to the sum in {@code words} at {@code at}; any weight, of either sign. */
    void add(long[] words, int at, double value, long weight) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> FRACTION_SIZE) & EXPONENT_BITS;
        long mantissa = bits & FRACTION;
        if (exponent == EXPONENT_BITS) {
            addSpecial(words, at, mantissa != 0 ? 0 : bits > 0 ? 1 : 2, weight);
            return;
        }
        if (exponent != 0) {
            mantissa |= 1L << FRACTION_SIZE;
            exponent--;
        }
        long low = mantissa * weight;
        long high = Math.multiplyHigh(mantissa, weight);
        if (bits < 0) {
            low = -low;
            high = ~high + (low == 0 ? 1 : 0);
        }
        if ((low | high) == 0) {
            return;
        }
        int shift = exponent & 63;
        long first = low << shift;
        long second = high << shift | low >>> 1 >>> 63 - shift;
        long third = high >> 1 >> 63 - shift;
        add(words, at, exponent >>> 6, first, second, third);
    }

    /** Adds another sum to the sum in {@code into} at {@code intoAt}. */
    void merge(long[] from, int fromAt, long[] into, int intoAt) {
        long header = from[fromAt];
        int count = (int) header & FIELD;
        int lowest = (int) (header >>> LOW_SHIFT) & FIELD;
        long block = header >>> BLOCK_SHIFT;
        for (int i = 0; i < count; i++) {
            long limb = block == 0 ? from[fromAt + 1 + i] : store.array(block)[store.offset(block) + SPECIALS + i];
            long sign = i == count - 1 ? limb >> 63 : 0;
            if (limb != 0) {
                add(into, intoAt, lowest + i, limb, sign, sign);
            }
        }
        for (int which = 0; block != 0 && which < SPECIALS; which++) {
            long special = special(from, fromAt, which);
            if (special != 0) {
                addSpecial(into, intoAt, which, special);
            }
        }
    }

    /** Adds an integer of three limbs, at the place of its lowest one. */
    private void add(long[] words, int at, int limb, long first, long second, long third) {
        int end = limb + (third == second >> 63 ? 2 : 3);
        long header = words[at];
        int count = (int) header & FIELD;
        int lowest = (int) (header >>> LOW_SHIFT) & FIELD;
        if (limb < lowest || end > lowest + count) {
            widen(words, at, limb, end);
            header = words[at];
            count = (int) header & FIELD;
            lowest = (int) (header >>> LOW_SHIFT) & FIELD;
        }
        long block = header >>> BLOCK_SHIFT;
        long[] limbs = block == 0 ? words : store.array(block);
        int base = block == 0 ? at + 1 : store.offset(block) + SPECIALS;
        if (addLimbs(limbs, base + limb - lowest, base + count, first, second, third)) {
            boolean negative = limbs[base + count - 1] >= 0;
            widen(words, at, lowest, lowest + count + 1);
            setLimb(words, at, count, negative ? -1 : 0);
        }
    }

    /** Adds a three-limb integer to the limbs from {@code from} on; whether the sign of the result is lost. */
    private static boolean addLimbs(long[] limbs, int from, int end, long first, long second, long third) {
        long sum = limbs[from] + first;
        long carry = Long.compareUnsigned(sum, first) < 0 ? 1 : 0;
        limbs[from] = sum;
        long addend = second;
        long old = 0;
        for (int i = from + 1; i < end; i++) {
            old = limbs[i];
            sum = old + addend;
            long out = Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
            sum += carry;
            carry = out | (sum == 0 ? carry : 0);
            limbs[i] = sum;
            if (i == end - 1) {
                return ((old ^ sum) & (addend ^ sum)) < 0;
            }
            addend = i == from + 1 ? third : third >> 63;
            if (i > from + 1 && addend + carry == 0) {
                return false;
            }
        }
        return false;
    }

    /** Makes the window hold the limbs {@code from} to {@code end}, in the row if it can, else in a block. */
    private void widen(long[] words, int at, int from, int end) {
        long header = words[at];
        int count = (int) header & FIELD;
        int lowest = count == 0 ? from : (int) (header >>> LOW_SHIFT) & FIELD;
        int newLowest = Math.min(lowest, from);
        int newCount = Math.max(lowest + count, end) - newLowest;
        long block = header >>> BLOCK_SHIFT;
        long newBlock = block;
        if (block == 0 ? newCount > INLINE : newCount + SPECIALS > store.capacity(block)) {
            newBlock = store.allocate(newCount + SPECIALS);
        }
        move(words, at, newBlock, newLowest, newCount);
    }

    /** Moves limbs to another place or window; limbs that fall off must say nothing. Frees the old block if it changes. */
    private void move(long[] words, int at, long newBlock, int newLowest, int newCount) {
        long header = words[at];
        int count = (int) header & FIELD;
        int lowest = (int) (header >>> LOW_SHIFT) & FIELD;
        long block = header >>> BLOCK_SHIFT;
        long[] source = block == 0 ? words : store.array(block);
        int from = block == 0 ? at + 1 : store.offset(block) + SPECIALS;
        long[] target = newBlock == 0 ? words : store.array(newBlock);
        int to = newBlock == 0 ? at + 1 : store.offset(newBlock) + SPECIALS;
        long sign = count == 0 ? 0 : source[from + count - 1] >> 63;
        boolean empty = count == 0 || newCount == 0;
        int skipped = empty ? 0 : Math.max(0, newLowest - lowest);
        int gap = empty ? 0 : Math.max(0, lowest - newLowest);
        int kept = empty ? 0 : Math.min(count - skipped, newCount - gap);
        if (block != 0 && newBlock != 0 && block != newBlock) {
            System.arraycopy(source, from - SPECIALS, target, to - SPECIALS, SPECIALS);
        }
        System.arraycopy(source, from + skipped, target, to + gap, kept);
        for (int i = 0; i < gap; i++) {
            target[to + i] = 0;
        }
        for (int i = gap + kept; i < newCount; i++) {
            target[to + i] = sign;
        }
        if (block != 0 && block != newBlock) {
            store.free(block);
        }
        words[at] = newBlock << BLOCK_SHIFT | (long) newLowest << LOW_SHIFT | newCount;
    }

    private void setLimb(long[] words, int at, int index, long value) {
        long block = words[at] >>> BLOCK_SHIFT;
        if (block == 0) {
            words[at + 1 + index] = value;
        } else {
            store.array(block)[store.offset(block) + SPECIALS + index] = value;
        }
    }

    private void addSpecial(long[] words, int at, int which, long weight) {
        if (words[at] >>> BLOCK_SHIFT == 0) {
            int count = (int) words[at] & FIELD;
            int lowest = (int) (words[at] >>> LOW_SHIFT) & FIELD;
            move(words, at, store.allocate(SPECIALS + count), lowest, count);
        }
        long block = words[at] >>> BLOCK_SHIFT;
        store.array(block)[store.offset(block) + which] += weight;
    }

    private long special(long[] words, int at, int which) {
        long block = words[at] >>> BLOCK_SHIFT;
        return block == 0 ? 0 : store.array(block)[store.offset(block) + which];
    }

    /** Drops limbs that say nothing, and the block if the row can hold the rest: equal sums then look equal. */
    void compact(long[] words, int at) {
        long header = words[at];
        int count = (int) header & FIELD;
        int lowest = (int) (header >>> LOW_SHIFT) & FIELD;
        long block = header >>> BLOCK_SHIFT;
        long[] limbs = block == 0 ? words : store.array(block);
        int base = block == 0 ? at + 1 : store.offset(block) + SPECIALS;
        int end = count;
        while (end > 0 && limbs[base + end - 1] == (end == 1 ? 0 : limbs[base + end - 2] >> 63)) {
            end--;
        }
        int start = 0;
        while (start < end && limbs[base + start] == 0) {
            start++;
        }
        int needed = end - start;
        long newBlock = block;
        if (block != 0) {
            boolean special = (special(words, at, 0) | special(words, at, 1) | special(words, at, 2)) != 0;
            if (!special && needed <= INLINE) {
                newBlock = 0;
            } else if ((needed + SPECIALS) * 2 <= store.capacity(block)) {
                newBlock = store.allocate(needed + SPECIALS);
            }
        }
        if (needed != count || newBlock != block) {
            move(words, at, newBlock, needed == 0 ? 0 : lowest + start, needed);
        }
    }

    /** Gives back what the sum holds outside its row and makes it empty. */
    void release(long[] words, int at) {
        long block = words[at] >>> BLOCK_SHIFT;
        if (block != 0) {
            store.free(block);
        }
        words[at] = 0;
    }

    /** Whether the sum is NaN or infinite whatever its limbs say; then {@link #special(long[], int)} is the result. */
    boolean isSpecial(long[] words, int at) {
        return words[at] >>> BLOCK_SHIFT != 0
                && (special(words, at, 0) | special(words, at, 1) | special(words, at, 2)) != 0;
    }

    /** NaN if there is one or both infinities, else the infinity. */
    double special(long[] words, int at) {
        long positive = special(words, at, 1);
        long negative = special(words, at, 2);
        if (special(words, at, 0) != 0 || positive != 0 && negative != 0) {
            return Double.NaN;
        }
        return positive != 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /** Loads the finite part, in units of 2 to the power of {@link #EXPONENT}. */
    void load(long[] words, int at, Magnitude into) {
        long header = words[at];
        int count = (int) header & FIELD;
        long block = header >>> BLOCK_SHIFT;
        into.load(block == 0 ? words : store.array(block), block == 0 ? at + 1 : store.offset(block) + SPECIALS, count);
        into.shiftLimbs((int) (header >>> LOW_SHIFT) & FIELD);
    }

    /** Loads the finite part with its power of 2. */
    void load(long[] words, int at, Wide into) {
        long header = words[at];
        long block = header >>> BLOCK_SHIFT;
        long[] limbs = block == 0 ? words : store.array(block);
        int from = block == 0 ? at + 1 : store.offset(block) + SPECIALS;
        int lowest = (int) (header >>> LOW_SHIFT) & FIELD;
        into.load(limbs, from, (int) header & FIELD, EXPONENT + lowest * Long.SIZE);
    }

    /** Writes a sum for a snapshot; returns the number of bytes. */
    int encode(long[] words, int at, byte[] out) {
        compact(words, at);
        long header = words[at];
        int count = (int) header & FIELD;
        long block = header >>> BLOCK_SHIFT;
        boolean special = isSpecial(words, at);
        out[0] = (byte) (header >>> LOW_SHIFT);
        out[1] = (byte) (special ? 1 : 0);
        int length = 2;
        for (int i = 0; special && i < SPECIALS; i++) {
            BYTES.set(out, length, special(words, at, i));
            length += Long.BYTES;
        }
        long[] limbs = block == 0 ? words : store.array(block);
        int base = block == 0 ? at + 1 : store.offset(block) + SPECIALS;
        for (int i = 0; i < count; i++) {
            BYTES.set(out, length, limbs[base + i]);
            length += Long.BYTES;
        }
        return length;
    }

    /** Reads into an empty sum what {@link #encode} wrote. */
    void decode(byte[] in, int start, int length, long[] words, int at) {
        boolean special = in[start + 1] != 0;
        int first = start + 2 + (special ? SPECIALS * Long.BYTES : 0);
        int count = (start + length - first) / Long.BYTES;
        long block = special || count > INLINE ? store.allocate(count + SPECIALS) : 0;
        words[at] = block << BLOCK_SHIFT | (long) in[start] << LOW_SHIFT | count;
        if (special) {
            long[] target = store.array(block);
            int to = store.offset(block);
            for (int i = 0; i < SPECIALS; i++) {
                target[to + i] = (long) BYTES.get(in, start + 2 + i * Long.BYTES);
            }
        }
        for (int i = 0; i < count; i++) {
            setLimb(words, at, i, (long) BYTES.get(in, first + i * Long.BYTES));
        }
    }

    /** Heap bytes outside the rows. */
    long bytes() {
        return store.bytes();
    }
}
