package io.millrace.executor.plan;

/**
 * When the groups or rows of an operator are final, and what it does then: those whose value in some column is smaller than the bound
 * of a frontier cannot change any more.
 *
 * @param column the column with the time; of an aggregate, its place among the keys
 * @param frontier what tells that nothing more comes
 * @param action what is done
 */
public record Closing(int column, Frontier frontier, Action action) {
    /** What is done with what is final. */
    public enum Action {
        /** It is forgotten; what was emitted stays with whoever got it. */
        RELEASE,
        /** It is emitted, for the first time and for ever, and forgotten. */
        EMIT,
        /** What was emitted of it is taken back, and it is forgotten. */
        RETRACT
    }
}
