package io.millrace.executor.operator.pattern;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BooleanVector;
import io.millrace.executor.kernel.Kernel;
import io.millrace.executor.operator.ShardContext;
import io.millrace.executor.operator.aggregate.Failed;
import io.millrace.executor.operator.ordered.Changes;
import io.millrace.executor.plan.PatternConditions;
import io.millrace.executor.plan.PatternKernel;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.state.OrderedRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows may have which variable of a pattern. Cost of a question: a bit of the row where the condition reads rows near it only, else
 * one run of its code on one row. One owner.
 */
final class Conditions {
    /** The condition of a variable that depends on the match so far. */
    private static final class OfMatch {
        private final ValueReader reader;
        private final Kernel kernel;
        private final Batch values;
        private final Batch result;

        OfMatch(PatternKernel code, ValueReader reader, ShardContext context) {
            this.reader = reader;
            this.kernel = context.kernels().instantiate(code.kernel(), context.failures());
            this.values = new Batch(code.inputs());
            this.result = new Batch(code.types());
        }

        boolean test(int depth, int slot, long number, Failed failed) {
            values.clear();
            reader.match(depth + 1, number);
            reader.append(depth, slot, values, failed);
            result.clear();
            kernel.run(values, result);
            BooleanVector answer = result.booleans(0);
            return !answer.isNull(0) && answer.get(0);
        }
    }

    private static final int ALWAYS = -1;
    private static final int OF_MATCH = -2;

    /** By variable: the number of the near condition, or what else. */
    private final int[] near;

    private final @Nullable OfMatch[] ofMatch;
    private final @Nullable NearConditions nearConditions;
    private final Failed failed;
    private long number;
    private long evaluations;

    /**
     * The conditions of a pattern.
     *
     * @param node the pattern
     * @param path the match so far
     * @param rows the rows
     * @param word the word of a row for what is true of it
     * @param context the shard
     * @param failed told of aggregates that have no value
     */
    Conditions(PatternNode node, Path path, OrderedRows rows, int word, ShardContext context, Failed failed) {
        PatternConditions conditions = node.pattern().conditions();
        List<String> names = node.pattern().variables();
        this.failed = failed;
        this.near = new int[names.size()];
        this.ofMatch = new @Nullable OfMatch[names.size()];
        for (int variable = 0; variable < near.length; variable++) {
            PatternConditions.Condition condition = conditions.variables().get(variable);
            near[variable] = condition instanceof PatternConditions.Near known ? known.column() : ALWAYS;
            if (condition instanceof PatternConditions.OfMatch match) {
                near[variable] = OF_MATCH;
                ofMatch[variable] = new OfMatch(
                        match.kernel(), new ValueReader(match.kernel(), node.input(), names, path, rows), context);
            }
        }
        PatternKernel code = conditions.near();
        this.nearConditions = code == null ? null : new NearConditions(code, rows, word, context);
    }

    /** Takes note of what changed in a partition. */
    void refresh(Changes changes) {
        if (nearConditions != null) {
            nearConditions.refresh(changes);
        }
    }

    /** A search for the match with such a number begins. */
    void start(long matchNumber) {
        number = matchNumber;
    }

    /** Whether none depends on the match so far. */
    boolean areNear() {
        for (int condition : near) {
            if (condition == OF_MATCH) {
                return false;
            }
        }
        return true;
    }

    /** Whether the row at a depth, which the path has taken for a variable, may have it. */
    boolean test(int variable, int depth, int slot) {
        int condition = near[variable];
        if (condition == ALWAYS) {
            return true;
        }
        if (condition >= 0) {
            return nearConditions != null && nearConditions.isTrue(condition, slot);
        }
        evaluations++;
        OfMatch code = ofMatch[variable];
        return code != null && code.test(depth, slot, number, failed);
    }

    /** Gives back the rows that aggregates hold. */
    void reset() {
        for (OfMatch code : ofMatch) {
            if (code != null) {
                code.reader.reset();
            }
        }
    }

    /** How many times code has run for a row. */
    long visited() {
        return evaluations + (nearConditions == null ? 0 : nearConditions.visited());
    }

    long bytes() {
        long sum = nearConditions == null ? 0 : nearConditions.bytes();
        for (OfMatch code : ofMatch) {
            sum += code == null ? 0 : code.values.bytes() + code.reader.bytes();
        }
        return sum;
    }
}
