package io.millrace.server.statement;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Strings inside of values of nested types, as the columns' types want them. Allocates: only for types that bound strings. */
final class NestedStrings {
    private NestedStrings() {}

    /** A string that is longer than the type of its place. */
    record TooLong(String text, int units, ColumnType type) {}

    /** Whether a type holds strings of bounded length. */
    static boolean areBounded(ColumnType type) {
        boolean bounded = switch (type.kind()) {
            case CHAR, VARCHAR, BINARY, VARBINARY -> type.precision() != ColumnType.UNBOUNDED;
            default -> false;
        };
        return bounded || type.parts().stream().anyMatch(part -> areBounded(part.type()));
    }

    /** The first string that is too long, or null. */
    static @Nullable TooLong tooLong(@Nullable Object value, ColumnType type) {
        if (value == null || !areBounded(type)) {
            return null;
        }
        if (value instanceof String text) {
            int units = text.codePointCount(0, text.length());
            return units > type.precision() ? new TooLong("'" + text + "'", units, type) : null;
        }
        if (value instanceof byte[] bytes) {
            return bytes.length > type.precision() ? new TooLong("a value", bytes.length, type) : null;
        }
        List<@Nullable Object> parts = parts(value);
        for (int i = 0; i < parts.size(); i++) {
            TooLong found = tooLong(parts.get(i), type.part(i % type.parts().size()));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The value with the fields of type CHAR as they are stored. */
    static @Nullable Object stored(@Nullable Object value, ColumnType type) {
        if (value instanceof String text && type.kind() == TypeKind.CHAR) {
            return text.replaceFirst(" +$", "");
        }
        if (value == null || !type.kind().isNested()) {
            return value;
        }
        List<@Nullable Object> stored = new ArrayList<>();
        List<@Nullable Object> parts = parts(value);
        for (int i = 0; i < parts.size(); i++) {
            stored.add(stored(parts.get(i), type.part(i % type.parts().size())));
        }
        return type.kind() == TypeKind.MAP ? map(stored) : Collections.unmodifiableList(stored);
    }

    private static Map<Object, @Nullable Object> map(List<@Nullable Object> parts) {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i += 2) {
            Object key = parts.get(i);
            if (key != null) {
                map.put(key, parts.get(i + 1));
            }
        }
        return map;
    }

    /** Elements, fields, or keys and values in turn. */
    private static List<@Nullable Object> parts(Object value) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        List<@Nullable Object> parts = new ArrayList<>();
        ((Map<?, ?>) value).forEach((key, mapped) -> {
            parts.add(key);
            parts.add(mapped);
        });
        return parts;
    }
}
