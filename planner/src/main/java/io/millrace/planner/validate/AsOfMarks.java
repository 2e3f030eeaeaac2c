package io.millrace.planner.validate;

import java.util.List;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlPrefixOperator;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeFamily;

/**
 * Marks in the ON of a join that make it one as of a time. ASOF JOIN and FOR SYSTEM_TIME AS OF become plain joins with such a mark before
 * validation, so that all that is known of joins goes for them too; the conversion takes the mark out again. They have no
 * syntax, so that nobody can write them.
 */
final class AsOfMarks {
    /** Nobody writes them, so that it matters to nobody; even, as the operator asks for. */
    private static final int PRECEDENCE = 2;

    /** The MATCH_CONDITION, a comparison. */
    static final SqlOperator MATCH = mark("AS OF MATCH", OperandTypes.family(SqlTypeFamily.BOOLEAN));

    /** The time as of which versions of a relation are wanted. */
    static final SqlOperator VERSION = mark("AS OF VERSION", OperandTypes.family(SqlTypeFamily.ANY));

    /** The relation is wanted as it is when a row comes. */
    static final SqlOperator TICK = mark("AS OF NOW", OperandTypes.family(SqlTypeFamily.BOOLEAN));

    private AsOfMarks() {}

    static List<SqlOperator> all() {
        return List.of(MATCH, VERSION, TICK);
    }

    static boolean isMark(SqlOperator operator) {
        return operator.equals(MATCH) || operator.equals(VERSION) || operator.equals(TICK);
    }

    private static SqlOperator mark(String name, SqlOperandTypeChecker operands) {
        return new SqlPrefixOperator(name, SqlKind.OTHER, PRECEDENCE, ReturnTypes.BOOLEAN, null, operands);
    }

    /** A mark at the place of what it holds. */
    static SqlNode of(SqlOperator mark, SqlNode operand) {
        return mark.createCall(operand.getParserPosition(), operand);
    }
}
