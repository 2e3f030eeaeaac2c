package io.millrace.connectors.format;

import io.millrace.connectors.options.Columns;
import io.millrace.connectors.options.TypeFamily;
import io.millrace.executor.column.BooleanVector;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of one column from their texts. Every format comes here, so that a text means the same in all of
 * them. Without a vector to write to, a value is only checked: whether a record is bad does not depend on which of its
 * columns somebody reads. Owned by one worker at a time; without garbage but for bad values, BINARY, UUID, and what
 * {@link NumberText} says.
 */
public final class FieldWriter {
    private static final int LONGEST_QUOTE = 60;
    /** The decimal exponent that any REAL or DOUBLE can have. */
    private static final int LEAST_MAX_EXPONENT = 37;
    /** Seconds with six digits behind the point. */
    private static final DecimalLimit MICROSECONDS = DecimalLimit.of(ColumnType.decimal(18, 6));

    private final Column column;
    private final ColumnType type;
    private final TypeFamily family;
    private final TimeOptions times;
    private final NumberText numbers = new NumberText();
    private final TemporalText temporals = new TemporalText();
    private final DecimalLimit decimalLimit;
    private final long min;
    private final long max;

    public FieldWriter(Column column, TimeOptions times) {
        this.column = column;
        this.type = column.type();
        this.family = TypeFamily.of(type);
        this.times = times;
        this.decimalLimit = family == TypeFamily.DECIMAL ? DecimalLimit.of(type) : MICROSECONDS;
        this.max = family == TypeFamily.INTEGER ? greatest(type.kind()) : Long.MAX_VALUE;
        this.min = -max - 1;
    }

    public TypeFamily family() {
        return family;
    }

    /** Whether a bare number, not a text, can be a value of this column. */
    public boolean takesNumbers() {
        return switch (family) {
            case INTEGER, FLOAT, DECIMAL, TEXT -> true;
            case TIMESTAMP -> times.timestampFormat() != TimeOptions.TimestampFormat.ISO;
            case BOOLEAN, BINARY, DATE, TIME, INTERVAL, UUID, NESTED -> false;
        };
    }

    /** Whether every text is a value of this column. */
    public boolean takesAnyText() {
        return family == TypeFamily.TEXT && type.precision() == ColumnType.UNBOUNDED;
    }

    /** Whether a number with a fraction can be a value of this column. */
    public boolean takesFractions() {
        return family == TypeFamily.FLOAT || family == TypeFamily.DECIMAL;
    }

    /** How many digits, point and sign among them, any number without an exponent may have to be a value of this column. */
    public int safeDigits() {
        return switch (family) {
            case INTEGER -> Long.toString(max).length() - 1;
            case FLOAT -> LEAST_MAX_EXPONENT;
            case DECIMAL -> type.precision() - type.scale() - 1;
            case TEXT, BOOLEAN, BINARY, DATE, TIME, TIMESTAMP, INTERVAL, UUID, NESTED -> 0;
        };
    }

    /** Writes NULL, or only checks that it may be there; answers what is wrong with that, or null. */
    public @Nullable String writeNull(@Nullable Vector into, int row) {
        if (!type.nullable()) {
            return "Column '" + column.name() + "' is NOT NULL and the record has no value for it.";
        }
        if (into == null) {
            return null;
        }
        switch (type.storage()) {
            case LONG -> ((LongVector) into).setNull(row);
            case DOUBLE -> ((DoubleVector) into).setNull(row);
            case BOOLEAN -> ((BooleanVector) into).setNull(row);
            case DECIMAL128 -> ((DecimalVector) into).setNull(row);
            case BYTES -> ((BytesVector) into).setNull(row);
        }
        return null;
    }

    /** Writes the value of a text, or only checks it; answers what is wrong with it, or null. */
    public @Nullable String write(byte[] data, int start, int length, @Nullable Vector into, int row) {
        Outcome outcome = convert(data, start, length, into, row);
        return outcome == Outcome.DONE ? null : reason(outcome, data, start, length);
    }

    /** Writes or checks bytes as they are, into a column of characters or bytes; answers what is wrong with them, or null. */
    public @Nullable String writeBytes(byte[] data, int start, int length, @Nullable Vector into, int row) {
        Outcome outcome = family == TypeFamily.TEXT
                ? text(data, start, length, (BytesVector) into, row)
                : bytes(data, start, length, (BytesVector) into, row);
        return outcome == Outcome.DONE ? null : reason(outcome, data, start, length);
    }

    /** What is wrong with a value that is no text or number at all. */
    public String mismatch(String found) {
        return "Column '" + column.name() + "' is " + Columns.name(type) + " and the record has " + found + " there.";
    }

    private Outcome convert(byte[] data, int start, int length, @Nullable Vector into, int row) {
        if (family == TypeFamily.TEXT) {
            return text(data, start, length, (BytesVector) into, row);
        }
        int from = start;
        int end = start + length;
        while (from < end && data[from] == ' ') {
            from++;
        }
        while (end > from && data[end - 1] == ' ') {
            end--;
        }
        return switch (family) {
            case INTEGER -> {
                Outcome outcome = numbers.whole(data, from, end - from, min, max);
                yield outcome == Outcome.DONE ? put(into, row, numbers.whole()) : outcome;
            }
            case FLOAT -> {
                Outcome outcome = numbers.floating(data, from, end - from, type.kind() == TypeKind.REAL);
                if (outcome == Outcome.DONE && into != null) {
                    ((DoubleVector) into).set(row, numbers.floating());
                }
                yield outcome;
            }
            case DECIMAL -> decimal(data, from, end - from, into, row);
            case BOOLEAN -> truth(data, from, end - from, (BooleanVector) into, row);
            case DATE -> temporal(temporals.date(data, from, end - from), into, row);
            case TIME -> temporal(temporals.time(data, from, end - from), into, row);
            case TIMESTAMP -> timestamp(data, from, end - from, into, row);
            case BINARY -> binary(data, from, end - from, (BytesVector) into, row);
            case UUID -> uuid(data, from, end - from, (BytesVector) into, row);
            // Only JSON has them, and reads them part by part.
            case NESTED -> Outcome.MALFORMED;
            case TEXT, INTERVAL -> throw new IllegalStateException(type.toString());
        };
    }

    private Outcome text(byte[] data, int start, int length, @Nullable BytesVector into, int row) {
        int kept = length;
        if (type.kind() == TypeKind.CHAR) {
            while (kept > 0 && data[start + kept - 1] == ' ') {
                kept--;
            }
        }
        int points = Utf8.codePoints(data, start, start + kept);
        if (points == Utf8.INVALID) {
            return Outcome.NOT_UTF8;
        }
        if (type.precision() != ColumnType.UNBOUNDED && points > type.precision()) {
            return Outcome.TOO_LONG;
        }
        if (into != null) {
            into.set(row, data, start, kept);
        }
        return Outcome.DONE;
    }

    private Outcome decimal(byte[] data, int start, int length, @Nullable Vector into, int row) {
        Outcome outcome = numbers.decimal(data, start, length, decimalLimit);
        if (outcome == Outcome.DONE && into != null) {
            if (type.storage() == Storage.LONG) {
                ((LongVector) into).set(row, numbers.whole());
            } else {
                ((DecimalVector) into).set(row, numbers.high(), numbers.low());
            }
        }
        return outcome;
    }

    private static Outcome truth(byte[] data, int start, int length, @Nullable BooleanVector into, int row) {
        boolean value = matches(data, start, length, "true") || matches(data, start, length, "1");
        if (!value && !matches(data, start, length, "false") && !matches(data, start, length, "0")) {
            return Outcome.MALFORMED;
        }
        if (into != null) {
            into.set(row, value);
        }
        return Outcome.DONE;
    }

    private static boolean matches(byte[] data, int start, int length, String word) {
        if (length != word.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (data[start + i] != word.charAt(i) && data[start + i] != Character.toUpperCase(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private Outcome temporal(long value, @Nullable Vector into, int row) {
        if (value == TemporalText.MALFORMED) {
            return Outcome.MALFORMED;
        }
        if (temporals.wasFiner() && times.finerTime() == TimeOptions.FinerTime.REFUSE) {
            return Outcome.TOO_FINE;
        }
        return put(into, row, value);
    }

    private Outcome timestamp(byte[] data, int start, int length, @Nullable Vector into, int row) {
        return switch (times.timestampFormat()) {
            case ISO -> temporal(temporals.timestamp(data, start, length), into, row);
            case EPOCH_MILLIS -> wholeEpoch(data, start, length, into, row, 1);
            case EPOCH_MICROS -> wholeEpoch(data, start, length, into, row, 1_000);
            case EPOCH_SECONDS -> {
                Outcome outcome = numbers.decimal(data, start, length, MICROSECONDS);
                yield outcome == Outcome.DONE ? epoch(numbers.whole(), 1_000, into, row) : outcome;
            }
        };
    }

    private Outcome wholeEpoch(byte[] data, int start, int length, @Nullable Vector into, int row, long perMilli) {
        Outcome outcome = numbers.whole(data, start, length, Long.MIN_VALUE, Long.MAX_VALUE);
        return outcome == Outcome.DONE ? epoch(numbers.whole(), perMilli, into, row) : outcome;
    }

    private Outcome epoch(long units, long perMilli, @Nullable Vector into, int row) {
        if (units % perMilli != 0 && times.finerTime() == TimeOptions.FinerTime.REFUSE) {
            return Outcome.TOO_FINE;
        }
        return put(into, row, Math.floorDiv(units, perMilli));
    }

    private Outcome binary(byte[] data, int start, int length, @Nullable BytesVector into, int row) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(Arrays.copyOfRange(data, start, start + length));
        } catch (IllegalArgumentException notBase64) {
            return Outcome.MALFORMED;
        }
        return bytes(bytes, 0, bytes.length, into, row);
    }

    private Outcome bytes(byte[] data, int start, int length, @Nullable BytesVector into, int row) {
        if (type.precision() != ColumnType.UNBOUNDED && length > type.precision()) {
            return Outcome.TOO_LONG;
        }
        if (into == null) {
            return Outcome.DONE;
        }
        if (type.kind() == TypeKind.BINARY && length < type.precision()) {
            byte[] padded = new byte[type.precision()];
            System.arraycopy(data, start, padded, 0, length);
            into.set(row, padded, 0, padded.length);
        } else {
            into.set(row, data, start, length);
        }
        return Outcome.DONE;
    }

    private static Outcome uuid(byte[] data, int start, int length, @Nullable BytesVector into, int row) {
        byte[] bytes = new byte[UuidText.BYTES];
        if (!UuidText.parse(data, start, length, bytes)) {
            return Outcome.MALFORMED;
        }
        if (into != null) {
            into.set(row, bytes, 0, bytes.length);
        }
        return Outcome.DONE;
    }

    private static Outcome put(@Nullable Vector into, int row, long value) {
        if (into != null) {
            ((LongVector) into).set(row, value);
        }
        return Outcome.DONE;
    }

    private static long greatest(TypeKind kind) {
        return kind == TypeKind.TINYINT
                ? Byte.MAX_VALUE
                : kind == TypeKind.SMALLINT
                        ? Short.MAX_VALUE
                        : kind == TypeKind.INTEGER ? Integer.MAX_VALUE : Long.MAX_VALUE;
    }

    private String reason(Outcome outcome, byte[] data, int start, int length) {
        int shown = Math.min(length, LONGEST_QUOTE);
        String value = "'" + new String(data, start, shown, StandardCharsets.UTF_8) + (shown < length ? "...'" : "'");
        String subject = "Column '" + column.name() + "': " + value;
        return switch (outcome) {
            case MALFORMED -> subject + " is not " + article() + Columns.name(type) + ".";
            case OUT_OF_RANGE -> subject + " is out of the range of " + Columns.name(type) + ".";
            case TOO_LONG -> subject + " is too long for " + Columns.name(type) + ".";
            case TOO_FINE -> subject + " is finer than a millisecond.";
            case NOT_UTF8 -> subject + " is not UTF-8 text.";
            case DONE -> throw new IllegalStateException(subject);
        };
    }

    private String article() {
        return family == TypeFamily.INTEGER && type.kind() == TypeKind.INTEGER ? "an " : "a ";
    }
}
