package io.millrace.server.shell;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of SQL statements, cut at the semicolons that stand outside of strings, quoted names and comments.
 *
 * @param statements in the order of the file, each with the comments before it, without its semicolon
 */
public record SqlScript(List<String> statements) {
    private static final Pattern REPLAY_SPEED = Pattern.compile("('replay\\.speed'\\s*=\\s*')[^']*(')");

    /** What a statement is made of, as far as cutting is concerned: a comment, something in quotes, or any character. */
    private static final Pattern TOKEN = Pattern.compile("--[^\\n]*|/\\*.*?\\*/|'[^']*'|\"[^\"]*\"|.", Pattern.DOTALL);

    private static final Pattern COMMENT = Pattern.compile("--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);

    public SqlScript {
        statements = List.copyOf(statements);
    }

    public static SqlScript parse(String text) {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        for (Matcher token = TOKEN.matcher(text); token.find(); ) {
            if (token.group().equals(";")) {
                addUnlessEmpty(statements, statement.toString());
                statement.setLength(0);
            } else {
                statement.append(token.group());
            }
        }
        addUnlessEmpty(statements, statement.toString());
        return new SqlScript(statements);
    }

    /** The statements that define something, which are to be executed once. */
    public List<String> definitions() {
        return statements.stream().filter(statement -> !isQuery(statement)).toList();
    }

    /** The statements that read. */
    public List<String> queries() {
        return statements.stream().filter(SqlScript::isQuery).toList();
    }

    /** The same script with another value of the one option {@code 'replay.speed'} in it. */
    public SqlScript withReplaySpeed(BigDecimal speed) {
        List<String> changed = new ArrayList<>();
        int replaced = 0;
        for (String statement : statements) {
            Matcher option = REPLAY_SPEED.matcher(statement);
            if (option.find()) {
                replaced++;
                changed.add(option.replaceAll("$1" + speed.toPlainString() + "$2"));
            } else {
                changed.add(statement);
            }
        }
        if (replaced != 1) {
            throw new IllegalStateException("The script has " + replaced
                    + " tables WITH ('replay.speed' = '...'); the demo needs one to set the speed of");
        }
        return new SqlScript(changed);
    }

    private static void addUnlessEmpty(List<String> statements, String statement) {
        if (!withoutComments(statement).isEmpty()) {
            statements.add(statement.strip());
        }
    }

    private static boolean isQuery(String statement) {
        return withoutComments(statement).toUpperCase(Locale.ROOT).startsWith("SELECT");
    }

    private static String withoutComments(String statement) {
        return COMMENT.matcher(statement).replaceAll("").strip();
    }
}
