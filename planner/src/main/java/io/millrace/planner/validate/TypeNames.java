package io.millrace.planner.validate;

import io.millrace.planner.parse.Suggestions;
import java.util.List;
import java.util.Map;

/** The names of the types that columns can have, to tell a user which they may have meant. */
final class TypeNames {
    static final List<String> ALL = List.of(
            "BOOLEAN",
            "TINYINT",
            "SMALLINT",
            "INTEGER",
            "INT",
            "BIGINT",
            "DECIMAL",
            "NUMERIC",
            "REAL",
            "FLOAT",
            "DOUBLE",
            "CHAR",
            "VARCHAR",
            "BINARY",
            "VARBINARY",
            "DATE",
            "TIME",
            "TIMESTAMP");

    /** What other systems call our types. */
    private static final Map<String, String> FOREIGN = Map.ofEntries(
            Map.entry("STRING", "VARCHAR"),
            Map.entry("TEXT", "VARCHAR"),
            Map.entry("CLOB", "VARCHAR"),
            Map.entry("JSON", "VARCHAR"),
            Map.entry("BYTES", "VARBINARY"),
            Map.entry("BLOB", "VARBINARY"),
            Map.entry("BYTEA", "VARBINARY"),
            Map.entry("DATETIME", "TIMESTAMP"),
            Map.entry("TIMESTAMPTZ", "TIMESTAMP WITH LOCAL TIME ZONE"),
            Map.entry("LONG", "BIGINT"),
            Map.entry("INT8", "BIGINT"),
            Map.entry("INT4", "INTEGER"),
            Map.entry("INT2", "SMALLINT"),
            Map.entry("BYTE", "TINYINT"),
            Map.entry("BOOL", "BOOLEAN"),
            Map.entry("NUMBER", "DECIMAL"),
            Map.entry("FLOAT8", "DOUBLE"),
            Map.entry("FLOAT4", "REAL"));

    private TypeNames() {}

    /** {@code " Did you mean 'x'?"}, or nothing if nothing is near. */
    static String didYouMean(String type) {
        String foreign = FOREIGN.get(type.toUpperCase(java.util.Locale.ROOT));
        return foreign == null ? Suggestions.didYouMean(type, ALL) : " Did you mean '" + foreign + "'?";
    }
}
