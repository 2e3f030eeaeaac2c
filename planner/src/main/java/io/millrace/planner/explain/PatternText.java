package io.millrace.planner.explain;

import io.millrace.executor.plan.PatternConditions;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.plan.PatternTerm;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Row patterns as text. */
final class PatternText {
    private final List<String> variables;

    private PatternText(List<String> variables) {
        this.variables = variables;
    }

    /** What is looked for, and how: which conditions are computed once a row, and which anew for each match. */
    static String of(PatternNode.Pattern pattern) {
        StringBuilder text = new StringBuilder("(")
                .append(new PatternText(pattern.variables()).of(pattern.term()))
                .append(')');
        if (pattern.withinMillis() >= 0) {
            text.append(" within ").append(pattern.withinMillis()).append(" ms");
        }
        text.append(pattern.allRows() ? ", all rows" : ", one row").append(", skip to ");
        text.append(pattern.skip().to().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        List<String> ofMatch = new java.util.ArrayList<>();
        for (int variable = 0; variable < pattern.variables().size(); variable++) {
            if (pattern.conditions().variables().get(variable) instanceof PatternConditions.OfMatch) {
                ofMatch.add(pattern.variables().get(variable));
            }
        }
        if (!ofMatch.isEmpty()) {
            text.append(", by the match so far ").append(ofMatch);
        }
        return text.toString();
    }

    private String of(PatternTerm term) {
        if (term instanceof PatternTerm.Variable variable) {
            return variables.get(variable.variable());
        }
        if (term instanceof PatternTerm.Sequence sequence) {
            return sequence.parts().stream().map(this::of).collect(Collectors.joining(" "));
        }
        if (term instanceof PatternTerm.Choice choice) {
            return choice.branches().stream().map(this::of).collect(Collectors.joining(" | ", "(", ")"));
        }
        if (term instanceof PatternTerm.Repeated repeated) {
            PatternTerm inner = repeated.term();
            String text = inner instanceof PatternTerm.Variable ? of(inner) : "(" + of(inner) + ")";
            return text + quantifier(repeated) + (repeated.greedy() ? "" : "?");
        }
        if (term instanceof PatternTerm.Excluded excluded) {
            return "{- " + of(excluded.term()) + " -}";
        }
        return ((PatternTerm.Anchor) term).start() ? "^" : "$";
    }

    private static String quantifier(PatternTerm.Repeated repeated) {
        if (repeated.most() == PatternTerm.UNLIMITED && repeated.least() < 2) {
            return repeated.least() == 0 ? "*" : "+";
        }
        return repeated.least() == 0 && repeated.most() == 1
                ? "?"
                : "{" + repeated.least() + ","
                        + (repeated.most() == PatternTerm.UNLIMITED ? "" : String.valueOf(repeated.most())) + "}";
    }
}
