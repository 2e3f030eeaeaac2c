package io.millrace.jdbc;

import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.ColumnMetaData;
import org.jspecify.annotations.Nullable;

/**
 * An array, multiset, map or row: as {@code java.sql.Array}, {@code Map} or {@code java.sql.Struct} of what
 * {@code getObject} gives for its parts, and as text.
 */
record NestedValue(Value value) {
    private static final int MILLIS_PER_SECOND = 1_000;
    private static final int SECOND_DIGITS = 3;

    /** Whether a type's values are maps, which travel as arrays of their entries. */
    static boolean isMap(ColumnMetaData.AvaticaType type) {
        return type.name.startsWith("MAP<");
    }

    Object natural(Calendar calendar) throws SQLException {
        ColumnMetaData.AvaticaType type = value.column().type;
        if (isMap(type)) {
            Map<Object, @Nullable Object> map = new LinkedHashMap<>();
            List<@Nullable Object> parts = objects(calendar);
            for (int i = 0; i + 1 < parts.size(); i += 2) {
                Object key = parts.get(i);
                if (key != null) {
                    map.put(key, parts.get(i + 1));
                }
            }
            return Collections.unmodifiableMap(map);
        }
        return type.id == Types.STRUCT
                ? new StructValue(type(type), objects(calendar), text())
                : new ArrayValue(component(type), objects(calendar), text());
    }

    private List<@Nullable Object> objects(Calendar calendar) throws SQLException {
        List<@Nullable Object> objects = new ArrayList<>();
        for (Value part : parts()) {
            objects.add(part == null ? null : ObjectConversions.natural(part, calendar));
        }
        return Collections.unmodifiableList(objects);
    }

    /** The SQL name of a type; the protocol has no name for a row's. */
    static String type(ColumnMetaData.AvaticaType type) {
        if (type.id != Types.STRUCT) {
            return type.name.replace('_', ' ');
        }
        StringBuilder name = new StringBuilder("ROW(");
        for (ColumnMetaData field : ((ColumnMetaData.StructType) type).columns) {
            name.append(name.length() > "ROW(".length() ? ", " : "")
                    .append(field.label)
                    .append(' ')
                    .append(type(field.type));
        }
        return name.append(')').toString();
    }

    private static ColumnMetaData.AvaticaType component(ColumnMetaData.AvaticaType type) {
        return ((ColumnMetaData.ArrayType) type).getComponent();
    }

    /** {@code [1, NULL]}, <code>{a=1}</code> or {@code (1, x)}. */
    String text() {
        ColumnMetaData.AvaticaType type = value.column().type;
        boolean map = isMap(type);
        boolean row = type.id == Types.STRUCT;
        StringBuilder text = new StringBuilder(row ? "(" : map ? "{" : "[");
        List<@Nullable Value> parts = parts();
        for (int i = 0; i < parts.size(); i++) {
            boolean mapped = map && i % 2 == 1;
            text.append(i == 0 ? "" : mapped ? "=" : ", ");
            Value part = parts.get(i);
            text.append(part == null ? "NULL" : part.text());
        }
        return text.append(row ? ")" : map ? "}" : "]").toString();
    }

    private List<@Nullable Value> parts() {
        ColumnMetaData.AvaticaType type = value.column().type;
        List<?> raw = (List<?>) value.raw();
        List<@Nullable Value> parts = new ArrayList<>(raw.size());
        for (int i = 0; i < raw.size(); i++) {
            Object part = raw.get(i);
            parts.add(part == null ? null : part(part, type, i));
        }
        return parts;
    }

    private Value part(Object raw, ColumnMetaData.AvaticaType type, int index) {
        if (isMap(type)) {
            List<ColumnMetaData> entry = ((ColumnMetaData.StructType) component(type)).columns;
            return new Value(raw, entry.get(index % entry.size()));
        }
        if (type.id == Types.STRUCT) {
            return new Value(raw, ((ColumnMetaData.StructType) type).columns.get(index));
        }
        return new Value(raw, element(component(type), raw));
    }

    /** The metadata of an element, of which only the type is known: times are written with the digits that they have. */
    private ColumnMetaData element(ColumnMetaData.AvaticaType type, Object raw) {
        boolean timed = type.id == Types.TIME || type.id == Types.TIMESTAMP;
        boolean fraction = timed && raw instanceof Long millis && millis % MILLIS_PER_SECOND != 0;
        ColumnMetaData array = value.column();
        return new ColumnMetaData(
                0,
                false,
                false,
                false,
                false,
                array.nullable,
                false,
                0,
                array.label,
                array.columnName,
                null,
                fraction ? SECOND_DIGITS : 0,
                0,
                null,
                null,
                type,
                true,
                false,
                false,
                type.columnClassName());
    }
}
