package io.millrace.planner.validate;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlSetOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/**
 * The UNION of a WITH RECURSIVE: its first operand is what the recursion starts with, its second the part that reads the relation itself, under
 * the name {@link #table}. One for each such item of a statement; the validator takes it for any other UNION.
 */
final class RecursiveUnion extends SqlSetOperator {
    private final String relation;
    private final int number;
    private final SqlParserPos position;
    private final @Nullable List<String> columns;
    private final RecursiveTables tables;

    /**
     * The UNION of an item.
     *
     * @param all whether it is UNION ALL
     * @param relation the item's name
     * @param position where the item is
     * @param columns the names of its columns, or null if it lists none
     * @param tables the recursions of the statement so far
     */
    RecursiveUnion(
            boolean all,
            String relation,
            SqlParserPos position,
            @Nullable List<String> columns,
            RecursiveTables tables) {
        super(
                all ? SqlStdOperatorTable.UNION_ALL.getName() : SqlStdOperatorTable.UNION.getName(),
                SqlKind.UNION,
                SqlStdOperatorTable.UNION.getLeftPrec() / 2,
                all);
        this.relation = relation;
        this.number = tables.size();
        this.position = position;
        this.columns = columns == null ? null : List.copyOf(columns);
        this.tables = tables;
    }

    String relation() {
        return relation;
    }

    /** The name under which its second part reads the relation: no table can have it. */
    String table() {
        return relation + "#" + number;
    }

    SqlParserPos position() {
        return position;
    }

    /** The names of the relation's columns where those of the first part are these. */
    List<String> columns(List<String> ofFirstPart) {
        return columns == null ? ofFirstPart : columns;
    }

    /** Both parts fit together as those of any other UNION do, which the validator then puts in the place of this. */
    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        super.deriveType(validator, scope, call);
        ((SqlBasicCall) call).setOperator(this);
        return tables.type(this, validator.getTypeFactory());
    }
}
