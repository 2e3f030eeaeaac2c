package io.millrace.planner.explain;

import org.jspecify.annotations.Nullable;

/**
 * An operator that keeps state, and how much that can become: a row of EXPLAIN STATE.
 *
 * @param operator what it does
 * @param keeps what it keeps
 * @param bounded whether that is bounded although streams never end
 * @param by what bounds it, or null
 * @param remedy what would bound it, or null if something does
 */
public record KeptState(
        String operator,
        String keeps,
        boolean bounded,
        @Nullable String by,
        @Nullable String remedy) {
    static KeptState bounded(String operator, String keeps, String by) {
        return new KeptState(operator, keeps, true, by, null);
    }

    static KeptState unbounded(String operator, String keeps, String remedy) {
        return new KeptState(operator, keeps, false, null, remedy);
    }
}
