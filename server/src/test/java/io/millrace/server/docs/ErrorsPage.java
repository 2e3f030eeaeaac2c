package io.millrace.server.docs;

import io.millrace.executor.error.ErrorCode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The text of docs/reference/errors.md: every code in the order of its number, and what to do about it. */
final class ErrorsPage {
    private static final String HEAD = """
            # Errors

            Generated from the code; a test keeps it so.

            A message says where (`line 1:8`, with the line and a caret below it), what is wrong, what to do, and in brackets the
            name of the error, its number and its SQLSTATE. Over JDBC, `SQLException.getErrorCode()` is the number and
            `getSQLState()` the SQLSTATE. Numbers keep their meaning for ever.

            A statement that fails has done nothing. In a view, an expression that fails on a row does not raise these errors: it is
            NULL there, and the row is noted in `MILLRACE.ROW_ERRORS` under the same name and SQLSTATE.

            """;

    private static final Map<ErrorCode, String> ADVICE = Map.ofEntries(
            Map.entry(
                    ErrorCode.SYNTAX_ERROR,
                    "The text is no statement. Look at the caret; a name that is a word of SQL needs double quotes."),
            Map.entry(ErrorCode.COLUMN_NOT_FOUND, "Correct the column's name; `DESCRIBE t` lists those there are."),
            Map.entry(
                    ErrorCode.TABLE_NOT_FOUND,
                    "Correct the name; `SHOW TABLES` and `SHOW VIEWS` list those there are."),
            Map.entry(
                    ErrorCode.FUNCTION_NOT_FOUND,
                    "Correct the function's name; [functions.md](functions.md) lists those there are."),
            Map.entry(ErrorCode.TYPE_MISMATCH, "The types do not go together. Convert one with `CAST(... AS ...)`."),
            Map.entry(
                    ErrorCode.INVALID_STATEMENT,
                    "The statement reads well and contradicts itself; the message says in what."),
            Map.entry(
                    ErrorCode.NOT_SUPPORTED,
                    "This is SQL, but not here or not yet. The message names what to write instead; [sql.md](sql.md) lists what runs."),
            Map.entry(
                    ErrorCode.STATEMENT_TOO_COMPLEX,
                    "The statement is too long or too deeply nested. Cut it into several views."),
            Map.entry(
                    ErrorCode.AMBIGUOUS_NAME, "More than one column has this name. Write the table's name before it."),
            Map.entry(ErrorCode.PARAMETER_MISMATCH, "Set every `?` of a prepared statement, with a value that fits."),
            Map.entry(
                    ErrorCode.TIME_NOT_MAINTAINABLE,
                    "Compare columns with `NOW()` in a condition, as in `ts > NOW() - INTERVAL '1' HOUR`; see [SQL](sql.md)."),
            Map.entry(
                    ErrorCode.UNBOUNDED_STATE,
                    "Do what the message says bounds the state, or allow it: `SET unbounded_state = 'warn'`."),
            Map.entry(ErrorCode.OBJECT_EXISTS, "Choose another name, drop what has it, or write `IF NOT EXISTS`."),
            Map.entry(ErrorCode.OBJECT_IN_USE, "Drop the views that read it first; the message names them."),
            Map.entry(
                    ErrorCode.WRONG_OBJECT_KIND,
                    "A view was taken for a table or the other way round, or something cannot be written to."),
            Map.entry(
                    ErrorCode.UNIQUE_VIOLATION,
                    "There is a row with this PRIMARY KEY already. Nothing of the statement was written."),
            Map.entry(
                    ErrorCode.NOT_NULL_VIOLATION, "Give the column a value, or a DEFAULT where the table is created."),
            Map.entry(ErrorCode.CHECK_VIOLATION, "A row does not meet a CHECK of its table. Nothing was written."),
            Map.entry(
                    ErrorCode.SERIALIZATION_FAILURE,
                    "Another session has changed what this transaction changes too. Run it again from its start."),
            Map.entry(
                    ErrorCode.UNKNOWN_OPTION,
                    "Correct the option's name; [connectors.md](connectors.md) lists those of every connector."),
            Map.entry(ErrorCode.MISSING_OPTION, "Add the option that the message names to `WITH (...)`."),
            Map.entry(ErrorCode.ILLEGAL_OPTION_VALUE, "Give the option a value of the form that the message names."),
            Map.entry(
                    ErrorCode.UNKNOWN_CONNECTOR,
                    "Correct the connector's name, or leave it out for a table that stores its rows."),
            Map.entry(
                    ErrorCode.BAD_RECORD,
                    "A record cannot be read and the table was declared with `'on-bad-record' = 'fail'`. Mend it, or use `'skip'`."),
            Map.entry(
                    ErrorCode.SOURCE_FAILED,
                    "A file, topic or server cannot be read, or no longer holds what is needed. Make it readable; if it was "
                            + "changed for good, create the table anew."),
            Map.entry(ErrorCode.DIVISION_BY_ZERO, "Exclude the rows with WHERE, or divide by `NULLIF(x, 0)`."),
            Map.entry(
                    ErrorCode.NUMERIC_OVERFLOW,
                    "A number does not fit its type. Cast an operand to a wider type before computing."),
            Map.entry(ErrorCode.INVALID_CAST, "A text is no value of the type. Exclude such rows with WHERE."),
            Map.entry(
                    ErrorCode.INVALID_ARGUMENT,
                    "A function has no value for this argument. Exclude such rows with WHERE."),
            Map.entry(
                    ErrorCode.INVALID_DATETIME,
                    "There is no such date or time, or it is written in another form than the type's."),
            Map.entry(
                    ErrorCode.MEMORY_LIMIT,
                    "Narrow the query, read a view in parts, or give the server more memory. A view that says so was stopped: drop "
                            + "it, and create it anew with fewer groups or a larger `memory-budget`."),
            Map.entry(
                    ErrorCode.VIEW_FAILED,
                    "The view was stopped and holds old rows; the message says why. Drop it, mend the cause, create it anew."),
            Map.entry(ErrorCode.CANCELLED, "The statement was cancelled, or ran into its time limit. Run it again."),
            Map.entry(
                    ErrorCode.STRING_TOO_LONG,
                    "Shorten the text, for example with `CAST(... AS VARCHAR(n))`, or widen the column."),
            Map.entry(
                    ErrorCode.MORE_THAN_ONE_ROW, "A subquery that stands for one value has several rows. Restrict it."),
            Map.entry(
                    ErrorCode.RECURSION_LIMIT,
                    "A WITH RECURSIVE has gone through as many iterations as allowed and has not ended. Give its recursive part a "
                            + "condition that ends it, or UNION instead of UNION ALL; or raise `max-iterations` of the view or "
                            + "server. A view that says so was stopped."),
            Map.entry(
                    ErrorCode.INVALID_JSON,
                    "The text is not JSON. `x IS JSON` tells which are; JSON_VALUE and JSON_QUERY are NULL there unless they say "
                            + "ERROR ON ERROR."),
            Map.entry(
                    ErrorCode.NO_JSON_ITEM,
                    "The path leads to nothing, to several items or to one of the wrong kind, and the call says ERROR. Correct the "
                            + "path, or say NULL or DEFAULT ON EMPTY and ON ERROR."),
            Map.entry(
                    ErrorCode.PATTERN_LIMIT,
                    "The search for a match of MATCH_RECOGNIZE from one row took too many steps. Repeat less inside of repetitions, "
                            + "or bound the match by {n,m} or WITHIN. A view that says so was stopped."),
            Map.entry(
                    ErrorCode.CONNECTION_CLOSED,
                    "The connection or result was closed, or not used for too long. Open it again."),
            Map.entry(ErrorCode.STATEMENT_NOT_FOUND, "The prepared statement was closed. Prepare it again."),
            Map.entry(ErrorCode.SERVER_SHUTDOWN, "The server is stopping. Connect again when it runs."),
            Map.entry(
                    ErrorCode.SUBSCRIBER_TOO_SLOW,
                    "A reader fell behind its stream and was cut off. Read faster, or narrow the query."),
            Map.entry(
                    ErrorCode.LIMIT_REACHED,
                    "Too many connections, statements or bytes. Close what is not used, or send less."),
            Map.entry(
                    ErrorCode.DATA_DIRECTORY_IN_USE,
                    "Another server uses the data directory. Stop it, or choose another one."),
            Map.entry(
                    ErrorCode.DATA_FORMAT_UNKNOWN,
                    "Another version wrote the data directory. Run that one, or choose another directory."),
            Map.entry(
                    ErrorCode.CATALOG_FAILED,
                    "The catalog in the data directory cannot be read or written. Look at disk and permissions."),
            Map.entry(ErrorCode.READ_ONLY, "The connection was made read-only. Switch that off to write."),
            Map.entry(
                    ErrorCode.PROTOCOL_ERROR,
                    "Client and server do not understand each other. Use a driver of the server's version."),
            Map.entry(
                    ErrorCode.LOG_FAILED,
                    "The disk of the data directory is full or failing; [durability.md](durability.md) says what is still there."),
            Map.entry(
                    ErrorCode.LOG_CORRUPT,
                    "The tick log is damaged, and the server does not start. Restore the data directory from a copy."),
            Map.entry(
                    ErrorCode.INTERNAL_ERROR,
                    "A fault of ours. Please report it with what the server's log says for the incident."));

    private ErrorsPage() {}

    static String text() {
        StringBuilder page = new StringBuilder(HEAD);
        for (ErrorCode.Kind kind : ErrorCode.Kind.values()) {
            page.append("## ")
                    .append(title(kind))
                    .append("\n\n| number | name | SQLSTATE | what to do |\n|---|---|---|---|\n");
            codes(kind)
                    .forEach(code -> page.append(
                            "| %d | `%s` | %s | %s |\n".formatted(code.number(), code, code.sqlState(), advice(code))));
            page.append('\n');
        }
        return page.toString().stripTrailing() + "\n";
    }

    private static List<ErrorCode> codes(ErrorCode.Kind kind) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.kind() == kind)
                .sorted(Comparator.comparingInt(ErrorCode::number))
                .toList();
    }

    private static String title(ErrorCode.Kind kind) {
        return switch (kind) {
            case USER -> "For who wrote the statement";
            case DATA -> "For who owns the rows";
            case RESOURCE -> "For who runs the server";
            case INTERNAL -> "For us";
        };
    }

    private static String advice(ErrorCode code) {
        String advice = ADVICE.get(code);
        if (advice == null) {
            throw new IllegalStateException("Say in this class what to do about " + code);
        }
        return advice;
    }
}
