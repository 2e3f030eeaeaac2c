package io.millrace.planner.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.parse.DeepStack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.TimestampString;
import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.SimpleCompiler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelGeneratorTest {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType VARCHAR = ColumnType.of(TypeKind.VARCHAR);
    private static final ColumnType TIMESTAMP = ColumnType.of(TypeKind.TIMESTAMP);

    /** HotSpot does not compile larger methods. */
    private static final int HUGE_METHOD = 8_000;

    private final KernelRun run = KernelRun.over("a", BIGINT, "s", VARCHAR);

    @Test
    void rowsThatDoNotMeetTheConditionAreLeftOut() {
        run.row(1L, "x").row(null, "y").row(3L, null).row(4L, "z");

        assertThat(run.select("a > 2 AND s IS NOT NULL OR a IS NULL", "s", "a"))
                .containsExactly(Arrays.asList("y", null), List.of("z", 4L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FALSE", "CAST(NULL AS BOOLEAN)", "1 = 2 AND a > 0", "a IS NULL AND FALSE"})
    void noRowMeetsAConditionThatIsNeverTrue(String condition) {
        assertThat(run.row(1L, "x").select(condition, "a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRUE", "1 = 1", "a > 0 OR TRUE", "NOT (a IS NULL)"})
    void everyRowMeetsAConditionThatIsAlwaysTrue(String condition) {
        assertThat(run.row(1L, "x").select(condition, "a")).hasSize(1);
    }

    @Test
    void aLargeKernelAssignsWindowsToo() {
        KernelRun windows = KernelRun.over("t", TIMESTAMP, "a", BIGINT).windows(WindowAssignment.hop(0, 10, 5, 0));
        windows.row(7L, 1L);
        RexBuilder builder = new RexBuilder(Expressions.TYPES);
        List<RexNode> nodes = new ArrayList<>();
        List<Object> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            nodes.add(windowField(builder, 2 + i % 2));
            expected.add(i % 2 == 0 ? 5L : 15L);
        }

        List<List<Object>> rows =
                windows.select(builder.makeCall(SqlStdOperatorTable.IS_NOT_NULL, windowField(builder, 3)), nodes);

        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).isEqualTo(expected);
    }

    @Test
    void weightsGoWithTheirRows() {
        run.row(1L, "x").row(2L, "y").row(3L, "z");
        Batch in = run.batch();
        in.setWeight(1, -5);
        Batch out = new Batch(List.of(BIGINT));

        KernelRun.COMPILER.instantiate(run.source("a <> 1", "a"), run).run(in, out);

        assertThat(out.size()).isEqualTo(2);
        assertThat(List.of(out.weight(0), out.weight(1))).containsExactly(-5L, 1L);
    }

    @Test
    void outputIsAppendedToWhatIsThere() {
        run.row(1L, "x").row(null, null);
        Batch out = new Batch(List.of(BIGINT, VARCHAR));
        var kernel = KernelRun.COMPILER.instantiate(run.source(null, "a", "s"), run);

        kernel.run(run.batch(), out);
        kernel.run(run.batch(), out);

        assertThat(out.size()).isEqualTo(4);
        assertThat(KernelRun.read(out, 1, 2)).isEqualTo("x");
        assertThat(KernelRun.read(out, 0, 3)).isNull();
        assertThat(out.weights()).isNull();
    }

    @Test
    void queriesThatDifferInLiteralsShareAClass() {
        KernelSource one = run.source("a > 5 AND s = 'x'", "a + 1", "UPPER(s)");
        KernelSource other = run.source("a > 77 AND s = 'yy'", "a + 3", "UPPER(s)");

        assertThat(other.source()).isEqualTo(one.source());
        assertThat(other.className()).isEqualTo(one.className());
        assertThat(other.constants()).isNotEqualTo(one.constants());
        assertThat(run.source("a >= 5 AND s = 'x'", "a + 1", "UPPER(s)").className())
                .isNotEqualTo(one.className());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"; System.exit(1); //",
                "*/ } static { System.exit(1); } /*",
                "\\u0022; System.exit(1); //",
                "\\u000a System.exit(1);",
                "\n\r\t\0%s%n${x}"
            })
    void whatAUserWritesIsNeverPartOfTheSource(String hostile) {
        KernelRun hostileRun = KernelRun.over(hostile, VARCHAR, "b", VARCHAR).row("v", hostile);
        RexBuilder builder = new RexBuilder(Expressions.TYPES);
        RexNode column = builder.makeInputRef(ColumnTypes.toRelDataType(VARCHAR, Expressions.TYPES), 1);
        RexNode same = builder.makeCall(SqlStdOperatorTable.EQUALS, column, builder.makeLiteral(hostile));
        RexNode bad =
                builder.makeCast(Expressions.TYPES.createSqlType(SqlTypeName.INTEGER), builder.makeLiteral(hostile));

        KernelSource source = hostileRun.source(same, List.of(same, column, bad));

        assertThat(source.source()).doesNotContain("exit", "\\u", "*/ }", "%s%n");
        assertThat(hostileRun.select(same, List.of(same, column))).containsExactly(List.of(true, hostile));
    }

    @Test
    void aCommonExpressionIsComputedOncePerRow() {
        String source = run.source("a * 3 > 5", "a * 3", "a * 3 + 1").source();

        // Two constants in one product: the same literal is the same expression.
        assertThat(source.split("multiplyHigh", -1)).hasSize(2);
    }

    @Test
    void tumblingWindowsGiveEachRowItsWindow() {
        KernelRun windows = KernelRun.over("t", TIMESTAMP, "a", BIGINT).windows(WindowAssignment.tumble(0, 10, 3));
        windows.row(0L, 1L).row(3L, 2L).row(12L, 3L).row(-8L, 4L).row(null, 5L);

        assertThat(windowed(windows, null))
                .containsExactly(
                        List.of(-7L, 3L, 1L), List.of(3L, 13L, 2L), List.of(3L, 13L, 3L), List.of(-17L, -7L, 4L));
    }

    @Test
    void hoppingWindowsGiveARowOncePerWindow() {
        KernelRun windows = KernelRun.over("t", TIMESTAMP, "a", BIGINT).windows(WindowAssignment.hop(0, 10, 4, 0));
        windows.row(9L, 1L).row(1L, 2L);

        assertThat(windowed(windows, null))
                .containsExactly(
                        List.of(8L, 18L, 1L),
                        List.of(4L, 14L, 1L),
                        List.of(0L, 10L, 1L),
                        List.of(0L, 10L, 2L),
                        List.of(-4L, 6L, 2L),
                        List.of(-8L, 2L, 2L));
    }

    @Test
    void windowsWithGapsLeaveRowsOut() {
        KernelRun windows = KernelRun.over("t", TIMESTAMP, "a", BIGINT).windows(WindowAssignment.hop(0, 3, 10, 0));
        windows.row(2L, 1L).row(3L, 2L).row(10L, 3L);

        assertThat(windowed(windows, null)).containsExactly(List.of(0L, 3L, 1L), List.of(10L, 13L, 3L));
    }

    @Test
    void conditionsOnWindowsKeepSomeOfThem() {
        KernelRun windows = KernelRun.over("t", TIMESTAMP, "a", BIGINT).windows(WindowAssignment.hop(0, 10, 4, 0));
        windows.row(9L, 1L).row(1L, 2L);
        RexBuilder builder = new RexBuilder(Expressions.TYPES);
        RexNode start = windowField(builder, 2);
        RexNode condition = builder.makeCall(
                SqlStdOperatorTable.EQUALS,
                start,
                builder.makeTimestampLiteral(TimestampString.fromMillisSinceEpoch(0), 3));

        assertThat(windowed(windows, condition)).containsExactly(List.of(0L, 10L, 1L), List.of(0L, 10L, 2L));
    }

    private static List<List<Object>> windowed(KernelRun windows, @Nullable RexNode condition) {
        RexBuilder builder = new RexBuilder(Expressions.TYPES);
        return windows.select(condition, List.of(windowField(builder, 2), windowField(builder, 3), windows.parse("a")));
    }

    private static RexNode windowField(RexBuilder builder, int index) {
        return builder.makeInputRef(ColumnTypes.toRelDataType(TIMESTAMP.notNull(), Expressions.TYPES), index);
    }

    @Test
    void thousandsOfTermsAreCutIntoMethodsThatHotSpotCompiles() throws Exception {
        run.row(4_999L, "x").row(-1L, "x").row(null, "x");
        String terms =
                IntStream.range(0, 300).mapToObj(i -> "a + " + i + " = 5298").collect(Collectors.joining(" OR "));
        String sum = IntStream.range(0, 200).mapToObj(i -> "a * " + i).collect(Collectors.joining(" + "));
        RexBuilder builder = new RexBuilder(Expressions.TYPES);
        List<RexNode> many = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            many.add(run.parse("a > 1"));
        }
        RexNode condition = builder.makeCall(
                SqlStdOperatorTable.OR,
                List.of(
                        run.parse(terms),
                        builder.makeCall(
                                SqlStdOperatorTable.OR,
                                IntStream.range(0, 3_000)
                                        .mapToObj(i -> run(builder, i))
                                        .toList())));
        List<RexNode> projections = List.of(run.parse(sum), run.parse("s"), condition);

        assertThat(run.select(condition, projections)).containsExactly(List.of(4_999L * 199 * 100, "x", true));
        assertThat(largestMethod(run.source(condition, projections))).isLessThan(HUGE_METHOD);
    }

    private RexNode run(RexBuilder builder, int i) {
        RexNode a = run.parse("a");
        return builder.makeCall(SqlStdOperatorTable.EQUALS, a, builder.makeLiteral(10_000L + i, a.getType(), false));
    }

    @Test
    void wideRowsAreCutIntoMethodsThatHotSpotCompiles() throws Exception {
        List<Object> columns = new ArrayList<>();
        List<Object> row = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            columns.addAll(List.of("c" + i, i % 3 == 0 ? VARCHAR : BIGINT));
            row.add(i % 3 == 0 ? "t" + i : (Object) (long) i);
        }
        KernelRun wide = KernelRun.over(columns.toArray()).row(row.toArray());
        RexBuilder builder = new RexBuilder(Expressions.TYPES);
        List<RexNode> nodes = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            nodes.add(builder.makeInputRef(
                    ColumnTypes.toRelDataType(i % 3 == 0 ? VARCHAR : BIGINT, Expressions.TYPES), i));
        }

        assertThat(wide.select(null, nodes)).containsExactly(row);
        assertThat(largestMethod(wide.source(null, nodes))).isLessThan(HUGE_METHOD);
    }

    @Test
    void nestingThatNoMethodCanHoldIsTooComplex() {
        RexBuilder builder = new RexBuilder(Expressions.TYPES);
        RexNode node = run.parse("a");
        for (int i = 0; i < 20_000; i++) {
            node = builder.makeCall(
                    node.getType(),
                    SqlStdOperatorTable.PLUS,
                    List.of(node, builder.makeLiteral(1L, node.getType(), false)));
        }
        RexNode nested = node;

        assertThatThrownBy(() -> DeepStack.call(() -> run.source(null, List.of(nested))))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATEMENT_TOO_COMPLEX));
    }

    @Test
    void aTextThatDoesNotFitItsColumnFailsAndIsNotCut() {
        KernelRun texts = KernelRun.over("s", VARCHAR).row("abc").row("ab  ").row("abcd");
        KernelSource source = KernelGenerator.generate(new KernelRequest(
                List.of(VARCHAR),
                List.of("s"),
                null,
                null,
                List.of(texts.parse("s")),
                List.of(new ColumnType(TypeKind.VARCHAR, 3, 0, true))));
        Batch out = new Batch(List.of(new ColumnType(TypeKind.VARCHAR, 3, 0, true)));

        KernelRun.COMPILER.instantiate(source, texts).run(texts.batch(), out);

        assertThat(KernelRun.read(out, 0, 0)).isEqualTo("abc");
        assertThat(KernelRun.read(out, 0, 1)).isEqualTo("ab ");
        assertThat(KernelRun.read(out, 0, 2)).isNull();
        assertThat(texts.failures).extracting(KernelRun.Failure::code).containsExactly(ErrorCode.STRING_TOO_LONG);
    }

    /** Bytes of code of the largest method of a kernel's class. */
    private static int largestMethod(KernelSource source) throws CompileException {
        SimpleCompiler compiler = new SimpleCompiler();
        compiler.setParentClassLoader(KernelGeneratorTest.class.getClassLoader());
        compiler.cook(source.source());
        return compiler.getBytecodes().values().stream()
                .mapToInt(CodeSizes::largest)
                .max()
                .orElseThrow();
    }
}
