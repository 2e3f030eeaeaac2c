package io.millrace.executor.operator.join;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.operator.OperatorVerifier;
import io.millrace.executor.plan.BroadcastNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.JoinCondition;
import io.millrace.executor.plan.JoinInput;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of join, with every kind of condition, over random deltas with NULL keys, against nested loops over all rows. */
class JoinOperatorTest {
    private static final int TICKS = 40;
    private static final List<ColumnType> LEFT = List.of(
            ColumnType.of(TypeKind.BIGINT),
            ColumnType.of(TypeKind.VARCHAR),
            ColumnType.of(TypeKind.BIGINT),
            ColumnType.of(TypeKind.DOUBLE));
    private static final List<ColumnType> RIGHT =
            List.of(ColumnType.of(TypeKind.VARCHAR), ColumnType.of(TypeKind.BIGINT), ColumnType.of(TypeKind.BIGINT));

    /**
     * Conditions: on which keys, exchanged by which of them, {@value #BROADCAST} for one side on all shards, and whether also
     * {@code left.2 < right.2}.
     */
    private record Condition(String name, List<JoinKey> keys, int exchanged, boolean residual) {
        /** Whether a kind of join can be asked for with it: a side on all shards cannot tell alone that it has no match. */
        boolean isOf(JoinKind kind) {
            return exchanged != BROADCAST || kind != JoinKind.FULL;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final int BROADCAST = -1;
    private static final JoinKey NUMBERS = new JoinKey(0, 1, false);
    private static final JoinKey TEXTS = new JoinKey(1, 0, true);
    private static final List<Condition> CONDITIONS = List.of(
            new Condition("one key", List.of(NUMBERS), 1, false),
            new Condition("two keys, one null-safe", List.of(NUMBERS, TEXTS), 1, false),
            new Condition("a null-safe key", List.of(TEXTS), 1, false),
            new Condition("one column in two keys", List.of(NUMBERS, new JoinKey(0, 2, true)), 1, false),
            new Condition("a key and a residual", List.of(NUMBERS), 1, true),
            new Condition("a residual alone", List.of(), 0, true),
            new Condition("nothing", List.of(), 0, false),
            new Condition("a residual alone, one side broadcast", List.of(), BROADCAST, true),
            new Condition("nothing, one side broadcast", List.of(), BROADCAST, false));

    /** What compares {@code left.2 < right.2} as the planner's kernels do, for a pair's columns and number. */
    private static String residual(boolean mark) {
        return """
                package generated;
                public final class Less%s implements io.millrace.executor.kernel.Kernel {
                    public Less%s(
                            Object[] constants,
                            io.millrace.executor.kernel.KernelContext context,
                            io.millrace.executor.kernel.FailureSite[] sites) {}
                    public void run(io.millrace.executor.column.Batch in, io.millrace.executor.column.Batch out) {
                        for (int row = 0; row < in.size(); row++) {
                            boolean unknown = in.longs(2).isNull(row) || in.longs(6).isNull(row);
                            boolean less = !unknown && in.longs(2).get(row) < in.longs(6).get(row);
                            if (less || %s) {
                                int at = out.size();
                                out.longs(0).set(at, in.longs(7).get(row));
                                %s
                                out.setSize(at + 1);
                            }
                        }
                    }
                }
                """.formatted(
                mark ? "OrNull" : "",
                mark ? "OrNull" : "",
                mark ? "unknown" : "false",
                mark ? "if (unknown) { out.booleans(1).setNull(at); } else { out.booleans(1).set(at, true); }" : "");
    }

    static Stream<Arguments> joins() {
        return Stream.of(JoinKind.values())
                .flatMap(kind -> CONDITIONS.stream()
                        .filter(condition -> condition.isOf(kind))
                        .map(condition -> Arguments.of(kind, condition)));
    }

    @ParameterizedTest
    @MethodSource("joins")
    void equalsRecomputation(JoinKind kind, Condition condition) {
        JoinNode node = node(kind, condition, false);

        OperatorVerifier.of(node, inputs -> NestedLoops.join(node, inputs, 2, 2))
                .verify(1, TICKS);
    }

    @ParameterizedTest
    @MethodSource("joins")
    void ofAppendOnlySidesEqualsRecomputation(JoinKind kind, Condition condition) {
        JoinNode node = node(kind, condition, true);

        OperatorVerifier.of(node, inputs -> NestedLoops.join(node, inputs, 2, 2))
                .appendOnly()
                .verify(3, TICKS / 4);
    }

    @Test
    void ofAnInnerJoinTheLeftSideCanBeBroadcastToo() {
        PlanNode left = new BroadcastNode(input("l", LEFT));
        PlanNode right = new ExchangeNode(input("r", RIGHT), List.of(1));
        JoinNode node = new JoinNode(
                new JoinInput(left, false),
                new JoinInput(right, false),
                JoinKind.INNER,
                new JoinCondition(List.of(), residualOf(JoinKind.INNER)),
                NestedLoops.types(JoinKind.INNER, LEFT, RIGHT));

        OperatorVerifier.of(node, inputs -> NestedLoops.join(node, inputs, 2, 2))
                .verify(2, TICKS);
    }

    @ParameterizedTest
    @EnumSource(JoinKind.class)
    void aSideWhoseRowsCanBeAloneIsNotBroadcast(JoinKind kind) {
        JoinInput broadcast = new JoinInput(new BroadcastNode(input("l", LEFT)), false);
        JoinInput spread = new JoinInput(new ExchangeNode(input("r", LEFT), List.of(1)), false);
        JoinCondition condition = new JoinCondition(List.of(), null);
        List<ColumnType> types = NestedLoops.types(kind, LEFT, LEFT);

        if (kind.decidesLeft()) {
            assertThatThrownBy(() -> new JoinNode(broadcast, spread, kind, condition, types))
                    .hasMessageContaining("must not be broadcast");
        }
        if (kind.decidesRight()) {
            assertThatThrownBy(() -> new JoinNode(spread, broadcast, kind, condition, types))
                    .hasMessageContaining("must not be broadcast");
        }
        assertThatThrownBy(() -> new JoinNode(broadcast, broadcast, kind, condition, types))
                .hasMessageContaining("must not be broadcast");
    }

    private static JoinNode node(JoinKind kind, Condition condition, boolean appendOnly) {
        if (condition.exchanged() == BROADCAST) {
            boolean left = kind == JoinKind.RIGHT;
            PlanNode l = input("l", LEFT);
            PlanNode r = input("r", RIGHT);
            return new JoinNode(
                    new JoinInput(left ? new BroadcastNode(l) : new ExchangeNode(l, List.of(0, 1)), appendOnly),
                    new JoinInput(left ? new ExchangeNode(r, List.of(2)) : new BroadcastNode(r), appendOnly),
                    kind,
                    new JoinCondition(List.of(), condition.residual() ? residualOf(kind) : null),
                    NestedLoops.types(kind, LEFT, RIGHT));
        }
        List<Integer> left = condition.keys().subList(0, condition.exchanged()).stream()
                .map(JoinKey::left)
                .toList();
        List<Integer> right = condition.keys().subList(0, condition.exchanged()).stream()
                .map(JoinKey::right)
                .toList();
        KernelSource residual = condition.residual() ? residualOf(kind) : null;
        return new JoinNode(
                new JoinInput(new ExchangeNode(input("l", LEFT), left), appendOnly),
                new JoinInput(new ExchangeNode(input("r", RIGHT), right), appendOnly),
                kind,
                new JoinCondition(condition.keys(), residual),
                NestedLoops.types(kind, LEFT, RIGHT));
    }

    private static KernelSource residualOf(JoinKind kind) {
        boolean mark = kind == JoinKind.MARK;
        return new KernelSource(mark ? "generated.LessOrNull" : "generated.Less", residual(mark), List.of(), List.of());
    }

    private static PlanNode input(String name, List<ColumnType> types) {
        return new InputNode(name, IntStream.range(0, types.size()).boxed().toList(), types);
    }
}
