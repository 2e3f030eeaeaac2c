package io.millrace.planner.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConstantFolderTest {
    private final KernelRun run =
            KernelRun.over("a", ColumnType.of(TypeKind.BIGINT)).row(41L);
    private final RexBuilder builder = new RexBuilder(Expressions.TYPES);
    private final ConstantFolder folder = new ConstantFolder(KernelRun.COMPILER);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 + 2",
                "UPPER('grün') || '世'",
                "CAST('12.50' AS DECIMAL(10, 2)) * 3",
                "CAST('123456789012345678901234567890.125' AS DECIMAL(38, 3)) + 1",
                "TIMESTAMP '2024-02-29 13:45:30.123' + INTERVAL '1' SECOND",
                "DATE '2024-02-29' + INTERVAL '1' YEAR",
                "CAST('13:45:30.123' AS TIME)",
                "INTERVAL '1' DAY * 3",
                "SQRT(2e0)",
                "0.1e0 + 0.2e0",
                "CAST('x' AS VARBINARY)",
                "1 > 2 OR NULL",
                "NULLIF(1, 1)",
                "CASE WHEN 1 = 1 THEN 'a' ELSE 'bc' END"
            })
    void aConstantIsALiteralWithTheValueAndTypeOfTheExpression(String sql) {
        RexNode node = run.parse(sql);

        RexNode folded = folder.fold(node, builder);

        assertThat(RexUtil.isLiteral(folded, true)).as(folded.toString()).isTrue();
        assertThat(folded.getType()).isEqualTo(node.getType());
        assertThat(run.select(null, List.of(folded))).isEqualTo(run.select(null, List.of(node)));
    }

    @Test
    void onlyTheConstantPartIsFolded() {
        assertThat(folder.fold(run.parse("a + (2 - 1)"), builder)).hasToString("+($0, 1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 / 0", "CAST('x' AS INTEGER)", "2147483647 + 1"})
    void aCallThatFailsStays(String sql) {
        RexNode node = run.parse(sql);

        assertThat(folder.fold(node, builder)).isEqualTo(node);
    }

    @Test
    void aFailureKeepsOnlyItsOwnCallsFromBeingFolded() {
        assertThat(folder.fold(run.parse("(1 + 2) / (1 - 1)"), builder)).hasToString("/(3, 0)");
    }
}
