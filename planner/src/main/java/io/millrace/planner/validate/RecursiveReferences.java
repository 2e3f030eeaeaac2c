package io.millrace.planner.validate;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;

/** Lets the recursive part of a recursion read the relation under the name that is its own, where it can be read at all. */
final class RecursiveReferences extends TableNames {
    private final RecursiveUnion union;

    RecursiveReferences(RecursiveUnion union) {
        super(union.relation());
        this.union = union;
    }

    /** The same part of the recursion, changed in place where it is not a mere name. */
    SqlNode rewrite(SqlNode part) {
        query(part, RecursionPlace.FREE);
        return part;
    }

    @Override
    SqlIdentifier read(SqlIdentifier reference, RecursionPlace place) {
        place.check(union.relation(), reference);
        return new SqlIdentifier(union.table(), reference.getParserPosition());
    }
}
