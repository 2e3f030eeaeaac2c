package io.millrace.executor.nested;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * UUIDs and nested values as Java objects, for the edges of the system: {@code UUID}; {@code List} for ARRAY, MULTISET and
 * ROW, {@code Map} for MAP, of the objects of {@link io.millrace.executor.column.Values} and nulls. Allocates.
 */
public final class NestedValues {
    private NestedValues() {}

    /** The object of a payload. */
    public static Object decode(byte[] data, int start, int length, ColumnType type) {
        if (type.kind() == TypeKind.UUID) {
            return uuid(data, start);
        }
        NestedReader reader = new NestedReader();
        reader.open(data, start, length);
        return nested(reader, type);
    }

    /** The payload of an object; throws IllegalArgumentException or ArithmeticException if it is no value of the type. */
    public static byte[] encode(Object value, ColumnType type) {
        if (type.kind() == TypeKind.UUID) {
            return bytes(cast(UUID.class, value));
        }
        NestedWriter writer = new NestedWriter();
        write(writer, value, type);
        return Arrays.copyOf(writer.data(), writer.length());
    }

    /** The bytes of a UUID. */
    public static byte[] bytes(UUID value) {
        byte[] bytes = new byte[2 * Long.BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            int shift = Long.SIZE - Byte.SIZE * (i + 1);
            bytes[i] = (byte) (value.getMostSignificantBits() >>> shift);
            bytes[Long.BYTES + i] = (byte) (value.getLeastSignificantBits() >>> shift);
        }
        return bytes;
    }

    private static UUID uuid(byte[] data, int start) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            high = high << Byte.SIZE | data[start + i] & 0xFF;
            low = low << Byte.SIZE | data[start + Long.BYTES + i] & 0xFF;
        }
        return new UUID(high, low);
    }

    private static Object nested(NestedReader reader, ColumnType type) {
        if (type.kind() == TypeKind.MAP) {
            Map<Object, @Nullable Object> map = new LinkedHashMap<>();
            while (reader.hasNext()) {
                Object key = value(reader, type.part(0));
                Object mapped = value(reader, type.part(1));
                if (key != null) {
                    map.put(key, mapped);
                }
            }
            return Collections.unmodifiableMap(map);
        }
        List<@Nullable Object> list = new ArrayList<>();
        if (type.kind() == TypeKind.ROW) {
            for (int field = 0; field < type.parts().size(); field++) {
                list.add(value(reader, type.part(field)));
            }
        } else {
            while (reader.hasNext()) {
                list.add(value(reader, type.part(0)));
            }
        }
        return Collections.unmodifiableList(list);
    }

    private static @Nullable Object value(NestedReader reader, ColumnType type) {
        reader.next(type);
        if (reader.isNull()) {
            return null;
        }
        return switch (type.kind()) {
            case BOOLEAN -> reader.booleanValue();
            case REAL, DOUBLE -> reader.doubleValue();
            case DECIMAL -> decimal(reader, type);
            case CHAR, VARCHAR -> new String(unescaped(reader), StandardCharsets.UTF_8);
            case BINARY, VARBINARY -> unescaped(reader);
            case UUID, ARRAY, MULTISET, MAP, ROW ->
                decode(reader.data(), reader.start(), reader.end() - reader.start(), type);
            case TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS -> reader.longValue();
        };
    }

    private static byte[] unescaped(NestedReader reader) {
        byte[] bytes = new byte[reader.bytesLength()];
        reader.copyBytes(bytes, 0);
        return bytes;
    }

    private static BigDecimal decimal(NestedReader reader, ColumnType type) {
        if (type.storage() == Storage.LONG) {
            return BigDecimal.valueOf(reader.longValue(), type.scale());
        }
        BigInteger high = BigInteger.valueOf(reader.high()).shiftLeft(Long.SIZE);
        BigInteger low = new BigInteger(Long.toUnsignedString(reader.low()));
        return new BigDecimal(high.add(low), type.scale());
    }

    private static void write(NestedWriter writer, Object value, ColumnType type) {
        switch (type.kind()) {
            case ARRAY -> {
                list(value).forEach(element -> add(writer, element, type.part(0)));
                writer.end();
            }
            case MULTISET -> {
                list(value).forEach(element -> {
                    writer.startEntry();
                    add(writer, element, type.part(0));
                });
                writer.endEntries();
            }
            case MAP -> {
                map(value).forEach((key, mapped) -> {
                    writer.startEntry();
                    add(writer, cast(Object.class, key), type.part(0));
                    writer.endKey();
                    add(writer, mapped, type.part(1));
                });
                writer.endEntries();
            }
            case ROW -> {
                List<?> fields = list(value);
                if (fields.size() != type.parts().size()) {
                    throw new IllegalArgumentException(fields.size() + " fields");
                }
                for (int field = 0; field < fields.size(); field++) {
                    add(writer, fields.get(field), type.part(field));
                }
            }
            default -> throw new IllegalArgumentException(type + " is not nested");
        }
    }

    private static void add(NestedWriter writer, @Nullable Object value, ColumnType type) {
        if (value == null) {
            writer.addNull();
            return;
        }
        switch (type.kind()) {
            case BOOLEAN -> writer.add(cast(Boolean.class, value));
            case REAL, DOUBLE -> writer.add(cast(Number.class, value).doubleValue());
            case DECIMAL -> addDecimal(writer, cast(BigDecimal.class, value), type);
            case CHAR, VARCHAR -> addBytes(writer, cast(String.class, value).getBytes(StandardCharsets.UTF_8));
            case BINARY, VARBINARY -> addBytes(writer, cast(byte[].class, value));
            case UUID, ARRAY, MULTISET, MAP, ROW -> {
                byte[] payload = encode(value, type);
                writer.addPayload(payload, 0, payload.length);
            }
            case TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS -> writer.add(cast(Number.class, value).longValue());
        }
    }

    private static void addBytes(NestedWriter writer, byte[] bytes) {
        writer.addBytes(bytes, 0, bytes.length);
    }

    private static void addDecimal(NestedWriter writer, BigDecimal value, ColumnType type) {
        BigInteger unscaled =
                value.setScale(type.scale(), RoundingMode.UNNECESSARY).unscaledValue();
        if (type.storage() == Storage.LONG) {
            writer.add(unscaled.longValueExact());
        } else {
            writer.add(unscaled.shiftRight(Long.SIZE).longValueExact(), unscaled.longValue());
        }
    }

    private static List<?> list(Object value) {
        return cast(List.class, value);
    }

    private static Map<?, ?> map(Object value) {
        return cast(Map.class, value);
    }

    private static <T> T cast(Class<T> wanted, @Nullable Object value) {
        if (!wanted.isInstance(value)) {
            throw new IllegalArgumentException("not a " + wanted.getSimpleName());
        }
        return wanted.cast(value);
    }
}
