package io.millrace.executor.operator.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccumulatorsTest {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType DOUBLE = ColumnType.of(TypeKind.DOUBLE);
    private static final List<ColumnType> INPUT =
            List.of(BIGINT, BIGINT.notNull(), DOUBLE, ColumnType.of(TypeKind.BOOLEAN));
    private static final int NONE = AggregateCall.NONE;

    @Test
    void countAndSumOfAColumnWithoutNullsTakeThreeWords() {
        Accumulators kept = of(call(AggregateFunction.COUNT, NONE, NONE, false), sum(1, NONE, false));

        assertThat(kept.words()).isEqualTo(3);
        assertThat(kept.columns()).isEmpty();
        assertThat(kept.sides()).isZero();
    }

    @Test
    void callsThatNeedTheSameShareIt() {
        AggregateCall average = call(AggregateFunction.AVG, 0, NONE, false);
        int alone = of(average).words();

        assertThat(of(average, sum(0, NONE, false), call(AggregateFunction.COUNT, 0, NONE, false))
                        .words())
                .isEqualTo(alone);
    }

    @Test
    void distinctArgumentsAreKeptOnceForAllCallsUnderTheSameFilter() {
        assertThat(of(sum(1, NONE, true), call(AggregateFunction.COUNT, 1, NONE, true))
                        .sides())
                .isEqualTo(1);
        assertThat(of(sum(1, NONE, true), call(AggregateFunction.COUNT, 1, 3, true))
                        .sides())
                .isEqualTo(2);
        assertThat(of(sum(1, NONE, true), call(AggregateFunction.COUNT, 0, NONE, true))
                        .sides())
                .isEqualTo(2);
    }

    @Test
    void leastAndGreatestShareTheOrderedValuesOfAnInputThatDeletes() {
        AggregateCall[] calls = {call(AggregateFunction.MIN, 0, NONE, false), call(AggregateFunction.MAX, 0, NONE, true)
        };

        assertThat(of(calls).sides()).isEqualTo(1);
        assertThat(new Accumulators(node(true, calls), 1).sides()).isZero();
    }

    @Test
    void typesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> of(call(AggregateFunction.SUM, 3, NONE, false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SUM of ColumnType[kind=BOOLEAN");
        assertThatThrownBy(() -> of(new AggregateCall(AggregateFunction.SUM, 2, NONE, false, BIGINT)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> of(new AggregateCall(AggregateFunction.MIN, 2, NONE, false, BIGINT)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static AggregateCall sum(int argument, int filter, boolean distinct) {
        return call(AggregateFunction.SUM, argument, filter, distinct);
    }

    private static AggregateCall call(AggregateFunction function, int argument, int filter, boolean distinct) {
        return new AggregateCall(
                function, argument, filter, distinct, function == AggregateFunction.AVG ? DOUBLE : BIGINT);
    }

    private static Accumulators of(AggregateCall... calls) {
        return new Accumulators(node(false, calls), 1);
    }

    private static AggregateNode node(boolean appendOnly, AggregateCall... calls) {
        List<ColumnType> types = new ArrayList<>(List.of(BIGINT));
        List.of(calls).forEach(call -> types.add(call.type()));
        return new AggregateNode(
                new InputNode("t", List.of(0, 1, 2, 3), INPUT), List.of(0), List.of(calls), appendOnly, types);
    }
}
