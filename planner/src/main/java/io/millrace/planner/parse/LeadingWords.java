package io.millrace.planner.parse;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Decides by the first words what a statement is, before it is parsed: a statement of other systems or of a later version
 * is refused by name, a misspelt one gets a suggestion. Pure.
 */
final class LeadingWords {
    private static final List<String> STATEMENTS = List.of(
            "SELECT",
            "INSERT",
            "UPDATE",
            "DELETE",
            "MERGE",
            "UPSERT",
            "CREATE",
            "DROP",
            "SHOW",
            "DESCRIBE",
            "EXPLAIN",
            "SUBSCRIBE",
            "SET",
            "VALUES",
            "WITH",
            "TABLE",
            "RESET",
            "DESC");

    private static final List<String> OBJECTS = List.of("TABLE", "VIEW", "MATERIALIZED", "SINK");
    private static final List<String> SHOWN =
            List.of("TABLES", "VIEWS", "SINKS", "COLUMNS", "CREATE", "MATERIALIZED", "TIME");

    /** What others write behind INSERT. */
    private static final Set<String> INSERT_WORDS = Set.of("OVERWRITE", "IGNORE", "OR", "ALL", "FIRST");

    private static final List<String> EXPLAINED = List.of("PLAN", "CIRCUIT", "STATE");

    private static final String BY_CONNECTION =
            "Transactions are begun and ended through the driver: setAutoCommit(false), commit(), rollback().";
    private static final String BY_INSERT = "Stored tables are changed by INSERT, UPSERT, UPDATE, DELETE and MERGE.";
    private static final String ALWAYS_CURRENT = "A view is always up to date: there is nothing to refresh.";

    /** Statements that are refused, and what to do in their place; an empty advice where there is none. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("REPLACE", BY_INSERT),
            Map.entry("TRUNCATE", "Use DELETE FROM."),
            Map.entry("COPY", "Use a table WITH ('connector' = 'file', ...)."),
            Map.entry("LOAD", "Use a table WITH ('connector' = 'file', ...)."),
            Map.entry("ALTER", "DROP what shall change and CREATE it again."),
            Map.entry("COMMENT", ""),
            Map.entry("RENAME", "DROP it and CREATE it again under the new name."),
            Map.entry("BEGIN", BY_CONNECTION),
            Map.entry("START", BY_CONNECTION),
            Map.entry("COMMIT", BY_CONNECTION),
            Map.entry("ROLLBACK", BY_CONNECTION),
            Map.entry("SAVEPOINT", BY_CONNECTION),
            Map.entry("RELEASE", BY_CONNECTION),
            Map.entry("LOCK", BY_CONNECTION),
            Map.entry("GRANT", ""),
            Map.entry("REVOKE", ""),
            Map.entry("CALL", ""),
            Map.entry("EXEC", ""),
            Map.entry("EXECUTE", "Prepare statements through the driver."),
            Map.entry("PREPARE", "Prepare statements through the driver."),
            Map.entry("DEALLOCATE", "Prepare statements through the driver."),
            Map.entry("DECLARE", "Use SUBSCRIBE TO for changes as they happen."),
            Map.entry("FETCH", "Use SUBSCRIBE TO for changes as they happen."),
            Map.entry("REFRESH", ALWAYS_CURRENT),
            Map.entry("USE", ""),
            Map.entry("ANALYZE", ""),
            Map.entry("ANALYSE", ""),
            Map.entry("VACUUM", ""),
            Map.entry("KILL", "Cancel the statement through the driver."),
            Map.entry("PRINT", "SELECT from the view."),
            Map.entry("LIST", "Use SHOW TABLES or SHOW VIEWS."));

    /** What CREATE and DROP refuse. */
    private static final Map<String, String> REFUSED_OBJECTS = Map.ofEntries(
            Map.entry("SOURCE", "Use CREATE TABLE ... WITH ('connector' = ...)."),
            Map.entry("STREAM", "Use CREATE TABLE ... WITH ('connector' = ...)."),
            Map.entry("CONNECTOR", "Use CREATE TABLE ... WITH ('connector' = ...)."),
            Map.entry("CONNECTION", "Use CREATE TABLE ... WITH ('connector' = ...)."),
            Map.entry("INDEX", "A view is looked up by its key without one."),
            Map.entry("UNIQUE", "Declare a PRIMARY KEY or UNIQUE columns in CREATE TABLE."),
            Map.entry("TEMPORARY", "Leave the word out."),
            Map.entry("TEMP", "Leave the word out."),
            Map.entry("UNLOGGED", "Leave the word out."),
            Map.entry("RECURSIVE", ""),
            Map.entry("EXTERNAL", "Leave the word out; WITH ('connector' = ...) makes a table external."),
            Map.entry("SCHEMA", ""),
            Map.entry("DATABASE", ""),
            Map.entry("CATALOG", ""),
            Map.entry("FUNCTION", ""),
            Map.entry("AGGREGATE", ""),
            Map.entry("PROCEDURE", ""),
            Map.entry("TRIGGER", ""),
            Map.entry("SEQUENCE", ""),
            Map.entry("TYPE", ""),
            Map.entry("DOMAIN", ""),
            Map.entry("USER", ""),
            Map.entry("ROLE", ""),
            Map.entry("SECRET", ""),
            Map.entry("EXTENSION", ""));

    private static final Set<String> REFUSED_SHOWN = Set.of(
            "SOURCES",
            "INDEXES",
            "FUNCTIONS",
            "SCHEMAS",
            "DATABASES",
            "CATALOGS",
            "USERS",
            "ROLES",
            "STREAMS",
            "JOBS",
            "QUERIES",
            "VARIABLES",
            "ALL");

    private LeadingWords() {}

    /** Throws what is to be said about the first words; returns when they begin a statement that can be parsed. */
    static void check(TokenList tokens) {
        if (!tokens.isWord(0)) {
            if (!tokens.is(0, "(")) {
                throw tokens.error(
                        0,
                        "A statement begins with a word such as SELECT, INSERT or CREATE, not with "
                                + SyntaxErrors.quoted(tokens, 0) + ".");
            }
            return;
        }
        String first = upper(tokens, 0);
        switch (first) {
            case "CREATE" -> checkObject(tokens, "CREATE", tokens.is(1, "OR") && tokens.is(2, "REPLACE") ? 3 : 1);
            case "DROP" -> checkObject(tokens, "DROP", 1);
            case "SHOW" -> checkShown(tokens);
            case "EXPLAIN" -> checkExplained(tokens);
            case "SUBSCRIBE", "DESCRIBE", "DESC" -> checkNotAlone(tokens, first);
            case "INSERT", "UPSERT" -> checkInto(tokens, first);
            case "DELETE" -> checkFrom(tokens);
            default -> checkFirst(tokens, first);
        }
    }

    private static void checkFirst(TokenList tokens, String first) {
        String advice = REFUSED.get(first);
        if (advice != null) {
            throw refusal(tokens, 0, first, advice);
        }
        if (!STATEMENTS.contains(first)) {
            List<String> known = new ArrayList<>(STATEMENTS);
            known.addAll(REFUSED.keySet());
            String nearest = Suggestions.nearest(first, known);
            throw tokens.error(
                    0,
                    "No statement begins with " + SyntaxErrors.quoted(tokens, 0) + "."
                            + (nearest == null
                                    ? " Statements begin with SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, SHOW, DESCRIBE, EXPLAIN, SUBSCRIBE"
                                            + " or SET."
                                    : " Did you mean '" + nearest + "'?"));
        }
    }

    private static void checkObject(TokenList tokens, String verb, int index) {
        String object = upper(tokens, index);
        String advice = REFUSED_OBJECTS.get(object);
        if (advice != null) {
            throw refusal(tokens, index, verb + " " + object, advice);
        }
        if (!OBJECTS.contains(object)) {
            throw tokens.error(
                    index,
                    verb + " is followed by TABLE, VIEW, MATERIALIZED VIEW or SINK, not by "
                            + SyntaxErrors.quoted(tokens, index) + "." + Suggestions.didYouMean(object, OBJECTS));
        }
    }

    private static void checkShown(TokenList tokens) {
        String shown = upper(tokens, 1);
        if (REFUSED_SHOWN.contains(shown)) {
            throw refusal(tokens, 1, "SHOW " + shown, "");
        }
        if (!SHOWN.contains(shown)) {
            throw tokens.error(
                    1,
                    "SHOW is followed by TABLES, VIEWS, SINKS, COLUMNS FROM, CREATE TABLE, CREATE VIEW, CREATE SINK or TIME ZONE, not by "
                            + SyntaxErrors.quoted(tokens, 1) + "." + Suggestions.didYouMean(shown, SHOWN));
        }
    }

    private static void checkExplained(TokenList tokens) {
        checkNotAlone(tokens, "EXPLAIN");
        String next = upper(tokens, 1);
        if (EXPLAINED.contains(next) && !tokens.is(2, "FOR")) {
            throw tokens.error(2, "FOR is missing: EXPLAIN " + next + " FOR SELECT ...");
        }
        if (next.equals("ANALYZE") || next.equals("VERBOSE")) {
            throw refusal(tokens, 1, "EXPLAIN " + next, "Use EXPLAIN, EXPLAIN CIRCUIT FOR or EXPLAIN STATE FOR.");
        }
    }

    private static void checkInto(TokenList tokens, String first) {
        if (tokens.is(1, "INTO") || tokens.size() == 1) {
            return;
        }
        String next = upper(tokens, 1);
        if (INSERT_WORDS.contains(next)) {
            throw refusal(tokens, 1, first + " " + next, "UPSERT INTO writes a row whether or not its key is there.");
        }
        throw tokens.error(1, "INTO is missing: " + first + " INTO " + SyntaxErrors.named(tokens, 1) + ".");
    }

    private static void checkFrom(TokenList tokens) {
        if (tokens.size() > 1 && !tokens.is(1, "FROM")) {
            throw tokens.error(1, "FROM is missing: DELETE FROM " + SyntaxErrors.named(tokens, 1) + ".");
        }
    }

    private static void checkNotAlone(TokenList tokens, String first) {
        if (tokens.size() == 1) {
            throw tokens.error(
                    1,
                    "The statement ends too early. " + first + " is followed by "
                            + (first.equals("EXPLAIN") ? "a query." : "the name of a table or view."));
        }
    }

    private static EngineException refusal(TokenList tokens, int index, String name, String advice) {
        return new EngineException(
                ErrorCode.NOT_SUPPORTED,
                tokens.position(index),
                name + " is not supported yet." + (advice.isEmpty() ? "" : " " + advice));
    }

    private static String upper(TokenList tokens, int index) {
        return tokens.isWord(index) ? tokens.image(index).toUpperCase(Locale.ROOT) : "";
    }
}
