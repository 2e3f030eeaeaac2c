package io.millrace.planner.parse;

import static io.millrace.planner.parse.grammar.MillraceParserConstants.C_STYLE_ESCAPED_STRING_LITERAL;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.PREFIXED_STRING_LITERAL;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.QUOTED_STRING;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.UESCAPE;
import static io.millrace.planner.parse.grammar.MillraceParserConstants.UNICODE_STRING_LITERAL;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.calcite.sql.parser.SqlParserUtil;
import org.jspecify.annotations.Nullable;

/**
 * Makes every text literal a plain one: {@code E'a\n'}, {@code U&'\00e9'}, {@code N'x'}, {@code _UTF8'x'}. A text is
 * Unicode here whatever stands before its quote; to Calcite each of these has another character set, and does not compare
 * with a column's. One pass over the tokens of one statement, before they are parsed.
 */
final class TextLiterals {
    private static final Set<String> UNICODE = Set.of("N", "_UTF8", "_UTF-8", "_UTF16", "_UTF-16", "_UTF32", "_UTF-32");

    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-fA-F]+");

    private final TokenList tokens;

    private TextLiterals(TokenList tokens) {
        this.tokens = tokens;
    }

    static void apply(TokenList tokens) {
        TextLiterals literals = new TextLiterals(tokens);
        for (int index = 0; index < tokens.size(); index++) {
            switch (tokens.kind(index)) {
                case PREFIXED_STRING_LITERAL -> literals.prefixed(index);
                case C_STYLE_ESCAPED_STRING_LITERAL -> literals.escaped(index);
                case UNICODE_STRING_LITERAL -> literals.unicode(index);
                default -> {}
            }
        }
    }

    private void prefixed(int index) {
        String image = tokens.image(index);
        String prefix = image.substring(0, image.indexOf('\''));
        if (!UNICODE.contains(prefix.toUpperCase(Locale.ROOT))) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    tokens.position(index),
                    "A text has no other character set than Unicode. Leave '" + prefix + "' out.");
        }
        tokens.replace(index, QUOTED_STRING, image.substring(prefix.length()));
    }

    private void escaped(int index) {
        try {
            tokens.replace(index, QUOTED_STRING, quoted(SqlParserUtil.parseCString(tokens.image(index))));
        } catch (SqlParserUtil.MalformedUnicodeEscape e) {
            throw malformed(index, "\\u00e9 or \\U000000e9", e);
        }
    }

    private void unicode(int index) {
        boolean ownEscape = tokens.kind(index + 1) == UESCAPE && tokens.kind(index + 2) == QUOTED_STRING;
        String escape = ownEscape ? SqlParserUtil.parseString(tokens.image(index + 2)) : "\\";
        if (escape.length() != 1 || "0123456789abcdefABCDEF+'\" \t\n\r\f".contains(escape)) {
            throw tokens.error(
                    index + 2,
                    "UESCAPE is followed by one character that is no hexadecimal digit, quote, plus" + " or blank.");
        }
        String value = SqlParserUtil.parseString(tokens.image(index));
        tokens.replace(index, QUOTED_STRING, quoted(unescaped(index, value, escape.charAt(0))));
        if (ownEscape) {
            tokens.remove(index + 1, index + 3);
        }
    }

    /** Four hexadecimal digits after the escape, six after the escape and a plus; twice the escape is itself. */
    private String unescaped(int index, String value, char escape) {
        StringBuilder result = new StringBuilder();
        for (int at = 0; at < value.length(); ) {
            char c = value.charAt(at);
            if (c != escape) {
                result.append(c);
                at++;
            } else if (value.startsWith(String.valueOf(escape), at + 1)) {
                result.append(escape);
                at += 2;
            } else {
                boolean six = value.startsWith("+", at + 1);
                int from = six ? at + 2 : at + 1;
                int to = six ? from + 6 : from + 4;
                result.appendCodePoint(codePoint(index, value, from, to, escape));
                at = to;
            }
        }
        return result.toString();
    }

    private int codePoint(int index, String value, int from, int to, char escape) {
        String digits = value.substring(from, Math.min(to, value.length()));
        int codePoint =
                digits.length() == to - from && HEXADECIMAL.matcher(digits).matches()
                        ? Integer.parseInt(digits, 16)
                        : -1;
        if (!Character.isValidCodePoint(codePoint)) {
            throw malformed(index, escape + "00e9 or " + escape + "+01d11e", null);
        }
        return codePoint;
    }

    private EngineException malformed(int index, String example, @Nullable Exception cause) {
        return new EngineException(
                ErrorCode.SYNTAX_ERROR,
                tokens.position(index),
                "A Unicode escape in this text is incomplete. It is written " + example + ".",
                cause);
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
