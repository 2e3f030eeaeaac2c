package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.circuit.graph.GraphNode;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.operator.recursion.Recursion;
import io.millrace.executor.plan.ViewPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Relations that are computed from themselves equal their fixpoint after every tick, cycles and deletions or not. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecursionTest {
    private static final int LONGEST = 4;
    private static final List<ViewPlan> VIEWS = List.of(
            RecursionPlans.ways("ways", "e"),
            RecursionPlans.joinedWays("joined", "e"),
            RecursionPlans.openWays("open", "e", "closed"),
            RecursionPlans.lengths("lengths", "e", LONGEST),
            Plans.countAndSum("counted", "ways", false));

    private final KernelCompiler kernels = new KernelCompiler(RecursionTest.class.getClassLoader(), 100);
    private Circuit circuit = new Circuit(CircuitOptions.DEFAULT, kernels);
    private final List<long[]> edges = new ArrayList<>();
    private final Set<Long> closed = new HashSet<>();

    @AfterEach
    void close() {
        circuit.close();
    }

    private void restart(int workers, int smallTickRows) {
        circuit.close();
        circuit = new Circuit(CircuitOptions.DEFAULT.withWorkers(workers).withSmallTickRows(smallTickRows), kernels);
        circuit.createTable("e", Plans.KEY_VALUE, List.of());
        circuit.createTable("closed", Plans.KEY_VALUE, List.of());
    }

    @ParameterizedTest
    @CsvSource({"1, 1000, 3", "2, 0, 1", "3, 1000, 4", "4, 0, 2"})
    void equalTheirFixpointAfterEveryTickOfARandomGraphAndAfterARestart(int workers, int smallTickRows, int then) {
        for (int seed = 0; seed < 6; seed++) {
            Random random = new Random(100L * workers + seed);
            int nodes = 3 + random.nextInt(9);
            edges.clear();
            closed.clear();
            restart(workers, smallTickRows);
            boolean early = random.nextBoolean();
            if (early) {
                VIEWS.forEach(circuit::createView);
            }
            change(random, nodes, 2 * nodes);
            if (!early) {
                VIEWS.forEach(circuit::createView);
            }
            String where = "seed=" + seed + " workers=" + workers;
            check(where + " first");
            for (int tick = 0; tick < 25; tick++) {
                change(random, nodes, 1 + random.nextInt(4));
                check(where + " tick=" + tick);
            }
            CircuitSnapshot checkpoint = circuit.checkpoint();
            restart(then, smallTickRows);
            circuit.restore(checkpoint, VIEWS);
            check(where + " restored");
            for (int tick = 0; tick < 15; tick++) {
                change(random, nodes, 1 + random.nextInt(4));
                check(where + " restored tick=" + tick);
            }
        }
    }

    /** One tick of insertions and deletions of edges, some of them twice there, and of closed nodes. */
    private void change(Random random, int nodes, int count) {
        Batch batch = new Batch(Plans.KEY_VALUE.types());
        Batch doors = new Batch(Plans.KEY_VALUE.types());
        for (int i = 0; i < count; i++) {
            if (edges.size() > nodes && random.nextInt(5) < 3 || !edges.isEmpty() && random.nextInt(4) == 0) {
                add(batch, edges.remove(random.nextInt(edges.size())), -1);
            } else {
                long[] edge = {random.nextInt(nodes), random.nextInt(nodes)};
                edges.add(edge);
                add(batch, edge, 1);
            }
        }
        if (random.nextInt(3) == 0) {
            long node = random.nextInt(nodes);
            boolean opens = closed.remove(node);
            if (!opens) {
                closed.add(node);
            }
            add(doors, new long[] {node, 0}, opens ? -1 : 1);
        }
        circuit.writeAndWait(List.of(new TableWrite("e", batch), new TableWrite("closed", doors)));
    }

    private static void add(Batch batch, long[] row, long weight) {
        int at = batch.size();
        batch.longs(0).set(at, row[0]);
        batch.longs(1).set(at, row[1]);
        batch.setWeight(at, weight);
        batch.setSize(at + 1);
    }

    private void check(String where) {
        Set<List<Long>> ways = fixpoint(Set.of());
        List<String> expected = sorted(ways.stream().map(Object::toString));
        assertThat(TestRows.read(circuit, "ways")).as("ways, %s", where).isEqualTo(expected);
        assertThat(TestRows.read(circuit, "joined")).as("joined, %s", where).isEqualTo(expected);
        assertThat(TestRows.read(circuit, "open"))
                .as("open, %s", where)
                .isEqualTo(sorted(fixpoint(closed).stream().map(Object::toString)));
        assertThat(TestRows.read(circuit, "lengths")).as("lengths, %s", where).isEqualTo(lengths());
        assertThat(TestRows.read(circuit, "counted")).as("counted, %s", where).hasSize((int)
                ways.stream().map(way -> way.get(0)).distinct().count());
    }

    /** All ways that do not go on from some nodes, found by going on until nothing is new. */
    private Set<List<Long>> fixpoint(Set<Long> ends) {
        Set<List<Long>> ways = new HashSet<>();
        edges.forEach(edge -> ways.add(List.of(edge[0], edge[1])));
        boolean isNew = true;
        while (isNew) {
            Set<List<Long>> longer = new HashSet<>();
            for (List<Long> way : ways) {
                for (long[] edge : edges) {
                    if (way.get(1) == edge[0] && !ends.contains(edge[0])) {
                        longer.add(List.of(way.get(0), edge[1]));
                    }
                }
            }
            isNew = ways.addAll(longer);
        }
        return ways;
    }

    private List<String> lengths() {
        List<String> all = new ArrayList<>();
        List<long[]> last = new ArrayList<>(edges);
        while (!last.isEmpty()) {
            last.forEach(row -> all.add(List.of(row[0], row[1]).toString()));
            List<long[]> next = new ArrayList<>();
            for (long[] row : last) {
                for (long[] edge : edges) {
                    if (row[1] < LONGEST && edge[0] == row[0]) {
                        next.add(new long[] {edge[1], row[1] + 1});
                    }
                }
            }
            last = next;
        }
        all.sort(Comparator.naturalOrder());
        return all;
    }

    private static List<String> sorted(Stream<String> rows) {
        return rows.sorted().toList();
    }

    @Test
    void aCycleThatOnlyKeepsItselfGoes() {
        restart(2, 1_000);
        circuit.createView(RecursionPlans.ways("ways", "e"));
        TestRows.write(circuit, "e", new long[] {0, 1}, new long[] {1, 2}, new long[] {2, 3}, new long[] {3, 1});
        assertThat(TestRows.read(circuit, "ways")).contains("[0, 1]", "[0, 2]", "[0, 3]", "[1, 1]");

        Batch gone = new Batch(Plans.KEY_VALUE.types());
        add(gone, new long[] {0, 1}, -1);
        circuit.writeAndWait(List.of(new TableWrite("e", gone)));

        assertThat(TestRows.read(circuit, "ways")).hasSize(9).noneMatch(row -> row.startsWith("[0"));
    }

    @Test
    void aRecursionThatDoesNotEndStopsItsViewAndNothingElse() {
        circuit.close();
        circuit = new Circuit(CircuitOptions.DEFAULT.withMaxIterations(50), kernels);
        circuit.createTable("e", Plans.KEY_VALUE, List.of());
        ViewPlan endless = RecursionPlans.lengths("endless", "e", Integer.MAX_VALUE);
        circuit.createView(endless);
        circuit.createView(RecursionPlans.ways("ways", "e"));
        TestRows.write(circuit, "e", new long[] {1, 0}, new long[] {2, 0});
        assertThat(TestRows.read(circuit, "endless")).hasSize(4);

        TestRows.write(circuit, "e", new long[] {1, 1});

        assertThat(TestRows.read(circuit, "ways")).contains("[1, 1]");
        assertThatThrownBy(() -> TestRows.read(circuit, "endless"))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECURSION_LIMIT))
                .hasMessageContaining("'endless' has not ended after 50 iterations");
    }

    @Test
    void copiesThatDoubleWithEveryIterationEndBeforeTheyCannotBeCounted() {
        restart(1, 1_000);
        circuit.createView(RecursionPlans.lengths("endless", "e", Integer.MAX_VALUE));
        TestRows.write(circuit, "e", new long[] {1, 1}, new long[] {1, 1});

        assertThatThrownBy(() -> TestRows.read(circuit, "endless"))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECURSION_LIMIT))
                .hasMessageContaining("'endless' finds a row more often than can be counted");
    }

    @Test
    void theLimitIsOneOfTheWholeRelationAndNotOfAChange() {
        circuit.close();
        circuit = new Circuit(CircuitOptions.DEFAULT.withMaxIterations(5), kernels);
        circuit.createTable("e", Plans.KEY_VALUE, List.of());
        circuit.createView(RecursionPlans.ways("ways", "e"));
        for (int node = 0; node < 6; node++) {
            TestRows.write(circuit, "e", new long[] {node, node + 1});
        }
        assertThat(TestRows.read(circuit, "ways")).hasSize(21);

        TestRows.write(circuit, "e", new long[] {6, 7});

        assertThatThrownBy(() -> TestRows.read(circuit, "ways")).hasMessageContaining("after 5 iterations");
        circuit.drop("ways");
        circuit.createView(RecursionPlans.ways("ways", "e"), Long.MAX_VALUE, 6);
        assertThat(TestRows.read(circuit, "ways")).hasSize(28);
        assertThatThrownBy(() -> circuit.createView(RecursionPlans.ways("later", "e")))
                .hasMessageContaining("after 5 iterations");
    }

    @ParameterizedTest
    @CsvSource({"1000, 1", "100000, 1", "100000, 3"})
    void aLeafOfATreeCostsTheNodesAboveIt(int nodes, int workers) {
        restart(workers, 1_000);
        circuit.createView(RecursionPlans.ways("ways", "e"));
        // A node's parent has half its number: ways lead from each node up to the root, 0.
        int size = 1_000;
        for (int from = 1; from < nodes; from += size) {
            long[][] rows = new long[Math.min(size, nodes - from)][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = new long[] {from + i, (from + i) / 2};
            }
            TestRows.write(circuit, "e", rows);
        }
        Batch leaf = new Batch(Plans.KEY_VALUE.types());
        change(leaf, nodes, 1);
        change(leaf, nodes, -1);
        long visited = visited();
        long calls = circuit.loop().call(() -> circuit.loop().graph().calls());

        change(leaf, nodes, 1);
        change(leaf, nodes, -1);

        // A change for each of at most 17 nodes above it, in the iteration that has it.
        assertThat(visited() - visited).isLessThan(200);
        assertThat(circuit.loop().call(() -> circuit.loop().graph().calls()) - calls)
                .isLessThan(2 * 20 * 10L * workers);
    }

    private void change(Batch batch, int leaf, long weight) {
        batch.clear();
        add(batch, new long[] {leaf, leaf / 2}, weight);
        circuit.writeAndWait(List.of(new TableWrite("e", batch.copy())));
    }

    private long visited() {
        return circuit.loop().call(() -> {
            long sum = 0;
            for (GraphNode node : circuit.loop()
                    .graph()
                    .nodes(circuit.relations().table("ways").state())) {
                for (int shard = 0; shard < circuit.options().workers(); shard++) {
                    sum += node.shard(shard) instanceof Recursion recursion ? recursion.visited() : 0;
                }
            }
            return sum;
        });
    }
}
