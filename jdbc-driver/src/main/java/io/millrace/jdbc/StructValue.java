package io.millrace.jdbc;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Struct;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a row. Immutable. */
final class StructValue implements Struct {
    private final String typeName;
    private final List<@Nullable Object> fields;
    private final String text;

    StructValue(String typeName, List<@Nullable Object> fields, String text) {
        this.typeName = typeName;
        this.fields = fields;
        this.text = text;
    }

    @Override
    public String getSQLTypeName() {
        return typeName;
    }

    @Override
    public @Nullable Object[] getAttributes() {
        return fields.toArray();
    }

    @Override
    public @Nullable Object[] getAttributes(Map<String, Class<?>> map) throws SQLException {
        if (map.isEmpty()) {
            return getAttributes();
        }
        throw new SQLFeatureNotSupportedException("Millrace has no user-defined types", "0A000");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StructValue that && typeName.equals(that.typeName) && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
