package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.Ranking;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.plan.TopNNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopNOperatorTest {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.of(TypeKind.INTEGER),
            ColumnType.of(TypeKind.VARCHAR),
            ColumnType.of(TypeKind.DOUBLE),
            BIGINT.notNull(),
            ColumnType.decimal(30, 5),
            ColumnType.of(TypeKind.BOOLEAN));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyRankingWithAndWithoutNumbersEqualsRecomputation(long seed) {
        Random random = new Random(seed);
        for (Ranking ranking : Ranking.values()) {
            for (boolean numbered : new boolean[] {false, true}) {
                TopNNode node = node(random, ranking, numbered, false);
                OperatorVerifier.of(node, inputs -> recompute(node, inputs.get(0)))
                        .verify(seed, 25);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void inputsThatNeverDeleteGiveTheSame(long seed) {
        Random random = new Random(seed);
        for (Ranking ranking : Ranking.values()) {
            TopNNode node = node(random, ranking, random.nextBoolean(), true);
            OperatorVerifier.of(node, inputs -> recompute(node, inputs.get(0)))
                    .appendOnly()
                    .verify(seed, 20);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void manyRowsATickEqualRecomputation(long seed) {
        Random random = new Random(seed);
        for (Ranking ranking : Ranking.values()) {
            TopNNode node = node(random, ranking, random.nextBoolean(), false);
            OperatorVerifier.of(node, inputs -> recompute(node, inputs.get(0)))
                    .rowsPerTick(some -> some.nextInt(1_500))
                    .verify(seed, 3);
        }
    }

    @Test
    void oneChangeInAPartitionOfAHundredThousandRowsMovesAFew() {
        TopNNode node =
                new TopNNode(input(), List.of(), order(3), Ranking.ROW_NUMBER, 10, 20, false, false, TYPES, null);
        TopNOperator operator = new TopNOperator(node, new int[0], 0);
        Batch batch = new Batch(TYPES);
        for (int from = 0; from < 100_000; from += 1_000) {
            batch.clear();
            for (int i = from; i < from + 1_000; i++) {
                append(batch, i * 2L, 1);
            }
            operator.process(0, batch, out -> {});
        }
        operator.endTick(0, out -> {});
        long before = operator.visited();
        List<String> out = new ArrayList<>();

        for (long change : new long[] {1, 41, 100_001, 21}) {
            batch.clear();
            append(batch, change, 1);
            operator.process(0, batch, ignored -> {});
            operator.endTick(1, changes -> {
                for (int row = 0; row < changes.size(); row++) {
                    out.add(changes.longs(3).get(row) + ":" + changes.weight(row));
                }
            });
        }

        assertThat(out).containsExactlyInAnyOrder("38:-1", "18:1", "36:-1", "21:1");
        assertThat(operator.visited() - before).isLessThan(4 * 500);
    }

    @Test
    void behindAnInputThatNeverDeletesOnlyTheWantedRowsAreKept() {
        TopNNode node =
                new TopNNode(input(), List.of(), order(3), Ranking.ROW_NUMBER, 0, 1, true, true, numbered(), null);
        TopNOperator operator = new TopNOperator(node, new int[0], 0);
        Batch batch = new Batch(TYPES);
        long bytes = 0;
        for (int tick = 0; tick < 200; tick++) {
            batch.clear();
            for (int i = 0; i < 1_000; i++) {
                append(batch, 1_000L * (tick + 1) - i, 1);
            }
            operator.process(0, batch, out -> {});
            operator.endTick(tick, out -> {});
            bytes = tick == 1 ? operator.stateBytes() : bytes;
        }

        assertThat(operator.stateBytes()).isEqualTo(bytes);
    }

    private static void append(Batch batch, long value, long weight) {
        int row = batch.size();
        batch.longs(0).set(row, 1);
        batch.bytes(1).setNull(row);
        batch.doubles(2).set(row, 0.5);
        batch.longs(3).set(row, value);
        batch.decimals(4).set(row, 0, value);
        batch.booleans(5).set(row, true);
        batch.setSize(row + 1);
        batch.setWeight(row, weight);
    }

    private static TopNNode node(Random random, Ranking ranking, boolean numbered, boolean appendOnly) {
        List<Integer> partition = List.of(List.<Integer>of(), List.of(0), List.of(1), List.of(5, 0))
                .get(random.nextInt(4));
        List<SortColumn> order = new ArrayList<>();
        int keys = random.nextInt(3);
        for (int i = 0; i < keys; i++) {
            order.add(new SortColumn(random.nextInt(TYPES.size()), random.nextBoolean(), random.nextBoolean()));
        }
        long offset = random.nextInt(3) == 0 ? random.nextInt(4) : 0;
        long limit = random.nextInt(5) == 0 ? TopNNode.UNLIMITED : offset + random.nextInt(6);
        return new TopNNode(
                new ExchangeNode(input(), partition),
                partition,
                order,
                ranking,
                offset,
                limit,
                numbered,
                appendOnly,
                numbered ? numbered() : TYPES,
                null);
    }

    static Map<List<?>, Long> recompute(TopNNode node, Map<List<?>, Long> input) {
        Map<List<?>, Long> output = new HashMap<>();
        for (List<List<?>> rows : OrderedRelation.partitions(input, node.partition(), node.order())) {
            long[] numbers = OrderedRelation.numbers(rows, node.order(), node.ranking());
            for (int i = 0; i < numbers.length; i++) {
                if (numbers[i] > node.offset() && numbers[i] <= node.limit()) {
                    List<Object> row = new ArrayList<>(rows.get(i));
                    if (node.numbered()) {
                        row.add(numbers[i]);
                    }
                    output.merge(row, 1L, Long::sum);
                }
            }
        }
        return output;
    }

    private static List<SortColumn> order(int column) {
        return List.of(new SortColumn(column, false, false));
    }

    private static List<ColumnType> numbered() {
        List<ColumnType> types = new ArrayList<>(TYPES);
        types.add(BIGINT.notNull());
        return types;
    }

    private static InputNode input() {
        return new InputNode("t", IntStream.range(0, TYPES.size()).boxed().toList(), TYPES);
    }
}
