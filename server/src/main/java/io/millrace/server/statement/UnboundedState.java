package io.millrace.server.statement;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.explain.KeptState;
import io.millrace.server.session.Warning;
import java.util.List;

/** What a session wants of views whose state would grow for ever: the setting {@code unbounded_state}. */
public enum UnboundedState {
    /** They are not made. */
    REFUSE,
    /** They are made, and the session is told. */
    WARN,
    /** They are made. */
    ALLOW;

    /**
     * What is to be said of a view, an operator each.
     *
     * @throws EngineException if the view is not to be made
     */
    List<Warning> check(String view, List<KeptState> state) {
        List<KeptState> unbounded =
                state.stream().filter(kept -> !kept.bounded()).toList();
        if (unbounded.isEmpty() || this == ALLOW) {
            return List.of();
        }
        if (this == WARN) {
            return unbounded.stream()
                    .map(kept -> new Warning("View '" + view + "' keeps state that grows for ever: " + text(kept)))
                    .toList();
        }
        StringBuilder text = new StringBuilder("View '" + view + "' would keep state that grows for ever: ");
        unbounded.forEach(kept -> text.append(text(kept)).append(' '));
        throw new EngineException(
                ErrorCode.UNBOUNDED_STATE, text + "To make it all the same: SET unbounded_state = 'warn'.");
    }

    private static String text(KeptState kept) {
        return kept.operator() + " keeps " + kept.keeps() + ". What would bound it: " + kept.remedy();
    }
}
