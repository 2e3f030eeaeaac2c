package io.millrace.executor.operator;

import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.plan.AggregateArguments;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.OverCall;
import io.millrace.executor.plan.OverCall.Numbering;
import io.millrace.executor.plan.OverFrame;
import io.millrace.executor.plan.OverFrame.Exclusion;
import io.millrace.executor.plan.OverFrame.Unit;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.plan.TextForm;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OverOperatorTest {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT).notNull();
    private static final ColumnType DOUBLE = ColumnType.of(TypeKind.DOUBLE);
    private static final int FILTER = 6;
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.of(TypeKind.INTEGER),
            ColumnType.of(TypeKind.INTEGER),
            DOUBLE,
            ColumnType.decimal(30, 5),
            ColumnType.of(TypeKind.VARCHAR),
            BIGINT,
            ColumnType.of(TypeKind.BOOLEAN));

    @ParameterizedTest
    @EnumSource(Numbering.class)
    void everyNumberingEqualsRecomputation(Numbering numbering) {
        for (long seed = 1; seed <= 3; seed++) {
            Random random = new Random(seed);
            OverCall call = new OverCall.Numbered(
                    numbering,
                    numbering == Numbering.NTILE ? 1 + random.nextInt(5) : 0,
                    numbering == Numbering.PERCENT_RANK || numbering == Numbering.CUME_DIST ? DOUBLE : BIGINT);
            verify(partition(random), order(random), List.of(call), seed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void valuesSomeRowsAwayEqualRecomputation(long seed) {
        Random random = new Random(seed);
        List<OverCall> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int argument = 1 + random.nextInt(5);
            int otherwise = random.nextBoolean() ? argument : AggregateCall.NONE;
            calls.add(new OverCall.Shift(
                    argument,
                    random.nextInt(7) - 3,
                    otherwise,
                    random.nextBoolean(),
                    TYPES.get(argument).withNullable(true)));
        }
        verify(partition(random), order(random), calls, seed);
    }

    @ParameterizedTest
    @EnumSource(
            value = Unit.class,
            names = {"ROWS", "GROUPS", "RANGE"})
    void valuesOfFramesEqualRecomputation(Unit unit) {
        for (long seed = 1; seed <= 6; seed++) {
            Random random = new Random(seed * 31 + unit.ordinal());
            List<SortColumn> order = unit == Unit.RANGE ? oneKey(random) : order(random);
            List<OverCall> calls = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int argument = 1 + random.nextInt(5);
                long place = List.of(1L, -1L, 2L, 3L, -2L).get(random.nextInt(5));
                calls.add(new OverCall.Value(
                        argument,
                        place,
                        random.nextBoolean(),
                        frame(random, unit),
                        TYPES.get(argument).withNullable(true)));
            }
            verify(partition(random), order, calls, seed);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Unit.class,
            names = {"ROWS", "GROUPS", "RANGE"})
    void aggregatesOfFramesEqualRecomputation(Unit unit) {
        for (long seed = 1; seed <= 8; seed++) {
            Random random = new Random(seed * 37 + unit.ordinal());
            List<SortColumn> order = unit == Unit.RANGE ? oneKey(random) : order(random);
            List<OverCall> calls = new ArrayList<>();
            for (int frames = 1 + random.nextInt(2); frames > 0; frames--) {
                OverFrame frame = frame(random, unit);
                for (int i = 1 + random.nextInt(3); i > 0; i--) {
                    calls.add(new OverCall.Aggregated(aggregate(random), frame));
                }
            }
            verify(partition(random), order, calls, seed);
        }
    }

    @ParameterizedTest
    @EnumSource(Exclusion.class)
    void framesThatReachAnEndOfThePartitionEqualRecomputation(Exclusion exclusion) {
        for (Unit unit : List.of(Unit.ROWS, Unit.GROUPS)) {
            for (BigDecimal[] ends : new BigDecimal[][] {
                {null, null}, {null, BigDecimal.ZERO}, {BigDecimal.ZERO, null}, {null, BigDecimal.valueOf(-2)}
            }) {
                Random random = new Random(exclusion.ordinal() * 5 + unit.ordinal());
                OverFrame frame = new OverFrame(unit, ends[0], ends[1], exclusion);
                List<OverCall> calls = List.of(
                        new OverCall.Aggregated(aggregate(random), frame),
                        new OverCall.Value(5, 1, false, frame, BIGINT.withNullable(true)),
                        new OverCall.Value(2, -1, true, frame, DOUBLE));
                verify(partition(random), order(random), calls, 7);
            }
        }
    }

    /** Of each kind of storage, with and without a filter. */
    @ParameterizedTest
    @EnumSource(
            value = Unit.class,
            names = {"ROWS", "GROUPS", "RANGE"})
    void runningExtremesAndCountsEqualRecomputation(Unit unit) {
        OverFrame running = new OverFrame(unit, null, BigDecimal.ZERO, Exclusion.NOTHING);
        for (long seed = 1; seed <= 4; seed++) {
            Random random = new Random(seed * 43 + unit.ordinal());
            List<OverCall> calls = new ArrayList<>();
            for (int argument = 1; argument < TYPES.size(); argument++) {
                AggregateFunction function = List.of(
                                AggregateFunction.MIN, AggregateFunction.MAX, AggregateFunction.COUNT)
                        .get(random.nextInt(3));
                int filter = random.nextInt(3) == 0 ? FILTER : AggregateCall.NONE;
                calls.add(new OverCall.Aggregated(
                        new AggregateCall(function, argument, filter, false, type(function, argument)), running));
            }
            verify(partition(random), unit == Unit.RANGE ? oneKey(random) : order(random), calls, seed);
        }
    }

    /** More peers than a block holds. */
    @Test
    void runningAggregatesOfLargeGroupsOfPeersEqualRecomputation() {
        OverFrame running = new OverFrame(Unit.RANGE, null, BigDecimal.ZERO, Exclusion.NOTHING);
        List<OverCall> calls = List.of(
                new OverCall.Aggregated(
                        new AggregateCall(AggregateFunction.MIN, 4, AggregateCall.NONE, false, TYPES.get(4)), running),
                new OverCall.Aggregated(
                        new AggregateCall(AggregateFunction.MAX, 3, FILTER, false, TYPES.get(3)), running),
                new OverCall.Aggregated(
                        new AggregateCall(AggregateFunction.COUNT, 2, AggregateCall.NONE, false, BIGINT), running));
        OverNode node = node(List.of(), List.of(new SortColumn(FILTER, false, true)), calls);
        OperatorVerifier.of(node, new RecomputedOver(node)::of)
                .rowsPerTick(random -> random.nextInt(1_500))
                .verify(3, 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void tilesOfManyRowsEqualRecomputation(long seed) {
        List<OverCall> calls = List.of(
                new OverCall.Numbered(Numbering.NTILE, 1 + seed * 3, BIGINT),
                new OverCall.Numbered(Numbering.NTILE, 40, BIGINT),
                new OverCall.Numbered(Numbering.NTILE, 1_000_000, BIGINT));
        OverNode node = node(List.of(), order(new Random(seed)), calls);
        OperatorVerifier.of(node, new RecomputedOver(node)::of)
                .rowsPerTick(random -> random.nextInt(60))
                .verify(seed, 20);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everythingAtOnceAndManyRowsATickEqualRecomputation(long seed) {
        Random random = new Random(seed);
        List<OverCall> calls = List.of(
                new OverCall.Numbered(Numbering.ROW_NUMBER, 0, BIGINT),
                new OverCall.Aggregated(aggregate(random), OverFrame.PARTITION),
                new OverCall.Numbered(Numbering.DENSE_RANK, 0, BIGINT),
                new OverCall.Aggregated(aggregate(random), frame(random, Unit.ROWS)),
                new OverCall.Shift(4, -1, AggregateCall.NONE, true, TYPES.get(4)),
                new OverCall.Value(1, 2, false, frame(random, Unit.GROUPS), TYPES.get(1)));
        OverNode node = node(partition(random), order(random), calls);
        OverNode small = node(List.of(0, 1, 4), order(random), calls);
        OperatorVerifier.of(node, new RecomputedOver(node)::of).verify(seed, 12);
        OperatorVerifier.of(small, new RecomputedOver(small)::of)
                .rowsPerTick(some -> some.nextInt(600))
                .verify(seed, 3);
    }

    @ParameterizedTest
    @EnumSource(
            value = Unit.class,
            names = {"ROWS", "GROUPS"})
    void rowsThatAreEqualInAllColumnsComeAndGo(Unit unit) {
        List<ColumnType> types = TYPES.subList(0, 2);
        InputNode input = new InputNode("t", List.of(0, 1), types);
        for (long seed = 1; seed <= 6; seed++) {
            Random random = new Random(seed * 41 + unit.ordinal());
            ColumnType sum = ColumnType.of(TypeKind.BIGINT);
            List<OverCall> calls = List.of(
                    new OverCall.Aggregated(
                            new AggregateCall(AggregateFunction.SUM, 1, AggregateCall.NONE, false, sum),
                            frame(random, unit)),
                    new OverCall.Numbered(Numbering.ROW_NUMBER, 0, BIGINT),
                    new OverCall.Shift(1, 1 - random.nextInt(3), AggregateCall.NONE, false, types.get(1)),
                    new OverCall.Value(1, 2, false, frame(random, unit), types.get(1)));
            List<SortColumn> order = List.of(new SortColumn(1, random.nextBoolean(), random.nextBoolean()));
            OverNode node = new OverNode(new ExchangeNode(input, List.of(0)), List.of(0), order, calls);
            OverNode first = new OverNode(new ExchangeNode(input, List.of(0)), List.of(0), order, calls.subList(0, 1));
            OperatorVerifier.of(node, new RecomputedOver(node)::of).verify(seed, 20);
            OperatorVerifier.of(first, new RecomputedOver(first)::of).verify(seed, 20);
        }
    }

    private static void verify(List<Integer> partition, List<SortColumn> order, List<OverCall> calls, long seed) {
        OverNode node = node(partition, order, calls);
        try {
            OperatorVerifier.of(node, new RecomputedOver(node)::of)
                    .rowsPerTick(random -> random.nextInt(12))
                    .verify(seed, 14);
        } catch (AssertionError e) {
            throw new AssertionError(partition + " " + order + " " + calls + "\n" + e.getMessage(), e);
        }
    }

    private static OverNode node(List<Integer> partition, List<SortColumn> order, List<OverCall> calls) {
        InputNode input =
                new InputNode("t", IntStream.range(0, TYPES.size()).boxed().toList(), TYPES);
        return new OverNode(new ExchangeNode(input, partition), partition, order, calls);
    }

    private static List<Integer> partition(Random random) {
        return List.of(List.<Integer>of(), List.of(0), List.of(6)).get(random.nextInt(3));
    }

    private static List<SortColumn> order(Random random) {
        List<SortColumn> order = new ArrayList<>();
        for (int keys = random.nextInt(3); keys > 0; keys--) {
            order.add(new SortColumn(random.nextInt(TYPES.size()), random.nextBoolean(), random.nextBoolean()));
        }
        return order;
    }

    private static List<SortColumn> oneKey(Random random) {
        return List.of(new SortColumn(1 + random.nextInt(3), random.nextBoolean(), random.nextBoolean()));
    }

    /** A frame whose end is not before its start, as the validator sees to it. */
    private static OverFrame frame(Random random, Unit unit) {
        BigDecimal start = offset(random, unit);
        BigDecimal end = offset(random, unit);
        Exclusion exclusion = random.nextBoolean()
                ? Exclusion.NOTHING
                : Exclusion.values()[random.nextInt(Exclusion.values().length)];
        return start != null && end != null && start.compareTo(end) > 0
                ? new OverFrame(unit, end, start, exclusion)
                : new OverFrame(unit, start, end, exclusion);
    }

    private static @Nullable BigDecimal offset(Random random, Unit unit) {
        if (random.nextInt(3) == 0) {
            return null;
        }
        BigDecimal offset = BigDecimal.valueOf(random.nextInt(6) - 3);
        return unit == Unit.RANGE && random.nextInt(3) == 0 ? offset.add(new BigDecimal("0.5")) : offset;
    }

    /** An aggregate of two columns, of bits, or one that depends on an order. */
    private static AggregateCall rare(Random random, int filter) {
        ColumnType text = ColumnType.of(TypeKind.VARCHAR);
        ColumnType integer = TYPES.get(1);
        int none = AggregateCall.NONE;
        BigDecimal fraction = new BigDecimal("0.25");
        List<SortColumn> order = List.of(new SortColumn(2, true, false));
        TextForm list = new TextForm("[", ",", "]");
        return switch (random.nextInt(8)) {
            case 0 -> call(AggregateFunction.STRING_AGG, new AggregateArguments(4, none, ",", order), filter, text);
            case 6 -> call(AggregateFunction.STRING_AGG, new AggregateArguments(4, none, list, order), filter, text);
            case 1 -> call(AggregateFunction.ARG_MAX, new AggregateArguments(4, 3, null, List.of()), filter, text);
            case 2 -> call(AggregateFunction.BIT_AND, AggregateArguments.of(1), filter, integer);
            case 3 -> call(AggregateFunction.MODE, AggregateArguments.of(1), filter, integer);
            case 4 ->
                call(
                        AggregateFunction.PERCENTILE_CONT,
                        new AggregateArguments(2, none, fraction, List.of()),
                        filter,
                        DOUBLE);
            case 5 -> call(AggregateFunction.REGR_SLOPE, new AggregateArguments(3, 1, null, List.of()), filter, DOUBLE);
            default -> call(AggregateFunction.VAR_POP, AggregateArguments.of(1), filter, DOUBLE);
        };
    }

    private static AggregateCall call(
            AggregateFunction function, AggregateArguments arguments, int filter, ColumnType type) {
        return new AggregateCall(function, arguments, filter, false, type, new FailureSite(function.name(), null));
    }

    private static AggregateCall aggregate(Random random) {
        if (random.nextInt(3) == 0) {
            return rare(random, random.nextInt(4) == 0 ? FILTER : AggregateCall.NONE);
        }
        AggregateFunction[] functions = {
            AggregateFunction.COUNT,
            AggregateFunction.SUM,
            AggregateFunction.SUM0,
            AggregateFunction.AVG,
            AggregateFunction.MIN,
            AggregateFunction.MAX
        };
        AggregateFunction function = functions[random.nextInt(functions.length)];
        int filter = random.nextInt(4) == 0 ? FILTER : AggregateCall.NONE;
        if (function == AggregateFunction.COUNT && random.nextBoolean()) {
            return new AggregateCall(function, AggregateCall.NONE, filter, false, BIGINT);
        }
        boolean any = function == AggregateFunction.COUNT
                || function == AggregateFunction.MIN
                || function == AggregateFunction.MAX;
        int argument = any ? 1 + random.nextInt(5) : List.of(1, 2, 3, 5).get(random.nextInt(4));
        return new AggregateCall(function, argument, filter, random.nextInt(4) == 0, type(function, argument));
    }

    private static ColumnType type(AggregateFunction function, int argument) {
        ColumnType type = TYPES.get(argument).withNullable(true);
        boolean decimal = type.kind() == TypeKind.DECIMAL;
        return switch (function) {
            case COUNT -> BIGINT;
            case SUM, SUM0 ->
                decimal
                        ? ColumnType.decimal(38, 5)
                        : type.storage() == Storage.LONG ? ColumnType.of(TypeKind.BIGINT) : type;
            case AVG -> decimal ? ColumnType.decimal(36, 9) : DOUBLE;
            default -> type;
        };
    }
}
