package io.millrace.planner.parse.node;

import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeFamily;

/**
 * One entry of {@code WITH (...)}: {@code 'key' = 'value'}, the key in quotes or as dotted words, the value a string, a
 * number, a truth value or a single word. Immutable; keys keep their case.
 */
public final class OptionNode extends SqlCall {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("OPTION", SqlKind.OTHER);

    private final SqlNode key;
    private final SqlNode value;

    /** The key is a string literal or an identifier, the value a literal or an identifier. */
    public OptionNode(SqlParserPos position, SqlNode key, SqlNode value) {
        super(position);
        this.key = key;
        this.value = value;
    }

    /** The key as text: {@code scan.startup.mode} whether it was quoted or not. */
    public String key() {
        return text(key);
    }

    /** The value as text: of a string its content, of a number or word its writing. */
    public String value() {
        return text(value);
    }

    /** Where the key stands. */
    public SqlParserPos keyPosition() {
        return key.getParserPosition();
    }

    /** Where the value stands. */
    public SqlParserPos valuePosition() {
        return value.getParserPosition();
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(keyLiteral(), value instanceof SqlLiteral ? value : valueLiteral());
    }

    @Override
    public SqlNode clone(SqlParserPos position) {
        return new OptionNode(position, key, value);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrecedence, int rightPrecedence) {
        keyLiteral().unparse(writer, 0, 0);
        writer.keyword("=");
        (value instanceof SqlLiteral ? value : valueLiteral()).unparse(writer, 0, 0);
    }

    /** However it is written, an option is the same as with its key, or a word as its value, in quotes. */
    private SqlNode keyLiteral() {
        return SqlLiteral.createCharString(key(), keyPosition());
    }

    private SqlNode valueLiteral() {
        return SqlLiteral.createCharString(value(), valuePosition());
    }

    private static String text(SqlNode node) {
        if (node instanceof SqlIdentifier identifier) {
            return String.join(".", identifier.names);
        }
        SqlLiteral literal = (SqlLiteral) node;
        return literal.getTypeName().getFamily() == SqlTypeFamily.CHARACTER
                ? literal.getValueAs(String.class)
                : String.valueOf(literal.toValue()).toLowerCase(Locale.ROOT);
    }
}
