package io.millrace.executor.operator.asof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.operator.OperatorVerifier;
import io.millrace.executor.plan.AsOfMatch;
import io.millrace.executor.plan.AsOfMatch.Nearest;
import io.millrace.executor.plan.AsOfNode;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form of as-of join, over random deltas with NULL keys, NULL times and ties, against two loops over all rows. */
class AsOfOperatorTest {
    private static final int TICKS = 40;

    /** Number, text, time, float, wide decimal. */
    private static final List<ColumnType> LEFT = List.of(
            ColumnType.of(TypeKind.BIGINT),
            ColumnType.of(TypeKind.VARCHAR),
            ColumnType.of(TypeKind.TIMESTAMP),
            ColumnType.of(TypeKind.DOUBLE),
            ColumnType.decimal(38, 0));

    /** Text, float, number, time, wide decimal. */
    private static final List<ColumnType> RIGHT = List.of(
            ColumnType.of(TypeKind.VARCHAR),
            ColumnType.of(TypeKind.DOUBLE),
            ColumnType.of(TypeKind.BIGINT),
            ColumnType.of(TypeKind.TIMESTAMP),
            ColumnType.decimal(38, 0));

    private static final JoinKey NUMBERS = new JoinKey(0, 2, false);
    private static final JoinKey TEXTS = new JoinKey(1, 0, false);

    @ParameterizedTest
    @CsvSource({
        "AT_OR_BEFORE, false", "AT_OR_BEFORE, true", "BEFORE, false", "BEFORE, true",
        "AT_OR_AFTER, false", "AT_OR_AFTER, true", "AFTER, false", "AFTER, true"
    })
    void equalsTwoLoops(Nearest nearest, boolean outer) {
        verify(node(List.of(NUMBERS), new AsOfMatch(2, 3, nearest), outer), 11);
    }

    @ParameterizedTest
    @EnumSource(Nearest.class)
    void withoutKeysAllRowsAreOfOneOrder(Nearest nearest) {
        verify(node(List.of(), new AsOfMatch(2, 3, nearest), true), 12);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void whatIsComparedNeedNotBeATime(int column) {
        int other = column == 1 ? 0 : column == 3 ? 1 : 4;
        verify(node(List.of(NUMBERS), new AsOfMatch(column, other, Nearest.AT_OR_BEFORE), true), 13);
        verify(node(List.of(NUMBERS), new AsOfMatch(column, other, Nearest.AFTER), false), 14);
    }

    @Test
    void severalKeysAreCompared() {
        verify(node(List.of(NUMBERS, TEXTS), new AsOfMatch(2, 3, Nearest.AT_OR_BEFORE), true), 15);
    }

    @Test
    void aKeyCanBeTheTimeToo() {
        JoinKey times = new JoinKey(2, 3, false);
        verify(node(List.of(times, NUMBERS), new AsOfMatch(2, 3, Nearest.AT_OR_BEFORE), true), 16);
        verify(node(List.of(times), new AsOfMatch(2, 2, Nearest.AT_OR_AFTER), false), 17);
    }

    @Test
    void manyRowsOfFewKeysComeAndGoInOneTick() {
        AsOfNode node = node(List.of(TEXTS), new AsOfMatch(2, 3, Nearest.BEFORE), true);
        OperatorVerifier.of(node, inputs -> NearestRows.join(node, inputs.get(0), inputs.get(1)))
                .rowsPerTick(random -> random.nextInt(300))
                .verify(18, 8);
    }

    @Test
    void whatIsNotAskedForIsRefused() {
        JoinKey nullSafe = new JoinKey(0, 2, true);
        assertThatThrownBy(() -> node(List.of(nullSafe), new AsOfMatch(2, 3, Nearest.BEFORE), true))
                .hasMessageContaining("would match NULLs");
        assertThatThrownBy(() -> node(List.of(NUMBERS), new AsOfMatch(1, 3, Nearest.BEFORE), true))
                .hasMessageContaining("different storages");
        Closing back = new Closing(2, Frontier.of("s"), Closing.Action.RETRACT);
        assertThatThrownBy(() -> node(List.of(NUMBERS), new AsOfMatch(2, 3, Nearest.BEFORE), true)
                        .closedBy(back))
                .hasMessageContaining("does not take back");
        assertThat(node(List.of(NUMBERS), new AsOfMatch(2, 3, Nearest.BEFORE), true)
                        .closing())
                .isNull();
    }

    private static void verify(AsOfNode node, long seed) {
        OperatorVerifier.of(node, inputs -> NearestRows.join(node, inputs.get(0), inputs.get(1)))
                .verify(seed, TICKS);
    }

    private static AsOfNode node(List<JoinKey> keys, AsOfMatch match, boolean outer) {
        List<ColumnType> types = new ArrayList<>(LEFT);
        types.addAll(RIGHT);
        return new AsOfNode(
                new ExchangeNode(
                        input("l", LEFT), keys.stream().map(JoinKey::left).toList()),
                new ExchangeNode(
                        input("r", RIGHT), keys.stream().map(JoinKey::right).toList()),
                keys,
                match,
                outer,
                null,
                types);
    }

    private static PlanNode input(String name, List<ColumnType> types) {
        return new InputNode(name, IntStream.range(0, types.size()).boxed().toList(), types);
    }
}
