package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.UnnestNode;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnnestOperatorTest {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType TEXT = ColumnType.of(TypeKind.VARCHAR);
    private static final ColumnType NUMBER = ColumnType.of(TypeKind.INTEGER);
    private static final ColumnType ROW = ColumnType.row(List.of(new Column("a", BIGINT), new Column("b", TEXT)));
    private static final List<ColumnType> INPUT = List.of(
            TEXT, ColumnType.array(TEXT), ColumnType.array(ROW), ColumnType.map(TEXT, ColumnType.of(TypeKind.DOUBLE)));

    private static UnnestNode node(List<Integer> collections, boolean numbered, boolean keepsEmpty) {
        InputNode input =
                new InputNode("t", IntStream.range(0, INPUT.size()).boxed().toList(), INPUT);
        List<ColumnType> types = new ArrayList<>(List.of(TEXT));
        collections.forEach(column -> types.addAll(UnnestNode.elementTypes(INPUT.get(column))));
        if (numbered) {
            types.add(NUMBER);
        }
        return new UnnestNode(input, List.of(0), collections, numbered, keepsEmpty, types);
    }

    private static List<@Nullable Object> row(Random random) {
        List<@Nullable Object> texts = new ArrayList<>();
        List<@Nullable Object> rows = new ArrayList<>();
        Map<String, @Nullable Object> map = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            texts.add(random.nextInt(4) == 0 ? null : "t\0" + random.nextInt(3));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            rows.add(random.nextInt(4) == 0 ? null : Arrays.asList((long) i, random.nextBoolean() ? null : "r" + i));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            map.put("k" + i, random.nextBoolean() ? null : i / 2.0);
        }
        return Arrays.asList(
                random.nextInt(4) == 0 ? null : "x" + random.nextInt(3),
                random.nextInt(4) == 0 ? null : texts,
                random.nextInt(4) == 0 ? null : rows,
                random.nextInt(4) == 0 ? null : map);
    }

    /** The elements of a value, each as the columns that it becomes. */
    private static List<List<@Nullable Object>> elements(@Nullable Object collection, ColumnType type) {
        List<List<@Nullable Object>> elements = new ArrayList<>();
        if (collection instanceof Map<?, ?> map) {
            map.forEach((key, value) -> elements.add(Arrays.asList(key, value)));
        } else if (collection instanceof List<?> list) {
            int width = UnnestNode.elementTypes(type).size();
            for (Object element : list) {
                elements.add(
                        element instanceof List<?> fields
                                ? new ArrayList<>(fields)
                                : width == 1 ? Collections.singletonList(element) : Collections.nCopies(width, null));
            }
        }
        return elements;
    }

    private static List<List<@Nullable Object>> expected(List<?> row, UnnestNode node) {
        List<List<List<@Nullable Object>>> columns = new ArrayList<>();
        int longest = 0;
        for (int column : node.collections()) {
            columns.add(elements(row.get(column), INPUT.get(column)));
            longest = Math.max(longest, columns.get(columns.size() - 1).size());
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int number = 0; number < Math.max(longest, node.keepsEmpty() ? 1 : 0); number++) {
            List<@Nullable Object> shown = new ArrayList<>();
            shown.add(row.get(0));
            for (int i = 0; i < columns.size(); i++) {
                int width = UnnestNode.elementTypes(INPUT.get(node.collections().get(i)))
                        .size();
                shown.addAll(
                        number < columns.get(i).size() ? columns.get(i).get(number) : Collections.nCopies(width, null));
            }
            if (node.numbered()) {
                shown.add(longest == 0 ? null : (Object) (number + 1L));
            }
            rows.add(shown);
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,false,false",
        "2,2,true,false",
        "3,3,true,true",
        "4,123,true,true",
        "5,12,false,false",
        "6,1,false,true"
    })
    void givesEachRowOnceForEveryElementWithItsWeight(long seed, String collections, boolean numbered, boolean outer) {
        UnnestNode node =
                node(collections.chars().mapToObj(digit -> digit - '0').toList(), numbered, outer);
        Operator operator = Operators.create(node, OperatorVerifier.context(0, 1));
        Random random = new Random(seed);
        for (int step = 0; step < 30; step++) {
            Batch batch = new Batch(INPUT);
            List<String> expected = new ArrayList<>();
            int size = random.nextInt(step == 29 ? 2_000 : 20);
            for (int row = 0; row < size; row++) {
                List<@Nullable Object> values = row(random);
                for (int column = 0; column < values.size(); column++) {
                    Values.set(batch, column, row, values.get(column));
                }
                batch.setSize(row + 1);
                long weight = random.nextInt(3) == 0 ? -2 : 1;
                batch.setWeight(row, weight);
                expected(values, node).forEach(shown -> expected.add(shown + ":" + weight));
            }
            List<String> found = new ArrayList<>();
            operator.process(0, batch, out -> collect(out, found));
            operator.endStep(out -> collect(out, found));
            operator.endTick(step, out -> collect(out, found));
            assertThat(found).as("seed %s, step %s", seed, step).isEqualTo(expected);
        }
    }

    private static void collect(Batch out, List<String> found) {
        assertThat(out.size()).isBetween(1, 1_024);
        for (int row = 0; row < out.size(); row++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int column = 0; column < out.width(); column++) {
                values.add(Values.get(out, column, row));
            }
            found.add(values + ":" + out.weight(row));
        }
    }

    @Test
    void aRowCostsItsOwnElementsAndNothingIsKeptOrAllocated() {
        Operator operator = Operators.create(node(List.of(1, 3), true, true), OperatorVerifier.context(0, 1));
        Batch batch = new Batch(INPUT);
        for (int row = 0; row < 100; row++) {
            Values.set(batch, 0, row, "x" + row);
            Values.set(batch, 1, row, Collections.nCopies(row % 10, "y"));
            Values.set(batch, 2, row, null);
            Values.set(batch, 3, row, Map.of("k", 1.0, "l", 2.0));
        }
        batch.setSize(100);
        long[] emitted = new long[1];
        Output out = elements -> emitted[0] += elements.size();
        for (int tick = 0; tick < 100; tick++) {
            operator.process(0, batch, out);
        }
        emitted[0] = 0;

        long allocated = Allocations.during(() -> {
            for (int tick = 0; tick < 1_000; tick++) {
                operator.process(0, batch, out);
                operator.endStep(out);
                operator.endTick(tick, out);
            }
        });

        // 0 to 9 texts beside two entries: the longer of both counts.
        assertThat(emitted[0]).isEqualTo(1_000L * 10 * (2 + 2 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9));
        assertThat(allocated).isLessThan(10_000);
        assertThat(operator).isNotInstanceOf(StatefulOperator.class);
    }

    @Test
    void aLongArrayIsHandedOnInPieces() {
        UnnestNode node = node(List.of(1), true, false);
        Operator operator = Operators.create(node, OperatorVerifier.context(0, 1));
        Batch batch = new Batch(INPUT);
        Values.set(batch, 0, 0, "x");
        Values.set(batch, 1, 0, Collections.nCopies(5_000, "y"));
        Values.set(batch, 2, 0, null);
        Values.set(batch, 3, 0, null);
        batch.setSize(1);
        List<Integer> sizes = new ArrayList<>();
        operator.process(0, batch, out -> sizes.add(out.size()));

        assertThat(sizes).containsExactly(1_024, 1_024, 1_024, 1_024, 904);
    }
}
