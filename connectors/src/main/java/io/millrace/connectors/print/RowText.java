package io.millrace.connectors.print;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows as one looks at them: {@code (1, 'a', 2026-01-01 10:00:00.000, NULL)}. Instants are in UTC. */
final class RowText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final List<ColumnType> types;

    RowText(Schema schema) {
        this.types = schema.types();
    }

    String of(Batch batch, int row) {
        StringBuilder text = new StringBuilder("(");
        for (int column = 0; column < types.size(); column++) {
            text.append(column == 0 ? "" : ", ").append(of(types.get(column).kind(), Values.get(batch, column, row)));
        }
        return text.append(')').toString();
    }

    private static String of(TypeKind kind, @Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        return switch (kind) {
            case DATE -> LocalDate.ofEpochDay((Long) value).toString();
            case TIME -> TIME.format(LocalTime.ofNanoOfDay((Long) value * 1_000_000));
            case TIMESTAMP -> TIMESTAMP.format(Instant.ofEpochMilli((Long) value));
            case TIMESTAMP_LTZ -> TIMESTAMP.format(Instant.ofEpochMilli((Long) value)) + "Z";
            default -> plain(value);
        };
    }

    /** A value without its type: that of a list, too. */
    private static String plain(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof String string) {
            return "'" + string.replace("'", "''") + "'";
        }
        if (value instanceof byte[] bytes) {
            return "X'" + HexFormat.of().withUpperCase().formatHex(bytes) + "'";
        }
        if (value instanceof List<?> list) {
            return list.stream().map(RowText::plain).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> plain(entry.getKey()) + ": " + plain(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value.toString();
    }
}
