package io.millrace.functions;

import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import java.util.ArrayList;
import java.util.List;

/**
 * Casts of nested values to text: {@code [1, 2, NULL]} for arrays and multisets, <code>{a=1, b=NULL}</code> for maps,
 * {@code (1, x)} for rows. Texts stand in them as they are. One for each call in a kernel.
 */
public final class NestedText {
    private static final Slice NOTHING = Slice.of("NULL");
    private static final Slice COMMA = Slice.of(", ");

    private final ColumnType type;
    private final NestedCursor cursor;
    private final List<NestedText> parts = new ArrayList<>();
    private final SliceBuilder scratch = new SliceBuilder();
    private final Int128 decimal = new Int128();

    public NestedText(ColumnType type) {
        this.type = type;
        this.cursor = new NestedCursor(type);
        for (Column part : type.parts()) {
            // Only nested parts are formatted by one of their own.
            parts.add(part.type().kind().isNested() ? new NestedText(part.type()) : this);
        }
    }

    /** The text of a value. */
    public Slice format(Slice value, SliceBuilder into) {
        into.reset(0);
        append(value, into);
        return into;
    }

    private void append(Slice value, SliceBuilder into) {
        cursor.open(value);
        switch (type.kind()) {
            case ROW -> {
                into.append('(');
                for (int field = 0; field < parts.size(); field++) {
                    separate(field, into);
                    part(field, into);
                }
                into.append(')');
            }
            case MAP -> {
                into.append('{');
                for (int entry = 0; cursor.hasNext(); entry++) {
                    separate(entry, into);
                    part(0, into);
                    into.append('=');
                    part(1, into);
                }
                into.append('}');
            }
            default -> {
                into.append('[');
                for (int element = 0; cursor.hasNext(); element++) {
                    separate(element, into);
                    part(0, into);
                }
                into.append(']');
            }
        }
    }

    private static void separate(int index, SliceBuilder into) {
        if (index > 0) {
            into.append(COMMA);
        }
    }

    private void part(int part, SliceBuilder into) {
        if (!cursor.read(part)) {
            into.append(NOTHING);
            return;
        }
        ColumnType of = type.part(part);
        if (of.kind().isNested()) {
            parts.get(part).append(cursor.slice(), into);
        } else {
            into.append(scalar(of));
        }
    }

    private Slice scalar(ColumnType of) {
        return switch (of.kind()) {
            case BOOLEAN -> TextFormat.ofBoolean(cursor.booleanValue());
            case TINYINT, SMALLINT, INTEGER, BIGINT -> TextFormat.ofLong(cursor.longValue(), scratch);
            case INTERVAL_MONTHS -> TextFormat.ofMonths(cursor.longValue(), scratch);
            case INTERVAL_MILLIS -> TextFormat.ofMillis(cursor.longValue(), scratch);
            case REAL -> TextFormat.ofReal(cursor.doubleValue(), scratch);
            case DOUBLE -> TextFormat.ofDouble(cursor.doubleValue(), scratch);
            case DECIMAL ->
                of.storage() == Storage.LONG
                        ? TextFormat.ofDecimal(cursor.longValue(), of.scale(), scratch)
                        : TextFormat.ofDecimal(cursor.decimal(decimal), of.scale(), scratch);
            case DATE -> TextFormat.ofDate(cursor.longValue(), scratch);
            case TIME -> TextFormat.ofTime(cursor.longValue(), scratch);
            case TIMESTAMP, TIMESTAMP_LTZ -> TextFormat.ofTimestamp(cursor.longValue(), scratch);
            case UUID -> Uuids.format(cursor.slice(), scratch);
            case CHAR, VARCHAR -> cursor.slice();
            case BINARY, VARBINARY -> TextFunctions.toHex(cursor.slice(), scratch);
            case ARRAY, MULTISET, MAP, ROW -> throw new IllegalStateException(of + " is nested");
        };
    }
}
