package io.millrace.executor.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashIndexTest {
    /** Masks squeeze the hashes: into one bit, into the bits of a key group, into few different ones. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0x00FFFFFF, 0xFFFF0000, 0x7F, 0x80000001})
    void findsEveryEntryWhateverTheHashesLookLike(int mask) {
        long seed = 7;
        Random random = new Random(seed);
        int count = Integer.bitCount(mask) < 8 ? 3000 : 200_000;
        int[] hashes = random.ints(count).map(hash -> hash & mask).toArray();
        HashIndex index = new HashIndex();
        BitSet present = new BitSet();
        for (int slot = 0; slot < count; slot++) {
            index.insert(hashes[slot], slot);
            present.set(slot);
        }
        for (int i = 0; i < count / 2; i++) {
            int slot = random.nextInt(count);
            if (present.get(slot)) {
                index.remove(hashes[slot], slot);
                present.clear(slot);
            }
        }
        assertThat(index.size()).isEqualTo(present.cardinality());
        int step = Math.max(1, count / 1000);
        for (int slot = 0; slot < count; slot += step) {
            int[] all = index.all(hashes[slot]);
            int wanted = slot;
            assertThat(Arrays.stream(all).anyMatch(found -> found == wanted))
                    .as("seed=%d slot %d", seed, slot)
                    .isEqualTo(present.get(slot));
            for (int found : all) {
                assertThat(hashes[found]).isEqualTo(hashes[slot]);
                assertThat(present.get(found)).isTrue();
            }
        }
    }

    @Test
    void batchesAndSingleProbesFindTheSame() {
        Random random = new Random(3);
        HashIndex index = new HashIndex();
        int[] hashes = random.ints(50_000).toArray();
        for (int slot = 0; slot < 25_000; slot++) {
            index.insert(hashes[slot], slot);
        }
        int[] slots = new int[hashes.length];
        for (int from = 0; from < hashes.length; from += 1000) {
            index.first(hashes, from, from + 1000, slots, new long[1000]);
        }
        for (int i = 0; i < hashes.length; i++) {
            assertThat(slots[i]).isEqualTo(index.first(hashes[i]));
            assertThat(slots[i] >= 0).isEqualTo(i < 25_000);
        }
    }

    /** Work is counted by what it allocates: a split makes two segments, and the directory is small beside them. */
    @Test
    void noInsertionPaysForMoreThanOneSegment() {
        HashIndex index = new HashIndex();
        Random random = new Random(5);
        long most = 0;
        long bytes = index.bytes();
        for (int slot = 0; slot < 1_000_000; slot++) {
            index.insert(random.nextInt(), slot);
            most = Math.max(most, index.bytes() - bytes);
            bytes = index.bytes();
        }
        assertThat(most).isLessThanOrEqualTo(2 * 8L * HashIndex.SEGMENT);
        assertThat(bytes / 1_000_000).as("bytes an entry").isLessThanOrEqualTo(36);
    }

    @Test
    void aFullCycleOfInsertionsAndRemovalsDoesNotGrowTheIndex() {
        HashIndex index = new HashIndex();
        Random random = new Random(9);
        int[] hashes = random.ints(1000).toArray();
        for (int slot = 0; slot < hashes.length; slot++) {
            index.insert(hashes[slot], slot);
        }
        long bytes = index.bytes();
        for (int round = 0; round < 1000; round++) {
            for (int i = 0; i < 100; i++) {
                int slot = (round * 100 + i) % hashes.length;
                index.remove(hashes[slot], slot);
                hashes[slot] = random.nextInt();
                index.insert(hashes[slot], slot);
            }
        }
        assertThat(index.bytes()).isLessThanOrEqualTo(2 * bytes);
        assertThat(index.size()).isEqualTo(1000);
    }

    @Test
    void replacingAnEntryPointsItsHashToAnotherSlot() {
        HashIndex index = new HashIndex();
        index.insert(0, 0);
        index.insert(0, 1);
        index.replace(0, 1, 8);

        assertThat(index.all(0)).containsExactlyInAnyOrder(0, 8);
        assertThatThrownBy(() -> index.remove(0, 1)).isInstanceOf(IllegalStateException.class);
    }
}
