package io.millrace.planner.parse.grammar;

import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.type.SqlTypeName;

/** The names by which users of PostgreSQL and other systems know our types. */
final class TypeAliases {
    private static final Map<String, SqlTypeName> TYPES = Map.ofEntries(
            Map.entry("STRING", SqlTypeName.VARCHAR),
            Map.entry("TEXT", SqlTypeName.VARCHAR),
            Map.entry("BOOL", SqlTypeName.BOOLEAN),
            Map.entry("INT2", SqlTypeName.SMALLINT),
            Map.entry("INT4", SqlTypeName.INTEGER),
            Map.entry("INT8", SqlTypeName.BIGINT),
            Map.entry("FLOAT4", SqlTypeName.REAL),
            Map.entry("FLOAT8", SqlTypeName.DOUBLE),
            Map.entry("BYTES", SqlTypeName.VARBINARY),
            Map.entry("BYTEA", SqlTypeName.VARBINARY));

    private TypeAliases() {}

    static boolean contains(String name) {
        return TYPES.containsKey(name.toUpperCase(Locale.ROOT));
    }

    /** The type of a name that {@link #contains} knows. */
    static SqlTypeName type(String name) {
        return TYPES.get(name.toUpperCase(Locale.ROOT));
    }
}
