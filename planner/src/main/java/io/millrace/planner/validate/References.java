package io.millrace.planner.validate;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/** Looks for the first place where a query reads a relation. Changes nothing. */
final class References extends TableNames {
    private @Nullable SqlIdentifier found;

    private References(String name) {
        super(name);
    }

    /** The name as the query has it, or null if it reads no such relation. */
    static @Nullable SqlIdentifier find(SqlNode query, String name) {
        References references = new References(name);
        references.query(query, RecursionPlace.FREE);
        return references.found;
    }

    @Override
    SqlIdentifier read(SqlIdentifier reference, RecursionPlace place) {
        if (found == null) {
            found = reference;
        }
        return reference;
    }
}
