package io.millrace.executor.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * How far event time has come for a column: no change of its relation that is still to come has a smaller value there. It is the
 * least of some terms, each made of the watermark of a stream. Pure data, a part of plans.
 *
 * @param terms at least one
 */
public record Frontier(List<Term> terms) {
    /**
     * What stands for a stream in frontiers that go by the clock of the tick: its watermark is the millisecond after that of the clock,
     * up to which all has been. No stream has this name.
     */
    public static final String CLOCK = "";

    /** The bound while nothing is known. */
    public static final long NONE = Long.MIN_VALUE;

    /** The bound when nothing will come any more. */
    public static final long END = Long.MAX_VALUE;

    public Frontier {
        terms = List.copyOf(terms);
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("a frontier needs a stream");
        }
    }

    /**
     * What a stream's watermark means for the column.
     *
     * @param stream its name in the circuit
     * @param steps from the column of event time to this one
     */
    public record Term(String stream, List<TimeStep> steps) {
        public Term {
            steps = List.copyOf(steps);
        }

        private long at(long watermark) {
            long bound = watermark;
            for (TimeStep step : steps) {
                if (bound == NONE || bound == END) {
                    return bound;
                }
                bound = step.of(bound);
            }
            return bound;
        }
    }

    /** That of a stream's column of event time: its watermark. */
    public static Frontier of(String stream) {
        return new Frontier(List.of(new Term(stream, List.of())));
    }

    /** That of a column whose values are made of this one's. */
    public Frontier then(TimeStep step) {
        List<Term> moved = new ArrayList<>();
        for (Term term : terms) {
            List<TimeStep> steps = new ArrayList<>(term.steps());
            steps.add(step);
            moved.add(new Term(term.stream(), steps));
        }
        return new Frontier(moved);
    }

    /** The same if all watermarks were so much behind. */
    public Frontier behind(long millis) {
        List<Term> moved = new ArrayList<>();
        for (Term term : terms) {
            List<TimeStep> steps = new ArrayList<>();
            steps.add(new TimeStep.Plus(-millis));
            steps.addAll(term.steps());
            moved.add(new Term(term.stream(), steps));
        }
        return new Frontier(moved);
    }

    /** That of a column whose values come from this column and from another one. */
    public Frontier least(Frontier other) {
        Set<Term> all = new LinkedHashSet<>(terms);
        all.addAll(other.terms);
        return new Frontier(List.copyOf(all));
    }

    /** The bound under these watermarks, by stream. */
    public long at(ToLongFunction<String> watermarks) {
        long least = END;
        for (Term term : terms) {
            least = Math.min(least, term.at(watermarks.applyAsLong(term.stream())));
        }
        return least;
    }

    /** The streams that it depends on. */
    public Set<String> streams() {
        Set<String> streams = new LinkedHashSet<>();
        terms.forEach(term -> streams.add(term.stream()));
        return streams;
    }
}
