package io.millrace.planner.explain;

import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.TimeStep;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How event time bounds the state of a node, as text. */
final class ClosingText {
    private ClosingText() {}

    /** What happens to final groups or rows, with a comma before it; nothing where they are kept for ever. */
    static String of(@Nullable Closing closing, String what) {
        if (closing == null) {
            return "";
        }
        String action = switch (closing.action()) {
            case RELEASE -> ", forgets ";
            case EMIT -> ", emits and forgets ";
            case RETRACT -> ", takes back ";
        };
        return action + what + " whose column " + closing.column() + " is before " + of(closing.frontier());
    }

    /** A bound in terms of the watermarks of streams. */
    static String of(Frontier frontier) {
        List<String> terms = frontier.terms().stream().map(ClosingText::of).toList();
        return terms.size() == 1 ? terms.get(0) : "the least of " + String.join(" and ", terms);
    }

    private static String of(Frontier.Term term) {
        String steps = term.steps().stream().map(ClosingText::of).collect(Collectors.joining());
        return "watermark of " + term.stream() + steps;
    }

    private static String of(TimeStep step) {
        if (step instanceof TimeStep.Plus plus) {
            return (plus.millis() < 0 ? " - " : " + ") + Math.abs(plus.millis()) + " ms";
        }
        if (step instanceof TimeStep.Divide divide) {
            return " / " + divide.millis() + " ms";
        }
        TimeStep.WindowStart window = (TimeStep.WindowStart) step;
        return " to the start of its first window of " + window.sizeMillis() + " ms"
                + (window.slideMillis() == window.sizeMillis() ? "" : " every " + window.slideMillis() + " ms");
    }
}
