package io.millrace.planner.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArithmeticTest {
    private static final ColumnType INTEGER = ColumnType.of(TypeKind.INTEGER);
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType DOUBLE = ColumnType.of(TypeKind.DOUBLE);

    private final KernelRun integers = KernelRun.over("a", INTEGER, "b", INTEGER);
    private final KernelRun longs = KernelRun.over("a", BIGINT, "b", BIGINT);

    @Test
    void integersAreAddedWithTheirNulls() {
        assertThat(integers.row(1, 2).row(null, 2).row(3, null).values("a + b")).containsExactly(3L, null, null);
        assertThat(integers.failures).isEmpty();
    }

    @Test
    void anIntegerThatDoesNotFitIsNullAndNoted() {
        integers.row(Integer.MAX_VALUE, 1).row(1, 1);

        assertThat(integers.values("a + b")).containsExactly(null, 2L);
        assertThat(integers.failures)
                .containsExactly(new KernelRun.Failure(
                        ErrorCode.NUMERIC_OVERFLOW,
                        "a + b",
                        "The result for 2147483647 and 1 does not fit the type INTEGER.",
                        0));
    }

    @Test
    void aFailureInsideAnExpressionIsNotedAtTheSmallestCall() {
        integers.row(1, 0);

        assertThat(integers.values("a / b + 1")).containsExactly((Object) null);
        assertThat(integers.failures).extracting(KernelRun.Failure::expression).containsExactly("a / b");
        assertThat(integers.failures).extracting(KernelRun.Failure::code).containsExactly(ErrorCode.DIVISION_BY_ZERO);
    }

    @Test
    void longsAreCheckedAtTheirEdges() {
        longs.row(Long.MAX_VALUE, 1L)
                .row(Long.MIN_VALUE, -1L)
                .row(Long.MIN_VALUE, 1L)
                .row(3L, 4L);

        assertThat(longs.values("a + b")).containsExactly(null, null, Long.MIN_VALUE + 1, 7L);
        assertThat(longs.values("a - b")).containsExactly(Long.MAX_VALUE - 1, Long.MIN_VALUE + 1, null, -1L);
        assertThat(longs.values("a * b")).containsExactly(Long.MAX_VALUE, null, Long.MIN_VALUE, 12L);
        assertThat(longs.values("a / b")).containsExactly(Long.MAX_VALUE, null, Long.MIN_VALUE, 0L);
        assertThat(longs.values("MOD(a, b)")).containsExactly(0L, 0L, 0L, 3L);
        assertThat(longs.values("-a")).containsExactly(-Long.MAX_VALUE, null, null, -3L);
    }

    @Test
    void decimalsAreExact() {
        KernelRun run = KernelRun.over("a", ColumnType.decimal(10, 2), "b", ColumnType.decimal(30, 5), "c", INTEGER);
        run.row(new BigDecimal("1.25"), new BigDecimal("99999999999999999999.00001"), 3);

        assertThat(run.select(null, "a + b", "a * c", "b - a", "a * a", "a + 1", "a / c"))
                .containsExactly(List.of(
                        new BigDecimal("100000000000000000000.25001"),
                        new BigDecimal("3.75"),
                        new BigDecimal("99999999999999999997.75001"),
                        new BigDecimal("1.5625"),
                        new BigDecimal("2.25"),
                        new BigDecimal("0.4166666666667")));
    }

    @Test
    void mixedTypesMeetInTheWiderOne() {
        KernelRun run = KernelRun.over("i", INTEGER, "d", DOUBLE, "m", ColumnType.decimal(4, 1));
        run.row(2, 0.5, new BigDecimal("1.5"));

        assertThat(run.select(null, "i + d", "i * m", "d + m", "i > m", "d < m", "m = 1.50", "i = 2.0"))
                .containsExactly(List.of(2.5, new BigDecimal("3.0"), 2.0, true, true, true, true));
    }

    @Test
    void aDoubleDividedByZeroFails() {
        KernelRun run = KernelRun.over("a", DOUBLE).row(1.0).row(0.0);

        assertThat(run.values("1 / a")).containsExactly(1.0, null);
    }
}
