package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.PatternConditions;
import io.millrace.executor.plan.PatternKernel;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.plan.PatternRow;
import io.millrace.executor.plan.PatternSkip;
import io.millrace.executor.plan.PatternTerm;
import io.millrace.executor.plan.PatternValue;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.state.RandomRows;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random patterns over random rows that come and go, against the definition. */
class PatternOperatorTest {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType VARCHAR = ColumnType.of(TypeKind.VARCHAR);

    /** A partition, a time, a number, a text. */
    private static final List<ColumnType> TYPES = List.of(BIGINT, BIGINT, BIGINT, VARCHAR);

    private static final int NUMBER = 2;
    private static final Frontier TIME = Frontier.of("s");
    private static final List<String> VARIABLES = List.of("a", "b", "c");

    /** A condition as the operator has it, and as the oracle has it; the code is over the values v0, v1, ... that are not NULL. */
    private record Tested(PatternConditions.Condition condition, RecomputedPattern.@Nullable Condition oracle) {}

    /** A test of two numbers, in Java. */
    private interface Comparison {
        boolean test(long left, long right);
    }

    private record Form(String java, Comparison comparison) {}

    private static final List<Form> FORMS = List.of(
            new Form("v0 > v1", (left, right) -> left > right),
            new Form("v0 < v1", (left, right) -> left < right),
            new Form("v0 >= v1", (left, right) -> left >= right),
            new Form("v0 != v1", (left, right) -> left != right));

    private final List<PatternValue> nearValues = new ArrayList<>();
    private final List<String> nearTests = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void matchesByNeighboursEqualTheDefinition(long seed) {
        verify(seed, false, PatternSkip.To.PAST_LAST_ROW);
    }

    @ParameterizedTest
    @EnumSource(PatternSkip.To.class)
    void matchesBySoFarEqualTheDefinition(PatternSkip.To skip) {
        for (long seed = 1; seed <= 8; seed++) {
            verify(100 * skip.ordinal() + seed, true, skip);
        }
    }

    @ParameterizedTest
    @EnumSource(PatternSkip.To.class)
    void whatIsForgottenChangesNoMatch(PatternSkip.To skip) {
        for (long seed = 1; seed <= 8; seed++) {
            verify(1000 + 100 * skip.ordinal() + seed, seed % 2 == 0, skip, Closing.Action.RELEASE);
        }
    }

    private void verify(long seed, boolean ofMatch, PatternSkip.To to) {
        verify(seed, ofMatch, to, null);
    }

    @ParameterizedTest
    @EnumSource(PatternSkip.To.class)
    void onlyFinalMatchesAreEmittedAndAllOfThemInTheEnd(PatternSkip.To skip) {
        for (long seed = 1; seed <= 12; seed++) {
            Made made = make(new Random(2000 + 100 * skip.ordinal() + seed), seed % 2 == 0, skip, Closing.Action.EMIT);
            emitsFinalRows(made, seed);
        }
    }

    /** Rows in disorder of up to 4, and a watermark that follows. */
    private static void emitsFinalRows(Made made, long seed) {
        String where = "seed=" + seed + " " + made.node().pattern();
        Random random = new Random(seed);
        Operator operator = Operators.create(made.node(), OperatorVerifier.context(0, 1));
        TimedOperator timed = (TimedOperator) operator;
        RandomRows rows = new RandomRows(random, TYPES);
        Map<List<?>, Long> input = new HashMap<>();
        Map<List<?>, Long> emitted = new HashMap<>();
        Output output = out -> {
            for (int row = 0; row < out.size(); row++) {
                assertThat(out.weight(row)).as(where).isPositive();
                emitted.merge(RandomRows.row(out, row), out.weight(row), Long::sum);
            }
        };
        Batch batch = new Batch(TYPES);
        for (int tick = 0; tick <= 20; tick++) {
            batch.clear();
            for (int i = random.nextInt(5); i > 0 && tick < 20; i--) {
                List<@Nullable Object> row = new ArrayList<>(rows.row());
                row.set(1, (long) tick + random.nextInt(4));
                RandomRows.append(batch, row, 1);
                input.merge(RandomRows.canonical(row), 1L, Long::sum);
            }
            operator.process(0, batch, output);
            operator.endStep(output);
            timed.advance(0, tick == 20 ? Frontier.END : tick + 1L);
            operator.endTick(tick, output);
            Map<List<?>, Long> all = made.oracle().of(List.of(input));
            emitted.forEach((row, weight) -> assertThat(all.getOrDefault(row, 0L))
                    .as("%s: final row %s", where, row)
                    .isGreaterThanOrEqualTo(weight));
        }
        assertThat(emitted).as(where).isEqualTo(made.oracle().of(List.of(input)));
        assertThat(timed.nextTime(0)).as(where).isEqualTo(Long.MAX_VALUE);
    }

    /** A pattern and what it means. */
    private record Made(PatternNode node, RecomputedPattern oracle) {}

    private void verify(long seed, boolean ofMatch, PatternSkip.To to, Closing.@Nullable Action action) {
        Made made = make(new Random(seed), ofMatch, to, action);
        PatternNode node = made.node();
        boolean few = node.partition().isEmpty();
        try {
            OperatorVerifier verifier =
                    OperatorVerifier.of(node, made.oracle()::of).rowsPerTick(some -> some.nextInt(few ? 4 : 12));
            if (action != null) {
                verifier.time(0, 1, TIME).forgetsAll();
            }
            verifier.verify(seed, 12);
        } catch (AssertionError e) {
            throw new AssertionError("seed=" + seed + " order=" + node.order() + " " + node.pattern(), e);
        }
    }

    private Made make(Random random, boolean ofMatch, PatternSkip.To to, Closing.@Nullable Action action) {
        nearValues.clear();
        nearTests.clear();
        List<PatternConditions.Condition> conditions = new ArrayList<>();
        List<RecomputedPattern.@Nullable Condition> oracle = new ArrayList<>();
        for (int variable = 0; variable < VARIABLES.size(); variable++) {
            Tested tested = condition(random, ofMatch);
            conditions.add(tested.condition());
            oracle.add(tested.oracle());
        }
        PatternKernel near = nearTests.isEmpty() ? null : near();
        boolean allRows = random.nextBoolean();
        PatternTerm term = term(random, 3);
        if (random.nextInt(6) == 0) {
            term = new PatternTerm.Sequence(List.of(new PatternTerm.Anchor(true), term));
        }
        if (random.nextInt(6) == 0) {
            term = new PatternTerm.Sequence(List.of(term, new PatternTerm.Anchor(false)));
        }
        List<Integer> partition = random.nextInt(4) == 0 ? List.of() : List.of(0);
        InputNode input = new InputNode("t", List.of(0, 1, 2, 3), TYPES);
        PatternNode node = new PatternNode(
                new ExchangeNode(input, partition),
                partition,
                List.of(new SortColumn(
                        1, random.nextInt(4) == 0 && action == null, random.nextBoolean() && action == null)),
                new PatternNode.Pattern(
                        term,
                        VARIABLES,
                        new PatternConditions(near, conditions),
                        allRows,
                        new PatternSkip(
                                to, random.nextBoolean() ? List.of(1) : List.of(0, 2), new FailureSite("SKIP", null)),
                        random.nextInt(3) == 0 ? random.nextInt(3) : PatternNode.ANY_TIME),
                measures(random),
                action == null ? null : new Closing(1, TIME, action));
        return new Made(node, new RecomputedPattern(node, oracle));
    }

    private PatternTerm term(Random random, int depth) {
        if (depth == 0) {
            return new PatternTerm.Variable(random.nextInt(VARIABLES.size()));
        }
        return switch (random.nextInt(8)) {
            case 0 -> new PatternTerm.Variable(random.nextInt(VARIABLES.size()));
            case 1 -> new PatternTerm.Choice(List.of(term(random, depth - 1), term(random, depth - 1)));
            case 2 -> new PatternTerm.Excluded(term(random, depth - 1));
            case 3, 4 -> {
                int least = random.nextInt(3);
                int most = random.nextInt(3) == 0 ? least + random.nextInt(2) : PatternTerm.UNLIMITED;
                yield new PatternTerm.Repeated(term(random, depth - 1), least, most, random.nextInt(3) > 0);
            }
            default ->
                new PatternTerm.Sequence(
                        List.of(term(random, depth - 1), term(random, depth - 1), term(random, depth - 1))
                                .subList(0, 2 + random.nextInt(2)));
        };
    }

    private Tested condition(Random random, boolean ofMatch) {
        int kind = random.nextInt(ofMatch ? 6 : 4);
        if (kind == 0) {
            return new Tested(new PatternConditions.Always(), null);
        }
        Form form = FORMS.get(random.nextInt(FORMS.size()));
        PatternValue.Cell current = new PatternValue.Cell(NUMBER, PatternRow.CURRENT, BIGINT);
        if (kind < 4) {
            PatternValue other =
                    new PatternValue.Cell(NUMBER, PatternRow.CURRENT.shifted(random.nextInt(4) - 2), BIGINT);
            List<PatternValue> values = List.of(current, other);
            int at = nearValues.size();
            nearValues.addAll(values);
            nearTests.add(code(form.java(), at));
            return new Tested(new PatternConditions.Near(nearTests.size() - 1), oracle(values, form));
        }
        List<PatternValue> values = List.of(current, ofMatch(random));
        KernelSource kernel = kernel(List.of(code(form.java(), 0)));
        return new Tested(
                new PatternConditions.OfMatch(
                        new PatternKernel(values, kernel, List.of(ColumnType.of(TypeKind.BOOLEAN)))),
                oracle(values, form));
    }

    private static RecomputedPattern.Condition oracle(List<PatternValue> values, Form form) {
        return new RecomputedPattern.Condition(values, given -> {
            Object left = given.get(0);
            Object right = given.get(1);
            return left != null && right != null && form.comparison().test((Long) left, (Long) right);
        });
    }

    private static PatternValue ofMatch(Random random) {
        if (random.nextInt(3) == 0) {
            AggregateFunction function = List.of(AggregateFunction.SUM, AggregateFunction.MAX, AggregateFunction.COUNT)
                    .get(random.nextInt(3));
            return new PatternValue.Aggregated(
                    new AggregateCall(function, NUMBER, AggregateCall.NONE, false, BIGINT), variables(random), true);
        }
        return new PatternValue.Cell(NUMBER, row(random, PatternRow.Of.RUNNING), BIGINT);
    }

    private static PatternRow row(Random random, PatternRow.Of of) {
        return new PatternRow(of, variables(random), random.nextBoolean(), random.nextInt(3), random.nextInt(5) - 2);
    }

    private static List<Integer> variables(Random random) {
        return List.of(List.<Integer>of(), List.of(0), List.of(1), List.of(0, 2))
                .get(random.nextInt(4));
    }

    private static PatternKernel measures(Random random) {
        List<PatternValue> values = new ArrayList<>();
        values.add(new PatternValue.Cell(0, PatternRow.SHOWN, BIGINT));
        values.add(new PatternValue.Cell(1, PatternRow.SHOWN, BIGINT));
        for (PatternRow.Of of : List.of(PatternRow.Of.RUNNING, PatternRow.Of.MATCH)) {
            values.add(new PatternValue.Cell(NUMBER, row(random, of), BIGINT));
            values.add(new PatternValue.Cell(3, row(random, of), VARCHAR));
            values.add(new PatternValue.Classifier(
                    new PatternRow(of, List.of(), true, random.nextInt(2), random.nextInt(3) - 1), VARCHAR));
            values.add(new PatternValue.Aggregated(
                    new AggregateCall(AggregateFunction.SUM, NUMBER, AggregateCall.NONE, false, BIGINT),
                    variables(random),
                    of == PatternRow.Of.RUNNING));
        }
        if (random.nextInt(3) == 0) {
            values.add(new PatternValue.MatchNumber(BIGINT));
        }
        List<ColumnType> types = values.stream().map(PatternValue::type).toList();
        return new PatternKernel(values, copying(), types);
    }

    /** Code that shows what it reads. */
    static KernelSource copying() {
        return source(
                "Measures",
                "for (int c = 0; c < in.width(); c++) out.column(c).copyAll(out.size(), in.column(c), in.size());"
                        + " out.setSize(out.size() + in.size());");
    }

    private PatternKernel near() {
        List<ColumnType> types =
                nearTests.stream().map(test -> ColumnType.of(TypeKind.BOOLEAN)).toList();
        return new PatternKernel(nearValues, kernel(nearTests), types);
    }

    /** The test of two columns of a batch. */
    static String code(String java, int at) {
        return "!in.column(" + at + ").isNull(i) && !in.column(" + (at + 1) + ").isNull(i) && "
                + java.replace("v0", "in.longs(" + at + ").get(i)").replace("v1", "in.longs(" + (at + 1) + ").get(i)");
    }

    /** Code with a BOOLEAN column for each test. */
    static KernelSource kernel(List<String> tests) {
        String columns = IntStream.range(0, tests.size())
                .mapToObj(column -> "out.booleans(" + column + ").set(i, " + tests.get(column) + ");")
                .reduce("", String::concat);
        return source("Tests", "for (int i = 0; i < in.size(); i++) {" + columns + "} out.setSize(in.size());");
    }

    private static KernelSource source(String kind, String body) {
        String name = kind + Integer.toHexString(body.hashCode());
        String text = "package io.millrace.generated; import io.millrace.executor.column.*;"
                + " import io.millrace.executor.kernel.*; public final class " + name + " implements Kernel { public "
                + name
                + "(Object[] constants, KernelContext context, FailureSite[] sites) {} public void run(Batch in, Batch out) {"
                + body + "} }";
        return new KernelSource("io.millrace.generated." + name, text, List.of(), List.of());
    }
}
