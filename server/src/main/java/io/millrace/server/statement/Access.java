package io.millrace.server.statement;

import io.millrace.planner.catalog.Relation;
import io.millrace.server.catalog.CatalogState;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a writing statement needs of the tables while it runs.
 *
 * @param table the name of the table that it writes to
 * @param id the number that the table had when the statement was compiled; another table of that name has another
 * @param reads the names of stored tables whose content decides what it writes: they do not change while it runs
 * @param optimistic whether it is run without that promise first, because what it reads are the rows it changes, and these are
 *     compared again when the change is taken
 */
public record Access(String table, long id, Set<String> reads, boolean optimistic) {
    public Access {
        reads = Set.copyOf(reads);
    }

    /** For a statement that writes to a table and reads some relations, views among them. */
    static Access of(Relation table, Collection<String> reads, CatalogState catalog) {
        long id = catalog.entry(table.name())
                .map(entry -> entry.definition().id())
                .orElseThrow(() -> new IllegalArgumentException("no table '" + table.name() + "'"));
        return new Access(table.name(), id, catalog.storedTablesOf(reads), false);
    }

    /** The same, run without a promise first. */
    Access optimisticFirst() {
        return new Access(table, id, reads, true);
    }

    /** The same for a statement that looks at the table it writes to, too. */
    Access readingItsTable() {
        Set<String> more = new LinkedHashSet<>(reads);
        more.add(table);
        return new Access(table, id, more, optimistic);
    }
}
