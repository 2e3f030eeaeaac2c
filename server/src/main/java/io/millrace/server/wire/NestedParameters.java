package io.millrace.server.wire;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of nested types, from their parts. What is wrong is an IllegalArgumentException, which the decoder explains. */
final class NestedParameters {
    private NestedParameters() {}

    /** The list or map of some parts: elements, fields, or keys and values in turn. */
    static Object of(List<@Nullable Object> parts, ColumnType type) {
        int types = type.parts().size();
        boolean whole = type.kind() == TypeKind.ROW ? parts.size() == types : parts.size() % types == 0;
        if (!whole) {
            throw new IllegalArgumentException(parts.size() + " parts of a " + type.kind());
        }
        return type.kind() == TypeKind.MAP ? map(parts) : Collections.unmodifiableList(parts);
    }

    private static Map<Object, @Nullable Object> map(List<@Nullable Object> parts) {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i += 2) {
            Object key = parts.get(i);
            if (key == null) {
                throw new IllegalArgumentException("a key is NULL");
            }
            map.put(key, parts.get(i + 1));
        }
        return Collections.unmodifiableMap(map);
    }

    /** A part as a column of its type stores it: strings have to fit, as no assignment looks at them any more. */
    static Object fitted(Object part, ColumnType type) {
        boolean bounded = type.precision() != ColumnType.UNBOUNDED;
        return switch (type.kind()) {
            case CHAR -> text(((String) part).replaceFirst(" +$", ""), type);
            case VARCHAR -> bounded ? text((String) part, type) : part;
            case BINARY, VARBINARY -> bounded ? binary((byte[]) part, type) : part;
            default -> part;
        };
    }

    private static String text(String text, ColumnType type) {
        if (text.codePointCount(0, text.length()) > type.precision()) {
            throw new IllegalArgumentException("too long");
        }
        return text;
    }

    private static byte[] binary(byte[] bytes, ColumnType type) {
        if (bytes.length > type.precision()) {
            throw new IllegalArgumentException("too long");
        }
        return type.kind() == TypeKind.BINARY ? Arrays.copyOf(bytes, type.precision()) : bytes;
    }
}
