package io.millrace.planner.explain;

import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.JoinTime;
import io.millrace.executor.plan.OverTime;
import io.millrace.executor.plan.TimeRange;
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

    /** What happens to final rows of an OVER, and how much longer others look at them. */
    static String of(@Nullable OverTime time) {
        if (time == null || time.rows() == OverTime.ALL && time.closing().action() == Closing.Action.RELEASE) {
            return "";
        }
        return of(time.closing(), "rows") + needed(time);
    }

    /** How much longer final rows are needed; nothing if they are not. */
    static String needed(OverTime time) {
        if (time.rows() == OverTime.ALL) {
            return ", all of which are needed";
        }
        return (time.millis() == 0 ? "" : ", by " + time.millis() + " ms")
                + (time.rows() == 0 ? "" : ", but for the last " + time.rows() + " of each partition");
    }

    /** How far apart in time rows of a join are; nothing where that does not matter. */
    static String of(@Nullable JoinTime time) {
        TimeRange range = time == null ? null : time.range();
        if (range == null) {
            return "";
        }
        String difference = ", time " + range.left() + " less time " + range.right();
        boolean least = range.least() != TimeRange.ANY_LEAST;
        boolean most = range.most() != TimeRange.ANY_MOST;
        return difference
                + (least && most
                        ? " from " + range.least() + " to " + range.most() + " ms"
                        : least ? " at least " + range.least() + " ms" : " at most " + range.most() + " ms");
    }

    /** What happens to final rows of both sides of a join. */
    static String ofSides(@Nullable JoinTime time) {
        return time == null ? "" : of(time.left(), "left rows") + of(time.right(), "right rows");
    }

    /** A bound in terms of the watermarks of streams. */
    static String of(Frontier frontier) {
        List<String> terms = frontier.terms().stream().map(ClosingText::of).toList();
        return terms.size() == 1 ? terms.get(0) : "the least of " + String.join(" and ", terms);
    }

    private static String of(Frontier.Term term) {
        String steps = term.steps().stream().map(ClosingText::of).collect(Collectors.joining());
        return (term.stream().equals(Frontier.CLOCK) ? "the clock" : "watermark of " + term.stream()) + steps;
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
