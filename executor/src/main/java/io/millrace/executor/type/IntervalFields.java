package io.millrace.executor.type;

/**
 * The fields that an interval column is declared to have, as {@code HOUR TO MINUTE}: a value that is written to it loses what
 * is finer than the last of them. All fields of a kind are 0 as a number, which is what expressions have.
 *
 * @param first the field that may have any size
 * @param last the finest field
 * @param leadingDigits how many digits the first field has at most, or 0 if it may have any
 * @param fractionDigits digits behind the second; those of {@link Timestamps#PRECISION} unless fewer are declared
 */
public record IntervalFields(Unit first, Unit last, int leadingDigits, int fractionDigits) {
    /** More digits are none that a long of milliseconds could leave. */
    private static final int MOST_DIGITS = 10;

    private static final int UNITS = 6;

    /** A field and its length in the unit of the kind: months or milliseconds. */
    public enum Unit {
        YEAR(0, 12),
        MONTH(1, 1),
        DAY(2, Timestamps.PER_DAY),
        HOUR(3, 3600 * Timestamps.PER_SECOND),
        MINUTE(4, 60 * Timestamps.PER_SECOND),
        SECOND(5, Timestamps.PER_SECOND);

        private final int number;
        private final long length;

        Unit(int number, long length) {
            this.number = number;
            this.length = length;
        }

        private static Unit of(int number) {
            for (Unit unit : values()) {
                if (unit.number == number) {
                    return unit;
                }
            }
            throw new IllegalArgumentException("unit " + number);
        }

        /** Months or milliseconds. */
        public long length() {
            return length;
        }

        /** Whether intervals with this field count months. */
        public boolean isMonths() {
            return this == YEAR || this == MONTH;
        }
    }

    public IntervalFields {
        if (first.compareTo(last) > 0
                || first.isMonths() != last.isMonths()
                || leadingDigits < 0
                || leadingDigits > MOST_DIGITS
                || fractionDigits < 0
                || fractionDigits > Timestamps.PRECISION) {
            throw new IllegalArgumentException(
                    first + "(" + leadingDigits + ") TO " + last + "(" + fractionDigits + ")");
        }
    }

    /** Of an interval type. */
    public static IntervalFields of(ColumnType type) {
        int number = type.precision() - 1;
        if (number < 0) {
            return all(type.kind());
        }
        int rest = number / (UNITS * UNITS);
        return new IntervalFields(
                Unit.of(number % UNITS),
                Unit.of(number / UNITS % UNITS),
                rest % (MOST_DIGITS + 1),
                rest / (MOST_DIGITS + 1));
    }

    private static IntervalFields all(TypeKind kind) {
        return kind == TypeKind.INTERVAL_MONTHS
                ? new IntervalFields(Unit.YEAR, Unit.MONTH, 0, Timestamps.PRECISION)
                : new IntervalFields(Unit.DAY, Unit.SECOND, 0, Timestamps.PRECISION);
    }

    /** The type of a column with these fields. */
    public ColumnType type(boolean nullable) {
        TypeKind kind = first.isMonths() ? TypeKind.INTERVAL_MONTHS : TypeKind.INTERVAL_MILLIS;
        int number =
                ((fractionDigits * (MOST_DIGITS + 1) + leadingDigits) * UNITS + last.number) * UNITS + first.number;
        return new ColumnType(kind, equals(all(kind)) ? 0 : number + 1, 0, nullable);
    }

    /** What values are multiples of: the length of the last field or of its last digit. */
    public long step() {
        long step = last.length();
        for (int digit = last == Unit.SECOND ? fractionDigits : 0; digit > 0 && step > 1; digit--) {
            step /= 10;
        }
        return step;
    }

    /** What values stay below, but for their sign; the greatest long if the first field may have any size. */
    public long limit() {
        long limit = first.length();
        for (int digit = 0; digit < leadingDigits; digit++) {
            limit *= 10;
        }
        return leadingDigits == 0 ? Long.MAX_VALUE : limit;
    }

    /** A value of an interval type as SQL writes it, with all fields of its kind. */
    public static String literal(ColumnType type, long value) {
        String sign = value < 0 ? "-" : "";
        if (type.kind() == TypeKind.INTERVAL_MONTHS) {
            long year = Unit.YEAR.length;
            return "INTERVAL '%s%d-%02d' YEAR TO MONTH".formatted(sign, Math.abs(value / year), Math.abs(value % year));
        }
        long rest = Math.abs(value % Timestamps.PER_DAY);
        return "INTERVAL '%s%d %02d:%02d:%02d.%03d' DAY TO SECOND"
                .formatted(
                        sign,
                        Math.abs(value / Timestamps.PER_DAY),
                        rest / Unit.HOUR.length,
                        rest / Unit.MINUTE.length % 60,
                        rest / Unit.SECOND.length % 60,
                        rest % Unit.SECOND.length);
    }

    /** As SQL writes the type. */
    public String text() {
        String leading = leadingDigits == 0 ? "" : "(" + leadingDigits + ")";
        boolean fewer = last == Unit.SECOND && fractionDigits != Timestamps.PRECISION;
        if (first == last) {
            return "INTERVAL " + first
                    + (fewer
                            ? "(" + (leadingDigits == 0 ? MOST_DIGITS : leadingDigits) + ", " + fractionDigits + ")"
                            : leading);
        }
        return "INTERVAL " + first + leading + " TO " + last + (fewer ? "(" + fractionDigits + ")" : "");
    }
}
