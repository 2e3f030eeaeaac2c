package io.millrace.planner;

/** What a query is planned for. */
public enum Purpose {
    /** It is run once, over the rows of one tick. */
    READ,
    /** It is kept up to date, and its changes are delivered ({@code SELECT STREAM}). */
    STREAM,
    /** It is kept up to date, and its result is a table. */
    VIEW,
    /** As VIEW, of the rows that cannot change any more ({@code EMIT ON WINDOW CLOSE}). */
    FINAL_VIEW;

    /** Whether the result changes with its inputs. */
    public boolean isContinuous() {
        return this != READ;
    }
}
