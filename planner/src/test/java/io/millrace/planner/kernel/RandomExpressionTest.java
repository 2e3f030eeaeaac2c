package io.millrace.planner.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random expressions over random rows, with NULLs and the edges of types, against {@link PlainJava}. */
class RandomExpressionTest {
    private static final List<SqlOperator> ARITHMETIC = List.of(
            SqlStdOperatorTable.PLUS,
            SqlStdOperatorTable.MINUS,
            SqlStdOperatorTable.MULTIPLY,
            SqlStdOperatorTable.DIVIDE,
            SqlStdOperatorTable.MOD);
    private static final List<SqlOperator> COMPARISON = List.of(
            SqlStdOperatorTable.EQUALS,
            SqlStdOperatorTable.NOT_EQUALS,
            SqlStdOperatorTable.LESS_THAN,
            SqlStdOperatorTable.LESS_THAN_OR_EQUAL,
            SqlStdOperatorTable.GREATER_THAN,
            SqlStdOperatorTable.GREATER_THAN_OR_EQUAL,
            SqlStdOperatorTable.IS_DISTINCT_FROM,
            SqlStdOperatorTable.IS_NOT_DISTINCT_FROM);
    private static final List<SqlOperator> TESTS = List.of(
            SqlStdOperatorTable.IS_NULL,
            SqlStdOperatorTable.IS_NOT_NULL,
            SqlStdOperatorTable.IS_TRUE,
            SqlStdOperatorTable.IS_NOT_TRUE,
            SqlStdOperatorTable.IS_FALSE,
            SqlStdOperatorTable.IS_NOT_FALSE,
            SqlStdOperatorTable.NOT);
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.of(TypeKind.INTEGER),
            ColumnType.of(TypeKind.BIGINT),
            ColumnType.of(TypeKind.BIGINT).notNull(),
            ColumnType.of(TypeKind.SMALLINT),
            ColumnType.decimal(10, 2),
            ColumnType.decimal(18, 0),
            ColumnType.decimal(30, 5),
            ColumnType.decimal(38, 10));
    private static final int ROWS = 50;

    private final RexBuilder builder = new RexBuilder(Expressions.TYPES);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void equalsTheSameExpressionInPlainJava(long seed) {
        Random random = new Random(seed);
        List<Object> columns = new ArrayList<>();
        for (int i = 0; i < TYPES.size(); i++) {
            columns.addAll(List.of("c" + i, TYPES.get(i)));
        }
        KernelRun run = KernelRun.over(columns.toArray());
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            List<Object> row = new ArrayList<>();
            TYPES.forEach(type -> row.add(value(type, random)));
            rows.add(row);
            run.row(row.toArray());
        }
        List<RexNode> expressions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            expressions.add(i % 2 == 0 ? number(random, 3) : truth(random, 4));
        }

        List<List<Object>> result = run.select(null, expressions);

        for (int i = 0; i < ROWS; i++) {
            PlainJava plain = new PlainJava(rows.get(i));
            for (int j = 0; j < expressions.size(); j++) {
                assertThat(comparable(result.get(i).get(j)))
                        .as("seed %d, row %s: %s", seed, rows.get(i), expressions.get(j))
                        .isEqualTo(comparable(plain.value(expressions.get(j))));
            }
        }
    }

    private static Object comparable(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof Number number ? new BigDecimal(number.toString()) : String.valueOf(value);
    }

    private static @org.jspecify.annotations.Nullable Object value(ColumnType type, Random random) {
        if (type.nullable() && random.nextInt(6) == 0) {
            return null;
        }
        BigDecimal highest = switch (type.kind()) {
            case SMALLINT -> BigDecimal.valueOf(Short.MAX_VALUE);
            case INTEGER -> BigDecimal.valueOf(Integer.MAX_VALUE);
            case BIGINT -> BigDecimal.valueOf(Long.MAX_VALUE);
            default ->
                BigDecimal.TEN.pow(type.precision()).subtract(BigDecimal.ONE).movePointLeft(type.scale());
        };
        BigDecimal unit = BigDecimal.ONE.movePointLeft(Conversions.scale(type));
        BigDecimal value = switch (random.nextInt(6)) {
            case 0 -> highest;
            case 1 ->
                type.kind() == TypeKind.DECIMAL
                        ? highest.negate()
                        : highest.negate().subtract(unit);
            case 2 -> BigDecimal.ZERO;
            case 3 -> unit;
            default -> unit.multiply(BigDecimal.valueOf(random.nextInt(2_000) - 1_000));
        };
        return type.kind() == TypeKind.DECIMAL ? value.setScale(type.scale()) : (Object) value.longValueExact();
    }

    private RexNode number(Random random, int depth) {
        if (depth == 0 || random.nextInt(5) == 0) {
            int column = random.nextInt(TYPES.size());
            return builder.makeInputRef(ColumnTypes.toRelDataType(TYPES.get(column), Expressions.TYPES), column);
        }
        return switch (random.nextInt(8)) {
            case 0 -> {
                ColumnType type = TYPES.get(random.nextInt(TYPES.size())).withNullable(true);
                yield builder.makeAbstractCast(
                        ColumnTypes.toRelDataType(type, Expressions.TYPES), number(random, depth - 1), false);
            }
            case 1 -> {
                RexNode left = number(random, depth - 1);
                RelDataType type = nullable(left.getType());
                RexNode right = builder.makeAbstractCast(type, number(random, depth - 1), false);
                yield builder.makeCall(type, SqlStdOperatorTable.CASE, List.of(truth(random, depth - 1), left, right));
            }
            case 2 -> {
                RexNode left = number(random, depth - 1);
                RelDataType type = nullable(left.getType());
                RexNode right = builder.makeAbstractCast(type, number(random, depth - 1), false);
                yield builder.makeCall(type, SqlStdOperatorTable.COALESCE, List.of(left, right));
            }
            case 3 -> builder.makeCall(SqlStdOperatorTable.UNARY_MINUS, number(random, depth - 1));
            case 4 -> builder.makeExactLiteral(BigDecimal.valueOf(random.nextInt(2_000) - 1_000, random.nextInt(3)));
            default ->
                builder.makeCall(
                        ARITHMETIC.get(random.nextInt(ARITHMETIC.size())),
                        number(random, depth - 1),
                        number(random, depth - 1));
        };
    }

    private RexNode truth(Random random, int depth) {
        if (depth <= 1 || random.nextInt(3) == 0) {
            return builder.makeCall(
                    COMPARISON.get(random.nextInt(COMPARISON.size())),
                    number(random, depth - 1 > 0 ? 1 : 0),
                    number(random, depth - 1 > 0 ? 1 : 0));
        }
        if (random.nextInt(3) == 0) {
            return builder.makeCall(TESTS.get(random.nextInt(TESTS.size())), truth(random, depth - 1));
        }
        return builder.makeCall(
                random.nextBoolean() ? SqlStdOperatorTable.AND : SqlStdOperatorTable.OR,
                truth(random, depth - 1),
                truth(random, depth - 1),
                truth(random, depth - 2));
    }

    private static RelDataType nullable(RelDataType type) {
        return Expressions.TYPES.createTypeWithNullability(type, true);
    }
}
