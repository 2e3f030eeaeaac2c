package io.millrace.executor.circuit.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeSetTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void equalsASortedSetWhateverIsAddedRemovedAndTaken(long seed) {
        Random random = new Random(seed);
        int range = 1 << 4 + random.nextInt(11);
        NodeSet set = new NodeSet();
        TreeSet<Integer> expected = new TreeSet<>();
        for (int i = 0; i < 20_000; i++) {
            int number = random.nextInt(range);
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    set.add(number);
                    expected.add(number);
                }
                case 2 -> {
                    set.remove(number);
                    expected.remove(number);
                }
                case 3 -> {
                    Integer taken = expected.ceiling(number);
                    assertThat(set.take(number)).as("seed %d, step %d", seed, i).isEqualTo(taken == null ? -1 : taken);
                    expected.remove(taken == null ? -1 : taken);
                }
                default -> {
                    Integer next = expected.ceiling(number);
                    assertThat(set.next(number)).as("seed %d, step %d", seed, i).isEqualTo(next == null ? -1 : next);
                    assertThat(set.isEmpty()).as("seed %d, step %d", seed, i).isEqualTo(expected.isEmpty());
                }
            }
        }
        set.clear();
        assertThat(set.isEmpty()).isTrue();
        assertThat(set.next(0)).isEqualTo(-1);
    }
}
