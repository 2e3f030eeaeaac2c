package io.millrace.executor.operator;

import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.plan.PatternRow;
import io.millrace.executor.plan.PatternSkip;
import io.millrace.executor.plan.PatternTerm;
import io.millrace.executor.plan.PatternValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link PatternNode} means, by the definition of row pattern recognition in SQL:2016: at each row where a search begins all sequences of
 * variables are tried in the order in which the pattern prefers them, and the first one whose conditions hold is the match. Measures show the
 * values that they read. The oracle.
 */
final class RecomputedPattern {
    /** The condition of a variable: values of the match, and what is asked of them. */
    record Condition(List<PatternValue> values, Predicate<List<@Nullable Object>> test) {}

    /** What comes behind a part of a pattern: whether it can be matched too. */
    private interface Rest {
        boolean matches();
    }

    private final PatternNode node;
    private final List<@Nullable Condition> conditions;

    /** The rows of a partition, and the search at hand: the variable of each row from {@link #start} on, and whether it is left out. */
    private List<List<?>> rows = List.of();

    private int start;
    private final List<Integer> taken = new ArrayList<>();
    private final List<Boolean> excluded = new ArrayList<>();
    private int exclusions;
    private long number;

    RecomputedPattern(PatternNode node, List<@Nullable Condition> conditions) {
        this.node = node;
        this.conditions = conditions;
    }

    Map<List<?>, Long> of(List<Map<List<?>, Long>> inputs) {
        Map<List<?>, Long> output = new HashMap<>();
        for (List<List<?>> partition : OrderedRelation.partitions(inputs.get(0), node.partition(), node.order())) {
            rows = partition;
            number = 0;
            start = 0;
            while (start < rows.size()) {
                taken.clear();
                excluded.clear();
                exclusions = 0;
                number++;
                boolean found = matches(node.pattern().term(), () -> true);
                if (found) {
                    show(output);
                } else {
                    number--;
                    taken.clear();
                }
                start += next();
            }
        }
        return output;
    }

    private int next() {
        int length = taken.size();
        if (length == 0) {
            return 1;
        }
        PatternSkip skip = node.pattern().skip();
        int first = -1;
        int last = -1;
        for (int row = 0; row < length; row++) {
            if (skip.variables().contains(taken.get(row))) {
                first = first < 0 ? row : first;
                last = row;
            }
        }
        return switch (skip.to()) {
            case PAST_LAST_ROW -> length;
            case NEXT_ROW -> 1;
            case FIRST -> Math.max(1, first);
            case LAST -> Math.max(1, last);
        };
    }

    private void show(Map<List<?>, Long> output) {
        int length = taken.size();
        if (!node.pattern().allRows() || length == 0) {
            output.merge(values(node.measures().values(), length - 1, start), 1L, Long::sum);
            return;
        }
        for (int row = 0; row < length; row++) {
            if (!excluded.get(row)) {
                output.merge(values(node.measures().values(), row, start + row), 1L, Long::sum);
            }
        }
    }

    private boolean matches(PatternTerm term, Rest rest) {
        if (term instanceof PatternTerm.Variable variable) {
            return takes(variable.variable(), rest);
        }
        if (term instanceof PatternTerm.Sequence sequence) {
            return matches(sequence.parts(), 0, rest);
        }
        if (term instanceof PatternTerm.Choice choice) {
            return choice.branches().stream().anyMatch(branch -> matches(branch, rest));
        }
        if (term instanceof PatternTerm.Repeated repeated) {
            return repeats(repeated, 0, rest);
        }
        if (term instanceof PatternTerm.Excluded part) {
            exclusions++;
            boolean found = matches(part.term(), () -> {
                exclusions--;
                boolean behind = rest.matches();
                exclusions++;
                return behind;
            });
            exclusions--;
            return found;
        }
        int place = start + taken.size();
        boolean there = ((PatternTerm.Anchor) term).start() ? place == 0 : place == rows.size();
        return there && rest.matches();
    }

    private boolean matches(List<PatternTerm> parts, int from, Rest rest) {
        return from == parts.size() ? rest.matches() : matches(parts.get(from), () -> matches(parts, from + 1, rest));
    }

    private boolean repeats(PatternTerm.Repeated repeated, int rounds, Rest rest) {
        boolean more = repeated.most() == PatternTerm.UNLIMITED || rounds < repeated.most();
        int before = taken.size();
        boolean needed = rounds < repeated.least();
        Rest again = () -> (needed || taken.size() > before) && repeats(repeated, rounds + 1, rest);
        if (needed) {
            return matches(repeated.term(), again);
        }
        return repeated.greedy()
                ? more && matches(repeated.term(), again) || rest.matches()
                : rest.matches() || more && matches(repeated.term(), again);
    }

    private boolean takes(int variable, Rest rest) {
        int place = start + taken.size();
        if (place >= rows.size() || !isInTime(place)) {
            return false;
        }
        taken.add(variable);
        excluded.add(exclusions > 0);
        Condition condition = conditions.get(variable);
        boolean fits = condition == null || condition.test().test(values(condition.values(), taken.size() - 1, place));
        if (fits && rest.matches()) {
            return true;
        }
        taken.remove(taken.size() - 1);
        excluded.remove(excluded.size() - 1);
        return false;
    }

    private boolean isInTime(int place) {
        long within = node.pattern().withinMillis();
        if (within < 0) {
            return true;
        }
        int column = node.order().get(0).column();
        Object from = rows.get(start).get(column);
        Object to = rows.get(place).get(column);
        return from == null || to == null ? from == to : Math.abs((Long) to - (Long) from) <= within;
    }

    private List<@Nullable Object> values(List<PatternValue> wanted, int running, int shown) {
        List<@Nullable Object> values = new ArrayList<>();
        for (PatternValue value : wanted) {
            values.add(value(value, running, shown));
        }
        return values;
    }

    private @Nullable Object value(PatternValue value, int running, int shown) {
        if (value instanceof PatternValue.MatchNumber) {
            return number;
        }
        if (value instanceof PatternValue.Aggregated aggregated) {
            return aggregate(aggregated, aggregated.running() ? running : taken.size() - 1);
        }
        if (value instanceof PatternValue.Classifier classifier) {
            int end = classifier.row().of() == PatternRow.Of.MATCH ? taken.size() - 1 : running;
            int depth = depth(classifier.row(), end);
            int there = depth + classifier.row().shift();
            return depth < 0 || there < 0 || there > end
                    ? null
                    : node.pattern().variables().get(taken.get(there));
        }
        PatternValue.Cell cell = (PatternValue.Cell) value;
        if (cell.row().of() == PatternRow.Of.SHOWN) {
            return rows.get(shown).get(cell.column());
        }
        int depth = depth(cell.row(), cell.row().of() == PatternRow.Of.MATCH ? taken.size() - 1 : running);
        int place = start + depth + cell.row().shift();
        return depth < 0 || place < 0 || place >= rows.size()
                ? null
                : rows.get(place).get(cell.column());
    }

    private int depth(PatternRow row, int end) {
        List<Integer> depths = depths(row.variables(), end);
        int index = row.last() ? depths.size() - 1 - row.offset() : row.offset();
        return index < 0 || index >= depths.size() ? -1 : depths.get(index);
    }

    private List<Integer> depths(List<Integer> variables, int end) {
        List<Integer> depths = new ArrayList<>();
        for (int depth = 0; depth <= end; depth++) {
            if (variables.isEmpty() || variables.contains(taken.get(depth))) {
                depths.add(depth);
            }
        }
        return depths;
    }

    private @Nullable Object aggregate(PatternValue.Aggregated value, int end) {
        Map<List<?>, Long> relation = new HashMap<>();
        depths(value.variables(), end).forEach(depth -> relation.merge(rows.get(start + depth), 1L, Long::sum));
        AggregateNode all = new AggregateNode(
                node.input(),
                List.of(),
                List.of(value.call()),
                false,
                List.of(value.call().type()));
        return new RecomputedAggregate(all)
                .of(List.of(relation))
                .keySet()
                .iterator()
                .next()
                .get(0);
    }
}
