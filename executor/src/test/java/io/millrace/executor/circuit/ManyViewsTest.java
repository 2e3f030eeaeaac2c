package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.kernel.KernelCompiler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tick costs what it touches, and creating and dropping a view what the view has, beside however many others. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyViewsTest {
    private final Circuit circuit =
            new Circuit(CircuitOptions.DEFAULT, new KernelCompiler(ManyViewsTest.class.getClassLoader(), 100));

    @AfterEach
    void close() {
        circuit.close();
    }

    private long calls() {
        return circuit.loop().call(() -> circuit.loop().graph().calls());
    }

    private long placed() {
        return circuit.loop().call(() -> circuit.loop().graph().placed());
    }

    private long callsOfOneRow(String table, long key) {
        long before = calls();
        TestRows.write(circuit, table, new long[] {key, 1});
        return calls() - before;
    }

    @Test
    void aTickOfOneRowCallsTheSameNodesBesideAnyNumberOfUnrelatedViews() {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.createTable("other", Plans.KEY_VALUE, List.of());
        circuit.createView(Plans.countAndSum("v", "t", false));
        callsOfOneRow("t", 1);
        long alone = callsOfOneRow("t", 1);

        for (int i = 0; i < 300; i++) {
            circuit.createView(TestKernels.adding("v" + i, "other", i));
        }

        assertThat(callsOfOneRow("t", 1)).isEqualTo(alone).isLessThan(20);
        assertThat(callsOfOneRow("other", 1)).isGreaterThan(300);
        assertThat(callsOfOneRow("t", 1)).isEqualTo(alone);
    }

    @Test
    void creatingAndDroppingViewsCostsInProportionToTheirNumber() {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        long before = placed();
        circuit.createView(TestKernels.adding("v", "t", 1_000));
        long one = placed() - before;

        before = placed();
        for (int i = 0; i < 300; i++) {
            circuit.createView(TestKernels.adding("v" + i, "t", i));
        }
        assertThat(placed() - before).isBetween(300L, 300 * one);

        before = placed();
        for (int i = 0; i < 300; i++) {
            circuit.drop("v" + i);
        }
        assertThat(placed() - before).isLessThanOrEqualTo(300 * one);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void viewsThatStayAreRightAfterOthersWereDroppedInAnyOrder(long seed) {
        Random random = new Random(seed);
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        List<Integer> views = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            circuit.createView(Plans.countAndSum("v" + i, "t", false));
            circuit.createView(Plans.total("total" + i, "v" + i));
            views.add(i);
        }
        TestRows.write(circuit, "t", new long[] {1, 1}, new long[] {2, 2});
        Collections.shuffle(views, random);
        for (int i : views.subList(0, 100)) {
            circuit.drop("total" + i);
            circuit.drop("v" + i);
        }
        TestRows.write(circuit, "t", new long[] {1, 10}, new long[] {3, 3});
        circuit.createView(Plans.countAndSum("late", "t", false));
        circuit.createView(Plans.total("total", "late"));
        TestRows.write(circuit, "t", new long[] {1, 20}, new long[] {4, 4});

        for (int i : views.subList(100, 120)) {
            assertThat(TestRows.read(circuit, "v" + i))
                    .as("seed %d, view %d", seed, i)
                    .containsExactlyInAnyOrderElementsOf(TestRows.read(circuit, "late"));
            assertThat(TestRows.read(circuit, "total" + i))
                    .as("seed %d, view %d", seed, i)
                    .containsExactly("[6, 40]");
        }
    }
}
