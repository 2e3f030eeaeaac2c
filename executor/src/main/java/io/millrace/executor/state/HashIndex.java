package io.millrace.executor.state;

import java.util.Arrays;

/**
 * Finds slots by 32-bit hash. An entry is one long: the hash above, slot plus one below, 0 for none. Entries lie in
 * segments with open addressing, found through a directory by the upper bits of the remixed hash. A full segment splits
 * alone, so no insertion pays for more than one segment ({@value #SEGMENT} entries); an index starts with 16. Small segments are
 * kept a quarter full at most, others three eighths: few probes are mispredicted, which costs more than the room, in the
 * caches and out of them.
 *
 * <p>Several slots may have one hash; their owner compares keys. Deletion closes gaps, so
 * there are no tombstones. Single-owner, but {@link #first(int)} and {@link #all} may be called by other threads: they end
 * after one segment at most, and what they find is right only if the owner changed nothing meanwhile.
 */
public final class HashIndex {
    /** Entries of a segment that is not split yet because it is small; above that, segments split. */
    static final int SEGMENT = 16384;

    /** Up to this size entries are taken to be near enough to be read when they are needed. */
    private static final long CACHED_BYTES = 256 * 1024;

    private static final int FIRST_SEGMENT = 16;
    private static final int SPREAD = 0x9E3779B9;
    /** How much deeper than an even spread the directory may get before an uneven segment grows instead. */
    private static final int EXTRA_DEPTH = 4;

    private static final int MAX_DEPTH = 24;

    /** Segments by the upper bits of the remixed hash, at least two references; a segment of lower depth is there several times. */
    private long[][] directory;

    private int size;
    private long segmentBytes;

    public HashIndex() {
        long[] segment = newSegment(FIRST_SEGMENT, 0);
        directory = new long[][] {segment, segment};
    }

    /** How many entries there are. */
    public int size() {
        return size;
    }

    /** Heap bytes. */
    public long bytes() {
        return segmentBytes + 16 + 8L * directory.length;
    }

    /**
     * The first slot with each hash, or -1. Where the index is larger than the caches, reads the home entries of all hashes
     * before it looks at the first, so that memory is waited for once and not for each row.
     *
     * @param hashes the hashes
     * @param from the first one to look for
     * @param to behind the last one to look for
     * @param slots takes the slots, by the numbers of the hashes
     * @param entries scratch for {@code to - from} entries
     * @return whether any hash was not found
     */
    public boolean first(int[] hashes, int from, int to, int[] slots, long[] entries) {
        return isCached() ? firstCached(hashes, from, to, slots) : firstInMemory(hashes, from, to, slots, entries);
    }

    /** Whether entries are taken to be near enough to be read when they are needed. */
    boolean isCached() {
        return segmentBytes <= CACHED_BYTES;
    }

    /** Segments by the upper bits of the remixed hash; see {@link #position}. */
    long[][] directory() {
        return directory;
    }

    /** Where the segment of a hash is in a directory of {@code length} references. */
    static int position(int hash, int length) {
        return (hash * SPREAD) >>> (Integer.numberOfLeadingZeros(length) + 1);
    }

    /** Of a home entry and the one behind it, the first with the hash if there is one; without a branch. */
    static long near(long home, long behind, int hash) {
        long isHome = (((home >>> 32) ^ (hash & 0xFFFFFFFFL)) - 1) >> 63;
        return (home & isHome) | (behind & ~isHome);
    }

    private boolean firstCached(int[] hashes, int from, int to, int[] slots) {
        long[][] segments = directory;
        int toSegment = Integer.numberOfLeadingZeros(segments.length) + 1;
        int absent = 0;
        for (int i = from; i < to; i++) {
            int hash = hashes[i];
            long[] segment = segments[(hash * SPREAD) >>> toSegment];
            int mask = segment.length - 2;
            long entry = near(segment[hash & mask], segment[(hash + 1) & mask], hash);
            if ((int) (entry >>> 32) != hash || entry == 0) {
                entry = first(hash) + 1L;
            }
            // An empty entry is slot -1.
            int slot = (int) entry - 1;
            absent |= slot;
            slots[i] = slot;
        }
        return absent < 0;
    }

    private boolean firstInMemory(int[] hashes, int from, int to, int[] slots, long[] entries) {
        long[][] segments = directory;
        int toSegment = Integer.numberOfLeadingZeros(segments.length) + 1;
        for (int i = from; i < to; i++) {
            int hash = hashes[i];
            int number = (hash * SPREAD) >>> toSegment;
            entries[i - from] = (long) number << 32 | hash & (segments[number].length - 2);
        }
        // As few steps as can be, so that the processor has many of these reads under way at once.
        for (int i = 0; i < to - from; i++) {
            long place = entries[i];
            entries[i] = segments[(int) (place >>> 32)][(int) place];
        }
        int absent = 0;
        for (int i = from; i < to; i++) {
            long entry = entries[i - from];
            int hash = hashes[i];
            int slot = (int) entry - 1;
            if ((int) (entry >>> 32) != hash && entry != 0) {
                slot = first(hash);
            }
            absent |= slot;
            slots[i] = slot;
        }
        return absent < 0;
    }

    /** The first slot with a hash, or -1. */
    public int first(int hash) {
        long[] segment = segment(hash);
        int mask = segment.length - 2;
        for (int i = 0, at = hash & mask; i <= mask; i++, at = (at + 1) & mask) {
            long entry = segment[at];
            if ((int) (entry >>> 32) == hash || entry == 0) {
                return (int) entry - 1;
            }
        }
        return -1;
    }

    /** The slot number {@code skip} (from 0) among those with a hash, or -1. */
    public int candidate(int hash, int skip) {
        long[] segment = segment(hash);
        int mask = segment.length - 2;
        int left = skip;
        for (int i = 0, at = hash & mask; i <= mask && segment[at] != 0; i++, at = (at + 1) & mask) {
            if ((int) (segment[at] >>> 32) == hash && left-- == 0) {
                return (int) segment[at] - 1;
            }
        }
        return -1;
    }

    /** All slots with a hash; allocates the answer. */
    public int[] all(int hash) {
        int[] slots = new int[2];
        int count = 0;
        long[] segment = segment(hash);
        int mask = segment.length - 2;
        for (int i = 0, at = hash & mask; i <= mask && segment[at] != 0; i++, at = (at + 1) & mask) {
            long entry = segment[at];
            if ((int) (entry >>> 32) == hash) {
                if (count == slots.length) {
                    slots = Arrays.copyOf(slots, 2 * count);
                }
                slots[count++] = (int) entry - 1;
            }
        }
        return Arrays.copyOf(slots, count);
    }

    /** Adds an entry; whether there is an equal one is not looked at. */
    public void insert(int hash, int slot) {
        long[] segment = segment(hash);
        while (isFull(segment)) {
            enlarge(segment, hash);
            segment = segment(hash);
        }
        put(segment, entry(hash, slot));
        size++;
    }

    /** Removes the entry of a slot, which must be there. */
    public void remove(int hash, int slot) {
        long[] segment = segment(hash);
        int mask = segment.length - 2;
        int hole = find(segment, hash, slot);
        int at = hole;
        while (true) {
            at = (at + 1) & mask;
            long entry = segment[at];
            if (entry == 0) {
                break;
            }
            int home = (int) (entry >>> 32) & mask;
            // The entry may move into the hole unless its home lies behind the hole.
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                segment[hole] = entry;
                hole = at;
            }
        }
        segment[hole] = 0;
        segment[segment.length - 1]--;
        size--;
    }

    /** Lets the entry of a slot, which must be there, point to another slot. */
    public void replace(int hash, int slot, int newSlot) {
        long[] segment = segment(hash);
        segment[find(segment, hash, slot)] = entry(hash, newSlot);
    }

    private static int find(long[] segment, int hash, int slot) {
        int mask = segment.length - 2;
        long wanted = entry(hash, slot);
        int at = hash & mask;
        while (segment[at] != wanted) {
            if (segment[at] == 0) {
                throw new IllegalStateException("slot " + slot + " is not in the index under hash " + hash);
            }
            at = (at + 1) & mask;
        }
        return at;
    }

    private static long entry(int hash, int slot) {
        return ((long) hash << 32) | (slot + 1);
    }

    /** Where entries of a hash are: from {@code hash & (length - 2)}, round to it, up to the first 0; the last long is no entry. */
    long[] segment(int hash) {
        long[][] segments = directory;
        return segments[(hash * SPREAD) >>> (Integer.numberOfLeadingZeros(segments.length) + 1)];
    }

    /** A segment's last long counts its entries (lower half) and holds its depth (upper half). */
    private long[] newSegment(int capacity, int depth) {
        long[] segment = new long[capacity + 1];
        segment[capacity] = (long) depth << 32;
        segmentBytes += 16 + (long) Long.BYTES * segment.length;
        return segment;
    }

    private static int depth(long[] segment) {
        return (int) (segment[segment.length - 1] >>> 32);
    }

    private static boolean isFull(long[] segment) {
        int capacity = segment.length - 1;
        return (int) segment[capacity] >= (capacity < SEGMENT ? capacity / 4 : 3 * capacity / 8);
    }

    private static void put(long[] segment, long entry) {
        int mask = segment.length - 2;
        int at = (int) (entry >>> 32) & mask;
        while (segment[at] != 0) {
            at = (at + 1) & mask;
        }
        segment[at] = entry;
        segment[mask + 1]++;
    }

    private void enlarge(long[] segment, int hash) {
        int depth = depth(segment);
        int evenDepth = 32 - Integer.numberOfLeadingZeros(size / SEGMENT);
        segmentBytes -= 16 + (long) Long.BYTES * segment.length;
        if (segment.length <= SEGMENT || depth >= Math.min(MAX_DEPTH, evenDepth + EXTRA_DEPTH)) {
            long[] larger = newSegment(2 * (segment.length - 1), depth);
            move(segment, larger, larger, 0);
            publish(hash, depth, larger, larger);
        } else {
            long[] lower = newSegment(segment.length - 1, depth + 1);
            long[] upper = newSegment(segment.length - 1, depth + 1);
            move(segment, lower, upper, 31 - depth);
            publish(hash, depth, lower, upper);
        }
    }

    /** Moves all entries: to {@code upper} where bit {@code bit} of the remixed hash is set, else to {@code lower}. */
    private static void move(long[] from, long[] lower, long[] upper, int bit) {
        for (int at = 0; at < from.length - 1; at++) {
            long entry = from[at];
            if (entry != 0) {
                int remixed = (int) (entry >>> 32) * SPREAD;
                put(((remixed >>> bit) & 1) != 0 ? upper : lower, entry);
            }
        }
    }

    /** Puts the successors of the segment of {@code hash}, which had depth {@code depth}, into the directory. */
    private void publish(int hash, int depth, long[] lower, long[] upper) {
        int bits = Integer.numberOfTrailingZeros(directory.length);
        if (lower != upper && depth == bits) {
            long[][] doubled = new long[2 * directory.length][];
            for (int i = 0; i < doubled.length; i++) {
                doubled[i] = directory[i >>> 1];
            }
            directory = doubled;
            bits++;
        }
        int span = 1 << (bits - depth);
        int start = ((hash * SPREAD) >>> (32 - bits)) & -span;
        for (int i = 0; i < span; i++) {
            directory[start + i] = i < span / 2 ? lower : upper;
        }
    }
}
