package io.millrace.planner.catalog;

import io.millrace.executor.type.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * A column of a relation.
 *
 * @param name as declared
 * @param type its type; of a computed column, that of its expression
 * @param expression the SQL of a computed column ({@code c AS expression}), else null. It refers to physical columns only
 * @param defaultExpression the SQL of the value that an INSERT gives if it does not name the column, else null
 */
public record RelationColumn(
        String name,
        ColumnType type,
        @Nullable String expression,
        @Nullable String defaultExpression) {
    /** A column that is stored or read, without a default. */
    public static RelationColumn physical(String name, ColumnType type) {
        return new RelationColumn(name, type, null, null);
    }

    /** A column that is computed from others whenever it is read. */
    public static RelationColumn computed(String name, ColumnType type, String expression) {
        return new RelationColumn(name, type, expression, null);
    }

    public boolean isComputed() {
        return expression != null;
    }
}
