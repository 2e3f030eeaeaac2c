package io.millrace.executor.operator.asof;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.OperatorVerifier;
import io.millrace.executor.operator.Operators;
import io.millrace.executor.plan.AsOfMatch;
import io.millrace.executor.plan.AsOfMatch.Nearest;
import io.millrace.executor.plan.AsOfNode;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.state.KeyGroups;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.MemorySnapshot;
import io.millrace.executor.state.RandomRows;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * As-of joins while event time goes on, on both sides at its own pace: rows come and go at or behind the bound of their side only. What
 * is forgotten changes no answer; what is emitted when it is final is what the join is in the end, and never taken back.
 */
class AsOfClosingTest {
    private static final List<ColumnType> TYPES =
            List.of(ColumnType.of(TypeKind.BIGINT), ColumnType.of(TypeKind.TIMESTAMP), ColumnType.of(TypeKind.VARCHAR));
    private static final int TICKS = 60;

    private final Map<List<?>, Long> output = new HashMap<>();
    private final List<Map<List<?>, Long>> inputs = List.of(new HashMap<>(), new HashMap<>());
    private final long[] bounds = {0, 0};
    private long retracted;

    @ParameterizedTest
    @CsvSource({
        "AT_OR_BEFORE, false, RELEASE", "AT_OR_BEFORE, true, EMIT", "BEFORE, true, RELEASE", "BEFORE, false, EMIT",
        "AT_OR_AFTER, false, RELEASE", "AT_OR_AFTER, true, EMIT", "AFTER, true, RELEASE", "AFTER, false, EMIT"
    })
    void forgettingChangesNoAnswer(Nearest nearest, boolean outer, Closing.Action action) {
        for (long seed = 1; seed <= 4; seed++) {
            for (boolean restores : new boolean[] {false, true}) {
                run(node(nearest, outer, action), seed, restores);
            }
        }
    }

    private void run(AsOfNode node, long seed, boolean restores) {
        String where = "seed=" + seed + " restores=" + restores + " ";
        Random random = new Random(seed);
        output.clear();
        inputs.forEach(Map::clear);
        bounds[0] = 0;
        bounds[1] = 0;
        retracted = 0;
        boolean emits = node.closing() != null && node.closing().action() == Closing.Action.EMIT;
        List<AsOfOperator> shards = shards(node, 1 + random.nextInt(3));
        for (int tick = 0; tick < TICKS; tick++) {
            for (int i = random.nextInt(12); i > 0; i--) {
                change(random, shards);
            }
            if (tick == TICKS - 1) {
                bounds[0] = Frontier.END;
                bounds[1] = Frontier.END;
            } else {
                bounds[random.nextInt(2)] += random.nextInt(6);
            }
            long bound = Math.min(bounds[0], bounds[1]);
            for (AsOfOperator shard : shards) {
                shard.advance(0, bound);
                shard.endStep(this::collect);
                shard.endTick(tick, this::collect);
                assertThat(shard.nextTime(0)).as(where + tick).isGreaterThanOrEqualTo(bound);
            }
            Map<List<?>, Long> all = NearestRows.join(node, inputs.get(0), inputs.get(1));
            assertThat(output).as(where + tick).isEqualTo(emits ? finalOf(node, all, bound) : all);
            if (restores) {
                shards = moved(node, shards, 1 + random.nextInt(3));
            }
        }
        assertThat(output).as(where).isEqualTo(NearestRows.join(node, inputs.get(0), inputs.get(1)));
        if (emits) {
            assertThat(retracted).as(where).isZero();
        }
    }

    /** Rows that cannot change any more: of left rows before the bound, or that have found a right one before it. */
    private static Map<List<?>, Long> finalOf(AsOfNode node, Map<List<?>, Long> all, long bound) {
        Map<List<?>, Long> rows = new HashMap<>();
        int time = node.match().nearest().isBackward() ? 1 : TYPES.size() + 1;
        all.forEach((row, weight) -> {
            Object at = row.get(time);
            if (bound == Frontier.END || at != null && (Long) at < bound) {
                rows.put(row, weight);
            }
        });
        return rows;
    }

    private void change(Random random, List<AsOfOperator> shards) {
        int side = random.nextInt(2);
        List<?> row = List.of(
                (long) random.nextInt(3),
                bounds[side] + random.nextInt(10),
                List.of("a", "b").get(random.nextInt(2)));
        Map<List<?>, Long> known = inputs.get(side);
        long weight = known.containsKey(row) && random.nextBoolean() ? -1 : 1;
        known.merge(row, weight, (a, b) -> a + b == 0 ? null : (Long) (a + b));
        Batch batch = new Batch(TYPES);
        RandomRows.append(batch, row, weight);
        int shard = KeyGroups.shard(KeyHash.ofRow(batch, new int[] {0}, 0), shards.size());
        shards.get(shard).process(side, batch, this::collect);
    }

    private void collect(Batch batch) {
        for (int row = 0; row < batch.size(); row++) {
            retracted += batch.weight(row) < 0 ? 1 : 0;
            output.merge(RandomRows.row(batch, row), batch.weight(row), (a, b) -> a + b == 0 ? null : (Long) (a + b));
        }
    }

    private static List<AsOfOperator> shards(AsOfNode node, int count) {
        List<AsOfOperator> shards = new ArrayList<>();
        for (int shard = 0; shard < count; shard++) {
            shards.add((AsOfOperator) Operators.create(node, OperatorVerifier.context(shard, count)));
        }
        return shards;
    }

    private static List<AsOfOperator> moved(AsOfNode node, List<AsOfOperator> from, int count) {
        List<AsOfOperator> to = shards(node, count);
        for (AsOfOperator shard : from) {
            MemorySnapshot snapshot = new MemorySnapshot();
            shard.snapshot(snapshot);
            for (int i = 0; i < count; i++) {
                to.get(i).restore(snapshot.reader(i, count));
            }
        }
        return to;
    }

    private static AsOfNode node(Nearest nearest, boolean outer, Closing.Action action) {
        List<ColumnType> types = new ArrayList<>(TYPES);
        types.addAll(TYPES);
        int column = nearest.isBackward() ? 1 : TYPES.size() + 1;
        return new AsOfNode(
                new ExchangeNode(new InputNode("l", List.of(0, 1, 2), TYPES), List.of(0)),
                new ExchangeNode(new InputNode("r", List.of(0, 1, 2), TYPES), List.of(0)),
                List.of(new JoinKey(0, 0, false)),
                new AsOfMatch(1, 1, nearest),
                outer,
                new Closing(column, Frontier.of("s"), action),
                types);
    }
}
