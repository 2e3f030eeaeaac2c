package io.millrace.jdbc;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.ColumnMetaData;
import org.jspecify.annotations.Nullable;

/** The elements of an array or multiset. Immutable. */
final class ArrayValue implements Array {
    private final int baseType;
    private final String baseTypeName;
    private final List<@Nullable Object> elements;
    private final String text;

    ArrayValue(ColumnMetaData.AvaticaType element, List<@Nullable Object> elements, String text) {
        this(element.id, NestedValue.type(element), elements, text);
    }

    ArrayValue(int baseType, String baseTypeName, List<@Nullable Object> elements, String text) {
        this.baseType = baseType;
        this.baseTypeName = baseTypeName;
        this.elements = elements;
        this.text = text;
    }

    /** The elements, unmodifiable; those of nested arrays are arrays. */
    List<@Nullable Object> list() {
        return elements;
    }

    @Override
    public String getBaseTypeName() {
        return baseTypeName;
    }

    @Override
    public int getBaseType() {
        return baseType;
    }

    /** The elements as {@code Object[]}, nested arrays too. */
    @Override
    public Object getArray() {
        @Nullable Object[] array = new @Nullable Object[elements.size()];
        for (int i = 0; i < array.length; i++) {
            Object element = elements.get(i);
            array[i] = element instanceof ArrayValue nested ? nested.getArray() : element;
        }
        return array;
    }

    @Override
    public Object getArray(Map<String, Class<?>> map) throws SQLException {
        if (map.isEmpty()) {
            return getArray();
        }
        throw unsupported("user-defined types");
    }

    @Override
    public Object getArray(long index, int count) throws SQLException {
        if (index < 1 || count < 0 || index - 1 > elements.size() || elements.size() - (index - 1) < count) {
            throw new SQLException(
                    "The array has " + elements.size() + " elements, not " + count + " from " + index + " on", "2202E");
        }
        int from = (int) index - 1;
        return new ArrayValue(baseType, baseTypeName, elements.subList(from, from + count), text).getArray();
    }

    @Override
    public Object getArray(long index, int count, Map<String, Class<?>> map) throws SQLException {
        if (map.isEmpty()) {
            return getArray(index, count);
        }
        throw unsupported("user-defined types");
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
        throw unsupported("result sets of arrays; use getArray, or UNNEST in the query");
    }

    @Override
    public ResultSet getResultSet(Map<String, Class<?>> map) throws SQLException {
        return getResultSet();
    }

    @Override
    public ResultSet getResultSet(long index, int count) throws SQLException {
        return getResultSet();
    }

    @Override
    public ResultSet getResultSet(long index, int count, Map<String, Class<?>> map) throws SQLException {
        return getResultSet();
    }

    @Override
    public void free() {}

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ArrayValue that
                && baseTypeName.equals(that.baseTypeName)
                && elements.equals(that.elements);
    }

    @Override
    public int hashCode() {
        return elements.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    private static SQLException unsupported(String what) {
        return new SQLFeatureNotSupportedException("Millrace has no " + what, "0A000");
    }
}
