package io.millrace.server.statement;

import io.millrace.planner.catalog.Relation;
import java.util.Set;

/**
 * What a writing statement needs of the tables while it runs.
 *
 * @param table what it writes to, as it was when the statement was compiled
 * @param reads the names of stored tables whose content decides what it writes: they do not change while it runs
 * @param optimistic whether it is run without that promise first, because what it reads are the rows it changes, and these are
 *     compared again when the change is taken
 */
public record Access(Relation table, Set<String> reads, boolean optimistic) {
    public Access {
        reads = Set.copyOf(reads);
    }

    /** For a statement that reads nothing. */
    static Access append(Relation table) {
        return new Access(table, Set.of(), false);
    }

    /** The same without optimism. */
    public Access exclusive() {
        return new Access(table, reads, false);
    }
}
