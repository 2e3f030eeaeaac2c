package io.millrace.executor.operator;

import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.plan.AggregateArguments;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.plan.TextForm;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AggregateOperatorTest {
    /** Keys first, then the FILTER columns, then one argument of each kind. */
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.of(TypeKind.BIGINT),
            ColumnType.of(TypeKind.VARCHAR),
            ColumnType.of(TypeKind.DOUBLE),
            ColumnType.of(TypeKind.BOOLEAN),
            ColumnType.of(TypeKind.BOOLEAN).notNull(),
            ColumnType.of(TypeKind.INTEGER),
            ColumnType.of(TypeKind.BIGINT).notNull(),
            ColumnType.decimal(10, 2),
            ColumnType.decimal(30, 5),
            ColumnType.of(TypeKind.DOUBLE),
            ColumnType.of(TypeKind.REAL).notNull(),
            ColumnType.of(TypeKind.VARCHAR),
            ColumnType.of(TypeKind.TIMESTAMP));

    private static final int FIRST_ARGUMENT = 3;

    /** The second argument of aggregates of two numbers, by the first. */
    private static final Map<Integer, Integer> PAIRED = Map.of(5, 6, 6, 7, 7, 8, 8, 8, 9, 10, 10, 9);

    @ParameterizedTest
    @EnumSource(AggregateFunction.class)
    void everyFunctionOfEveryTypeEqualsRecomputation(AggregateFunction function) {
        for (boolean distinct : new boolean[] {false, true}) {
            for (int filter : new int[] {AggregateCall.NONE, 3, 4}) {
                List<AggregateCall> calls = calls(function, filter, distinct);
                if (calls.isEmpty()) {
                    continue;
                }
                verify(node(List.of(0), calls, false), 17 * filter + 3, 12);
                verify(node(List.of(0), calls, true), 17 * filter + 4, 12);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 2", "4, 01", "5, 12", "6, 012", "7, ''"})
    void keysOfEveryTypeFormGroups(long seed, String keys) {
        Random random = new Random(seed);
        List<Integer> columns = keys.chars().map(digit -> digit - '0').boxed().toList();
        for (int round = 0; round < 6; round++) {
            verify(node(columns, randomCalls(random), random.nextBoolean()), seed * 100 + round, 15);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void groupsMayBeSpreadBySomeOfTheirKeys(long seed) {
        InputNode input = input();
        List<AggregateCall> calls = randomCalls(new Random(seed));
        AggregateNode node = new AggregateNode(
                new ExchangeNode(input, List.of(1)), List.of(0, 1), calls, false, types(List.of(0, 1), calls));
        verify(node, seed, 20);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void manyGroupsEqualRecomputation(long seed) {
        List<AggregateCall> calls = randomCalls(new Random(seed));
        AggregateNode node = node(List.of(0, 1, 2, 7), calls, false);
        OperatorVerifier.of(node, new RecomputedAggregate(node)::of)
                .rowsPerTick(random -> random.nextInt(2_000))
                .verify(seed, 4);
    }

    private static void verify(AggregateNode node, long seed, int ticks) {
        OperatorVerifier verifier = OperatorVerifier.of(node, new RecomputedAggregate(node)::of);
        (node.appendOnly() ? verifier.appendOnly() : verifier).verify(seed, ticks);
    }

    private static InputNode input() {
        return new InputNode("t", IntStream.range(0, TYPES.size()).boxed().toList(), TYPES);
    }

    private static AggregateNode node(List<Integer> keys, List<AggregateCall> calls, boolean appendOnly) {
        return new AggregateNode(new ExchangeNode(input(), keys), keys, calls, appendOnly, types(keys, calls));
    }

    private static List<ColumnType> types(List<Integer> keys, List<AggregateCall> calls) {
        List<ColumnType> types = new ArrayList<>(keys.stream().map(TYPES::get).toList());
        calls.forEach(call -> types.add(call.type()));
        return types;
    }

    /** A function over each column that it takes. */
    private static List<AggregateCall> calls(AggregateFunction function, int filter, boolean distinct) {
        List<AggregateCall> calls = new ArrayList<>();
        if (function == AggregateFunction.COUNT && !distinct) {
            calls.add(call(function, AggregateCall.NONE, filter, false));
        }
        for (int argument = FIRST_ARGUMENT; argument < TYPES.size(); argument++) {
            if (takes(function, TYPES.get(argument))) {
                calls.addAll(calls(function, argument, filter, distinct));
            }
        }
        return calls;
    }

    /** A function over a column, with each kind of second argument, constant and order that it takes. */
    private static List<AggregateCall> calls(AggregateFunction function, int argument, int filter, boolean distinct) {
        List<AggregateArguments> arguments = new ArrayList<>();
        switch (function) {
            case STRING_AGG -> {
                arguments.add(ordered(argument, ", "));
                arguments.add(ordered(argument, "", new SortColumn(argument, true, false)));
                arguments.add(ordered(argument, new TextForm("[", ",", "]")));
                if (!distinct) {
                    arguments.add(
                            ordered(argument, "-", new SortColumn(5, true, true), new SortColumn(9, false, false)));
                    arguments.add(ordered(argument, "-", new SortColumn(8, false, true)));
                }
            }
            case ARRAY_AGG -> {
                arguments.add(AggregateArguments.of(argument));
                if (!distinct) {
                    arguments.add(new AggregateArguments(
                            argument, AggregateCall.NONE, null, List.of(new SortColumn(8, true, true))));
                }
            }
            case COVAR_POP,
                    COVAR_SAMP,
                    CORR,
                    REGR_COUNT,
                    REGR_AVGX,
                    REGR_AVGY,
                    REGR_SXX,
                    REGR_SYY,
                    REGR_SXY,
                    REGR_SLOPE,
                    REGR_INTERCEPT,
                    REGR_R2 -> {
                if (!distinct) {
                    arguments.add(new AggregateArguments(argument, PAIRED.get(argument), null, List.of()));
                }
            }
            case ARG_MIN, ARG_MAX -> {
                arguments.add(new AggregateArguments(argument, 8, null, List.of()));
                arguments.add(new AggregateArguments(argument, 11, null, List.of()));
                arguments.add(new AggregateArguments(argument, 3, null, List.of()));
            }
            case PERCENTILE_CONT, PERCENTILE_DISC -> {
                for (String fraction : List.of("0", "0.25", "0.5", "0.99", "1")) {
                    arguments.add(ordered(argument, new BigDecimal(fraction)));
                    arguments.add(ordered(argument, new BigDecimal(fraction), new SortColumn(argument, true, true)));
                }
            }
            case MODE -> {
                arguments.add(AggregateArguments.of(argument));
                arguments.add(new AggregateArguments(
                        argument, AggregateCall.NONE, null, List.of(new SortColumn(argument, true, true))));
            }
            default -> arguments.add(AggregateArguments.of(argument));
        }
        FailureSite site = new FailureSite(function.name(), null);
        return arguments.stream()
                .map(of -> new AggregateCall(function, of, filter, distinct, resultType(function, argument), site))
                .toList();
    }

    private static AggregateArguments ordered(int argument, Object constant, SortColumn... order) {
        return new AggregateArguments(argument, AggregateCall.NONE, constant, List.of(order));
    }

    private static boolean takes(AggregateFunction function, ColumnType type) {
        return switch (function) {
            case SUM, SUM0, AVG ->
                switch (type.kind()) {
                    case INTEGER, BIGINT, DECIMAL, DOUBLE, REAL -> true;
                    default -> false;
                };
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP ->
                switch (type.kind()) {
                    case INTEGER, BIGINT, DECIMAL, DOUBLE, REAL -> true;
                    default -> false;
                };
            case STRING_AGG -> type.kind() == TypeKind.VARCHAR;
            case BIT_AND, BIT_OR, BIT_XOR -> type.kind() == TypeKind.INTEGER || type.kind() == TypeKind.BIGINT;
            case PERCENTILE_CONT -> type.storage() != Storage.BYTES && type.storage() != Storage.BOOLEAN;
            case COUNT, MIN, MAX, SINGLE_VALUE, ARG_MIN, ARG_MAX, PERCENTILE_DISC, MODE, ARRAY_AGG, COLLECT -> true;
            case COVAR_POP,
                    COVAR_SAMP,
                    CORR,
                    REGR_COUNT,
                    REGR_AVGX,
                    REGR_AVGY,
                    REGR_SXX,
                    REGR_SYY,
                    REGR_SXY,
                    REGR_SLOPE,
                    REGR_INTERCEPT,
                    REGR_R2 ->
                switch (type.kind()) {
                    case INTEGER, BIGINT, DECIMAL, DOUBLE, REAL -> true;
                    default -> false;
                };
        };
    }

    private static List<AggregateCall> randomCalls(Random random) {
        List<AggregateCall> calls = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        while (calls.size() < count) {
            AggregateFunction function = AggregateFunction.values()[random.nextInt(AggregateFunction.values().length)];
            int argument = FIRST_ARGUMENT + random.nextInt(TYPES.size() - FIRST_ARGUMENT);
            int filter = random.nextInt(3) == 0 ? 3 + random.nextInt(2) : AggregateCall.NONE;
            if (takes(function, TYPES.get(argument))) {
                List<AggregateCall> all = calls(function, argument, filter, random.nextInt(3) == 0);
                if (!all.isEmpty()) {
                    calls.add(all.get(random.nextInt(all.size())));
                }
            }
        }
        return calls;
    }

    private static AggregateCall call(AggregateFunction function, int argument, int filter, boolean distinct) {
        return new AggregateCall(
                function,
                argument,
                filter,
                distinct,
                ColumnType.of(TypeKind.BIGINT).notNull());
    }

    private static ColumnType resultType(AggregateFunction function, int argument) {
        if (function == AggregateFunction.COUNT || function == AggregateFunction.REGR_COUNT) {
            return ColumnType.of(TypeKind.BIGINT).notNull();
        }
        ColumnType type = TYPES.get(argument).withNullable(true);
        boolean decimal = type.kind() == TypeKind.DECIMAL;
        boolean integer = type.storage() == Storage.LONG && !decimal;
        return switch (function) {
            case SUM, SUM0 ->
                integer ? ColumnType.of(TypeKind.BIGINT) : decimal ? ColumnType.decimal(38, type.scale()) : type;
            case AVG ->
                decimal
                        ? ColumnType.decimal(Math.min(38, type.precision() + 6), type.scale() + 4)
                        : type.kind() == TypeKind.REAL ? type : ColumnType.of(TypeKind.DOUBLE);
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP ->
                decimal
                        ? ColumnType.decimal(Math.min(38, type.precision() + 6), type.scale() + 4)
                        : ColumnType.of(TypeKind.DOUBLE);
            case PERCENTILE_CONT ->
                type.kind() == TypeKind.TIMESTAMP
                        ? type
                        : decimal
                                ? ColumnType.decimal(Math.min(38, type.precision() + 6), type.scale() + 4)
                                : ColumnType.of(TypeKind.DOUBLE);
            case COVAR_POP,
                    COVAR_SAMP,
                    CORR,
                    REGR_AVGX,
                    REGR_AVGY,
                    REGR_SXX,
                    REGR_SYY,
                    REGR_SXY,
                    REGR_SLOPE,
                    REGR_INTERCEPT,
                    REGR_R2 -> ColumnType.of(TypeKind.DOUBLE);
            case ARRAY_AGG -> ColumnType.array(type);
            case COLLECT -> ColumnType.multiset(type);
            case MIN,
                    MAX,
                    SINGLE_VALUE,
                    STRING_AGG,
                    ARG_MIN,
                    ARG_MAX,
                    BIT_AND,
                    BIT_OR,
                    BIT_XOR,
                    PERCENTILE_DISC,
                    MODE -> type;
            case COUNT, REGR_COUNT -> throw new IllegalStateException();
        };
    }
}
