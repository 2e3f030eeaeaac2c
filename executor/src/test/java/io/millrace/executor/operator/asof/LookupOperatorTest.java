package io.millrace.executor.operator.asof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.Allocations;
import io.millrace.executor.operator.OperatorVerifier;
import io.millrace.executor.operator.Operators;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.LookupNode;
import io.millrace.executor.state.KeyGroups;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.MemorySnapshot;
import io.millrace.executor.state.RandomRows;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Lookups over random deltas of the right side, in any order within a tick and over several steps, on one to four shards and with snapshots
 * between ticks, against a loop: a left row gets what is there when its tick ends, and what comes later changes nothing.
 */
class LookupOperatorTest {
    private static final List<ColumnType> LEFT =
            List.of(ColumnType.of(TypeKind.BIGINT), ColumnType.of(TypeKind.VARCHAR), ColumnType.of(TypeKind.DOUBLE));
    private static final List<ColumnType> RIGHT =
            List.of(ColumnType.of(TypeKind.VARCHAR), ColumnType.of(TypeKind.BIGINT), ColumnType.decimal(38, 0));
    private static final int TICKS = 40;

    private record Change(int port, List<?> row, long weight) {}

    private final Map<List<?>, Long> output = new HashMap<>();
    private final Map<List<?>, Long> expected = new HashMap<>();
    private final Map<List<?>, Long> right = new HashMap<>();

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "2, false", "2, true", "0, false", "0, true"})
    void aRowIsJoinedWithWhatIsThereInItsTick(int keys, boolean outer) {
        LookupNode node = node(keys, outer);
        for (long seed = 1; seed <= 4; seed++) {
            run(node, seed, seed % 2 == 0);
        }
    }

    private void run(LookupNode node, long seed, boolean restores) {
        Random random = new Random(seed);
        output.clear();
        expected.clear();
        right.clear();
        RandomRows lefts = new RandomRows(random, LEFT);
        RandomRows rights = new RandomRows(random, RIGHT);
        List<LookupOperator> shards = shards(node, 1 + random.nextInt(4));
        for (int tick = 0; tick < TICKS; tick++) {
            List<Change> changes = new ArrayList<>();
            for (int i = random.nextInt(10); i > 0; i--) {
                change(random, rights, changes);
            }
            for (int i = random.nextInt(6); i > 0; i--) {
                changes.add(new Change(0, lefts.row(), 1 + random.nextInt(2)));
            }
            Collections.shuffle(changes, random);
            changes.stream().filter(change -> change.port() == 0).forEach(change -> expect(node, change));
            int cut = random.nextInt(changes.size() + 1);
            feed(node, changes.subList(0, cut), shards);
            feed(node, changes.subList(cut, changes.size()), shards);
            for (LookupOperator shard : shards) {
                shard.endTick(tick, this::collect);
            }
            assertThat(output).as("seed=" + seed + " tick=" + tick).isEqualTo(expected);
            if (restores) {
                shards = moved(node, shards, 1 + random.nextInt(4));
            }
        }
    }

    private void change(Random random, RandomRows rights, List<Change> changes) {
        List<?> row = RandomRows.canonical(rights.row());
        if (random.nextInt(3) == 0 && !right.isEmpty()) {
            row = new ArrayList<>(right.keySet()).get(random.nextInt(right.size()));
            right.merge(row, -1L, LookupOperatorTest::sum);
            changes.add(new Change(1, row, -1));
        } else if (random.nextInt(6) == 0) {
            changes.add(new Change(1, row, -1));
            changes.add(new Change(1, row, 1));
        } else {
            right.merge(row, 1L, LookupOperatorTest::sum);
            changes.add(new Change(1, row, 1));
        }
    }

    private static Long sum(Long a, Long b) {
        return a + b == 0 ? null : (Long) (a + b);
    }

    /** Once all changes of the tick are known. */
    private void expect(LookupNode node, Change change) {
        List<?> row = RandomRows.canonical(change.row());
        boolean alone = true;
        for (Map.Entry<List<?>, Long> other : right.entrySet()) {
            boolean matches = node.keys().stream()
                    .allMatch(key -> row.get(key.left()) != null
                            && Objects.equals(
                                    row.get(key.left()), other.getKey().get(key.right())));
            if (matches) {
                alone = false;
                List<Object> both = new ArrayList<>(row);
                both.addAll(other.getKey());
                expected.merge(both, change.weight() * other.getValue(), LookupOperatorTest::sum);
            }
        }
        if (alone && node.outer()) {
            List<Object> both = new ArrayList<>(row);
            both.addAll(Collections.nCopies(RIGHT.size(), null));
            expected.merge(both, change.weight(), LookupOperatorTest::sum);
        }
    }

    private void feed(LookupNode node, List<Change> changes, List<LookupOperator> shards) {
        for (Change change : changes) {
            boolean left = change.port() == 0;
            Batch batch = new Batch(left ? LEFT : RIGHT);
            RandomRows.append(batch, change.row(), change.weight());
            int[] keys = (left ? node.leftKeys() : node.rightKeys())
                    .stream().mapToInt(Integer::intValue).toArray();
            int shard = KeyGroups.shard(KeyHash.ofRow(batch, keys, 0), shards.size());
            shards.get(shard).process(change.port(), batch, this::collect);
        }
        shards.forEach(shard -> shard.endStep(this::collect));
    }

    private void collect(Batch batch) {
        for (int row = 0; row < batch.size(); row++) {
            assertThat(batch.weight(row)).isPositive();
            output.merge(RandomRows.row(batch, row), batch.weight(row), LookupOperatorTest::sum);
        }
    }

    private static List<LookupOperator> shards(LookupNode node, int count) {
        List<LookupOperator> shards = new ArrayList<>();
        for (int shard = 0; shard < count; shard++) {
            shards.add((LookupOperator) Operators.create(node, OperatorVerifier.context(shard, count)));
        }
        return shards;
    }

    private static List<LookupOperator> moved(LookupNode node, List<LookupOperator> from, int count) {
        List<LookupOperator> to = shards(node, count);
        for (LookupOperator shard : from) {
            MemorySnapshot snapshot = new MemorySnapshot();
            shard.snapshot(snapshot);
            for (int i = 0; i < count; i++) {
                to.get(i).restore(snapshot.reader(i, count));
            }
        }
        return to;
    }

    private static LookupNode node(int keys, boolean outer) {
        List<JoinKey> all = List.of(new JoinKey(0, 1, false), new JoinKey(1, 0, false));
        List<JoinKey> some = all.subList(0, keys);
        List<ColumnType> types = new ArrayList<>(LEFT);
        types.addAll(RIGHT);
        return new LookupNode(
                new ExchangeNode(
                        new InputNode("l", List.of(0, 1, 2), LEFT),
                        some.stream().map(JoinKey::left).toList()),
                new ExchangeNode(
                        new InputNode("r", List.of(0, 1, 2), RIGHT),
                        some.stream().map(JoinKey::right).toList()),
                some,
                outer,
                types);
    }

    @Test
    void aChangeCostsWhatItFindsAndNothingIsKeptOfTheLeftSide() {
        LookupOperator join = shards(node(1, true), 1).get(0);
        Batch batch = new Batch(RIGHT);
        for (int from = 0; from < 100_000; from += 1_000) {
            batch.clear();
            for (int row = 0; row < 1_000; row++) {
                batch.bytes(0).setNull(row);
                batch.longs(1).set(row, from + row);
                batch.decimals(2).setNull(row);
            }
            batch.setSize(1_000);
            join.process(1, batch, out -> {});
        }
        join.endTick(0, out -> {});
        Batch looking = new Batch(LEFT);
        for (int row = 0; row < 500; row++) {
            RandomRows.append(looking, List.of(7L + row, "x", 1.0), 1);
        }
        look(join, looking);
        long visited = join.visited();
        long kept = join.rows();
        long bytes = join.stateBytes();

        long allocated = Allocations.during(() -> look(join, looking));

        assertThat(join.visited() - visited).isEqualTo(500);
        assertThat(join.rows()).isEqualTo(kept).isEqualTo(200_000);
        assertThat(join.stateBytes()).isEqualTo(bytes);
        assertThat(allocated).isLessThan(2_000);

        batch.weightsForWriting(1_000);
        for (int row = 0; row < 1_000; row++) {
            batch.setWeight(row, -1);
        }
        join.process(1, batch, out -> {});
        join.endTick(1, out -> {});
        assertThat(join.rows()).isEqualTo(kept - 2_000);
        assertThat(shards(node(1, true), 1).get(0).stateBytes()).isLessThan(64 * 1024);
    }

    private static void look(LookupOperator join, Batch rows) {
        join.process(0, rows, out -> {});
        join.endStep(out -> {});
        join.endTick(1, out -> assertThat(out.size()).isEqualTo(500));
    }

    @Test
    void whatWasJoinedIsNeverTakenBack() {
        LookupOperator join = shards(node(1, true), 1).get(0);
        Batch batch = new Batch(LEFT);
        RandomRows.append(batch, List.of(1L, "x", 1.0), -1);
        join.process(0, batch, out -> {});
        assertThatThrownBy(() -> join.endTick(0, out -> {})).hasMessageContaining("joined as of a tick");
        JoinKey nullSafe = new JoinKey(0, 1, true);
        LookupNode node = node(1, true);
        assertThatThrownBy(() -> new LookupNode(node.left(), node.right(), List.of(nullSafe), true, node.types()))
                .hasMessageContaining("cannot be looked up");
    }
}
