package io.millrace.planner.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls each function of the registry through a kernel. */
@Tag("long")
class FunctionsTest {
    private static final Set<SqlKind> NEVER_CALLED = EnumSet.of(SqlKind.DOT, SqlKind.NEXT_VALUE, SqlKind.CURRENT_VALUE);
    private static final Map<String, RexNode> PARSED = new HashMap<>();
    private final KernelRun run = KernelRun.over(
                    "s", ColumnType.of(TypeKind.VARCHAR),
                    "u", ColumnType.of(TypeKind.VARCHAR),
                    "n", ColumnType.of(TypeKind.VARCHAR),
                    "i", ColumnType.of(TypeKind.INTEGER),
                    "ni", ColumnType.of(TypeKind.INTEGER),
                    "x", ColumnType.of(TypeKind.DOUBLE),
                    "m", ColumnType.decimal(10, 2),
                    "d", ColumnType.of(TypeKind.DATE),
                    "ts", ColumnType.of(TypeKind.TIMESTAMP),
                    "t", ColumnType.of(TypeKind.BOOLEAN),
                    "j", ColumnType.of(TypeKind.VARCHAR))
            .row(
                    "hello world",
                    "Grüße",
                    null,
                    3,
                    null,
                    0.5,
                    new BigDecimal("12.35"),
                    LocalDate.parse("2024-02-29").toEpochDay(),
                    LocalDateTime.parse("2024-02-29T13:45:30.250")
                            .toInstant(ZoneOffset.UTC)
                            .toEpochMilli(),
                    true,
                    "{\"a\": 1, \"b\": [1, 2]}");

    static Stream<FunctionExample> examples() {
        return FunctionExample.ALL.stream();
    }

    static Stream<SqlOperator> refused() {
        return FunctionPage.scalars().stream()
                .filter(operator -> Functions.rule(operator).way() == FunctionRule.Way.REFUSED)
                // Never part of an expression that was validated.
                .filter(operator -> !NEVER_CALLED.contains(operator.getKind()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void aFunctionHasItsAnswer(FunctionExample example) {
        Object value = run.select(null, List.of(parsed(example))).get(0).get(0);

        assertThat(value == null ? "NULL" : value.toString()).as(example.sql()).isEqualTo(example.answer());
        assertThat(run.failures).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void anExampleCallsItsFunction(FunctionExample example) {
        Set<String> called = new HashSet<>();
        parsed(example).accept(new RexVisitorImpl<@Nullable Void>(true) {
            @Override
            public @Nullable Void visitCall(RexCall call) {
                called.add(call.getOperator().getName().toUpperCase(Locale.ROOT));
                return super.visitCall(call);
            }
        });

        // What is rewritten is not a call of it any more.
        assertThat(example.rewritten() || called.contains(example.name()))
                .as(example + " calls " + called)
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatIsNotSupportedIsRefusedByName(SqlOperator operator) {
        RexBuilder builder = new RexBuilder(Expressions.TYPES);
        int operands = Math.max(operator.getOperandCountRange().getMin(), 0);
        RexNode call = builder.makeCall(
                Expressions.TYPES.createSqlType(SqlTypeName.INTEGER),
                operator,
                Collections.nCopies(operands, builder.makeLiteral(true)));

        assertThatThrownBy(() -> run.source(null, List.of(call)))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED))
                .hasMessageContaining("The function " + operator.getName() + " is not supported: ");
    }

    @Test
    void ageNeedsTwoTimes() {
        assertThatThrownBy(() -> run.source(null, "AGE(ts)")).hasMessageContaining("can show the time");
    }

    private RexNode parsed(FunctionExample example) {
        return PARSED.computeIfAbsent(example.sql(), run::parse);
    }
}
