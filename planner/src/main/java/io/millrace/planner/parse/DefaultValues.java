package io.millrace.planner.parse;

import static io.millrace.planner.parse.grammar.MillraceParserConstants.COMMA;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.DEFAULT_;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.DOT;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.EOF;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.EQ;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.QUOTED_IDENTIFIER;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.SET;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.WHEN;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.WHERE;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;

/**
 * Lets {@code SET c = DEFAULT} of UPDATE and MERGE be parsed, which Calcite's grammar knows in VALUES only: there the word becomes a
 * name that no column has. One pass over the tokens of one statement, before they are parsed.
 */
public final class DefaultValues {
    /** A name that nobody gives to a column: it begins with a control character. */
    private static final String NAME = "\u0000DEFAULT";

    private DefaultValues() {}

    static void apply(TokenList tokens) {
        for (int index = 4; index < tokens.size(); index++) {
            if (tokens.kind(index) == DEFAULT_ && tokens.kind(index - 1) == EQ && isWhole(tokens, index)) {
                int name = index - 2;
                while (tokens.kind(name - 1) == DOT) {
                    name -= 2;
                }
                if (tokens.kind(name - 1) == SET || tokens.kind(name - 1) == COMMA) {
                    tokens.replace(index, QUOTED_IDENTIFIER, "\"" + NAME + "\"");
                }
            }
        }
    }

    private static boolean isWhole(TokenList tokens, int index) {
        int after = tokens.kind(index + 1);
        return after == COMMA || after == WHERE || after == WHEN || after == EOF;
    }

    /** Whether a value that a statement gives to a column is DEFAULT. */
    public static boolean isDefault(SqlNode value) {
        return value.getKind() == SqlKind.DEFAULT
                || value instanceof SqlIdentifier name
                        && name.isSimple()
                        && name.getSimple().equals(NAME);
    }
}
