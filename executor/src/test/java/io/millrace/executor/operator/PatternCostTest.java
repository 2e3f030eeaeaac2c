package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.PatternConditions;
import io.millrace.executor.plan.PatternKernel;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.plan.PatternRow;
import io.millrace.executor.plan.PatternSkip;
import io.millrace.executor.plan.PatternTerm;
import io.millrace.executor.plan.PatternValue;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one change costs in a partition of 100,000 rows: the searches that it matters to. */
class PatternCostTest {
    private static final int ROWS = 100_000;
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final List<ColumnType> TYPES = List.of(BIGINT, BIGINT);

    private final Batch batch = new Batch(TYPES);
    private long emitted;

    @Test
    void aRowInTheMiddleCostsTheMatchesAroundIt() {
        // A valley every ten rows: the key is twice the place.
        StatefulOperator operator = filled(valleys(), place -> place % 10 < 5 ? 10 - place % 10 : place % 10);
        emitted = 0;
        long before = operator.visited();

        change(operator, ROWS + 1, 100, 1);
        change(operator, ROWS + 1, 100, -1);

        assertThat(emitted).isBetween(2L, 20L);
        assertThat(operator.visited() - before).isLessThan(5_000);
    }

    @Test
    void aRowAtTheEndCostsTheSearchesThatAreOpen() {
        StatefulOperator operator = filled(valleys(), place -> place % 10 < 5 ? 10 - place % 10 : place % 10);
        long before = operator.visited();

        for (int i = 0; i < 100; i++) {
            change(operator, 2L * (ROWS + i), i % 2, 1);
        }

        assertThat(operator.visited() - before).as("100 rows").isLessThan(100 * 500);
    }

    @Test
    void aRowAtTheEndOfALongFallIsLinearInTheFallAlthoughASearchIsOpenAtEachOfItsRows() {
        int fall = 2_000;
        StatefulOperator operator = filled(valleys(), place -> place < ROWS - fall ? place : 2 * ROWS - place);
        long before = operator.visited();

        change(operator, 2L * ROWS, 0, 1);

        assertThat(operator.visited() - before).isLessThan(60L * fall);
    }

    private static PatternTerm valleys() {
        return new PatternTerm.Sequence(List.of(
                new PatternTerm.Variable(0),
                new PatternTerm.Repeated(new PatternTerm.Variable(1), 1, PatternTerm.UNLIMITED, true),
                new PatternTerm.Repeated(new PatternTerm.Variable(2), 1, PatternTerm.UNLIMITED, true)));
    }

    private interface Values {
        long at(int place);
    }

    private StatefulOperator filled(PatternTerm term, Values values) {
        PatternValue.Cell own = new PatternValue.Cell(1, PatternRow.CURRENT, BIGINT);
        PatternValue.Cell last = new PatternValue.Cell(1, PatternRow.CURRENT.shifted(-1), BIGINT);
        ColumnType yes = ColumnType.of(TypeKind.BOOLEAN);
        PatternKernel near = new PatternKernel(
                List.of(own, last),
                PatternOperatorTest.kernel(
                        List.of(PatternOperatorTest.code("v0 < v1", 0), PatternOperatorTest.code("v0 > v1", 0))),
                List.of(yes, yes));
        PatternValue.Cell start = new PatternValue.Cell(0, PatternRow.SHOWN, BIGINT);
        PatternKernel measures =
                new PatternKernel(List.of(start, own), PatternOperatorTest.copying(), List.of(BIGINT, BIGINT));
        PatternNode node = new PatternNode(
                new ExchangeNode(new InputNode("t", List.of(0, 1), TYPES), List.of()),
                List.of(),
                List.of(new SortColumn(0, false, false)),
                new PatternNode.Pattern(
                        term,
                        List.of("strt", "down", "up"),
                        new PatternConditions(
                                near,
                                List.of(
                                        new PatternConditions.Always(),
                                        new PatternConditions.Near(0),
                                        new PatternConditions.Near(1))),
                        false,
                        new PatternSkip(PatternSkip.To.PAST_LAST_ROW, List.of(), new FailureSite("SKIP", null)),
                        PatternNode.ANY_TIME),
                measures,
                null);
        StatefulOperator operator = (StatefulOperator) Operators.create(node, OperatorVerifier.context(0, 1));
        for (int place = 0; place < ROWS; place++) {
            append(2L * place, values.at(place), 1);
        }
        operator.process(0, batch, this::count);
        operator.endTick(0, this::count);
        return operator;
    }

    private void append(long key, long value, long weight) {
        int row = batch.size();
        batch.longs(0).set(row, key);
        batch.longs(1).set(row, value);
        batch.setSize(row + 1);
        batch.setWeight(row, weight);
    }

    private void change(Operator operator, long key, long value, long weight) {
        batch.clear();
        append(key, value, weight);
        operator.process(0, batch, this::count);
        operator.endTick(1, this::count);
    }

    private void count(Batch out) {
        emitted += out.size();
    }
}
