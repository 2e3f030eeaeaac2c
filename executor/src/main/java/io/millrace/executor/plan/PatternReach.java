package io.millrace.executor.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which rows around a match matter to it: what follows from the description of a pattern for the state that it needs.
 *
 * @param before how many rows before the one at which a search begins; where only their number matters, one is enough
 * @param behind how many rows behind the last one that a search takes
 * @param end whether it matters where the partition ends
 * @param numbered whether anything tells the number of a match
 */
public record PatternReach(int before, int behind, boolean end, boolean numbered) {
    /** That of a pattern. */
    public static PatternReach of(PatternNode node) {
        boolean numbered = values(node).stream().anyMatch(PatternValue.MatchNumber.class::isInstance);
        PatternTerm term = node.pattern().term();
        int least = numbered || hasAnchor(term, true) ? 1 : 0;
        return new PatternReach(Math.max(least, before(node)), behind(node), hasAnchor(term, false), numbered);
    }

    private static boolean hasAnchor(PatternTerm term, boolean start) {
        if (term instanceof PatternTerm.Anchor anchor) {
            return anchor.start() == start;
        }
        if (term instanceof PatternTerm.Sequence sequence) {
            return sequence.parts().stream().anyMatch(part -> hasAnchor(part, start));
        }
        if (term instanceof PatternTerm.Choice choice) {
            return choice.branches().stream().anyMatch(branch -> hasAnchor(branch, start));
        }
        if (term instanceof PatternTerm.Repeated repeated) {
            return hasAnchor(repeated.term(), start);
        }
        return term instanceof PatternTerm.Excluded part && hasAnchor(part.term(), start);
    }

    /** How many rows before the first one of a match are read at most: a variable that others come before does not look as far. */
    private static int before(PatternNode node) {
        int[] depths = new int[node.pattern().variables().size()];
        Arrays.fill(depths, Integer.MAX_VALUE);
        depths(node.pattern().term(), 0, depths);
        PatternConditions conditions = node.pattern().conditions();
        int before = 0;
        int near = Integer.MAX_VALUE;
        for (int variable = 0; variable < depths.length; variable++) {
            PatternConditions.Condition condition = conditions.variables().get(variable);
            if (condition instanceof PatternConditions.Near) {
                near = Math.min(near, depths[variable]);
            } else if (condition instanceof PatternConditions.OfMatch match) {
                before = Math.max(before, before(match.kernel().values(), depths[variable], depths));
            }
        }
        PatternKernel code = conditions.near();
        before = code == null ? before : Math.max(before, before(code.values(), near, depths));
        return Math.max(before, before(node.measures().values(), 0, depths));
    }

    /** The same for values that are asked for when the row at hand has at least {@code current} before it. */
    private static int before(List<PatternValue> values, int current, int[] depths) {
        int before = 0;
        for (PatternValue value : values) {
            if (value instanceof PatternValue.Cell cell) {
                before = (int) Math.max(before, -(long) cell.row().shift() - depth(cell.row(), current, depths));
            }
        }
        return before;
    }

    /** How many rows of the match are before one at least. */
    private static int depth(PatternRow row, int current, int[] depths) {
        if (row.isNearCurrent()) {
            return current;
        }
        if (row.variables().isEmpty()) {
            return row.last() ? 0 : row.offset();
        }
        int least = Integer.MAX_VALUE;
        for (int variable : row.variables()) {
            least = Math.min(least, depths[variable]);
        }
        return least;
    }

    /** Finds out how many rows are before those of each variable at least; returns how many rows a term has at least. */
    private static int depths(PatternTerm term, int from, int[] depths) {
        if (term instanceof PatternTerm.Variable variable) {
            depths[variable.variable()] = Math.min(depths[variable.variable()], from);
            return 1;
        }
        if (term instanceof PatternTerm.Sequence sequence) {
            int length = 0;
            for (PatternTerm part : sequence.parts()) {
                length += depths(part, from + length, depths);
            }
            return length;
        }
        if (term instanceof PatternTerm.Choice choice) {
            return choice.branches().stream()
                    .mapToInt(branch -> depths(branch, from, depths))
                    .min()
                    .orElse(0);
        }
        if (term instanceof PatternTerm.Repeated repeated) {
            return repeated.least() * depths(repeated.term(), from, depths);
        }
        return term instanceof PatternTerm.Excluded part ? depths(part.term(), from, depths) : 0;
    }

    /** How many rows behind the last row of a match are read at most. */
    private static int behind(PatternNode node) {
        int behind = 0;
        for (PatternValue value : values(node)) {
            if (value instanceof PatternValue.Cell cell) {
                behind = Math.max(behind, cell.row().shift());
            }
        }
        return behind;
    }

    private static List<PatternValue> values(PatternNode node) {
        List<PatternValue> values = new ArrayList<>(node.measures().values());
        values.addAll(node.pattern().conditions().values());
        return values;
    }
}
