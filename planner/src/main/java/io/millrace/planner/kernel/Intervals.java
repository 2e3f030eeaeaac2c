package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.IntervalFields;
import io.millrace.executor.type.Timestamps;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Types of intervals and casts of them. An interval is a number of months or of milliseconds, whatever fields its type has; a
 * cast to a type cuts what is finer than its last field, towards zero, and fails where the first field has too many digits.
 * As a number an interval counts its last field.
 */
public final class Intervals {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);

    private Intervals() {}

    /** The fields of an interval type of Calcite's; a week is one of days, a quarter one of months. */
    static IntervalFields fields(RelDataType type) {
        SqlIntervalQualifier qualifier = Objects.requireNonNull(type.getIntervalQualifier());
        IntervalFields.Unit first = unit(qualifier.getStartUnit());
        TimeUnit end = qualifier.getEndUnit();
        int digits = qualifier.getStartPrecisionPreservingDefault();
        int fraction = qualifier.getFractionalSecondPrecisionPreservingDefault();
        return new IntervalFields(
                first,
                end == null ? first : unit(end),
                Math.max(0, digits),
                fraction < 0 ? Timestamps.PRECISION : Math.min(fraction, Timestamps.PRECISION));
    }

    /** The fields of a type as a qualifier. */
    public static SqlIntervalQualifier qualifier(ColumnType type, SqlParserPos position) {
        IntervalFields fields = IntervalFields.of(type);
        boolean fewer = fields.fractionDigits() != Timestamps.PRECISION;
        return new SqlIntervalQualifier(
                TimeUnit.valueOf(fields.first().name()),
                fields.leadingDigits() == 0 ? RelDataType.PRECISION_NOT_SPECIFIED : fields.leadingDigits(),
                fields.first() == fields.last()
                        ? null
                        : TimeUnit.valueOf(fields.last().name()),
                fewer ? fields.fractionDigits() : RelDataType.PRECISION_NOT_SPECIFIED,
                position);
    }

    /** The type of Calcite's for a column type. */
    static RelDataType type(ColumnType type, RelDataTypeFactory factory) {
        return factory.createSqlIntervalType(qualifier(type, SqlParserPos.ZERO));
    }

    private static IntervalFields.Unit unit(TimeUnit unit) {
        return switch (unit) {
            case QUARTER -> IntervalFields.Unit.MONTH;
            case WEEK -> IntervalFields.Unit.DAY;
            default -> IntervalFields.Unit.valueOf(unit.name());
        };
    }

    /** A cast to or from an interval. */
    static Value cast(Value value, RelDataType from, RelDataType to, Emitter emitter) {
        ColumnType target = ColumnTypes.of(to);
        TypeKind source = value.type().kind();
        if (value.isNull().equals("true")) {
            return emitter.convert(value, target);
        }
        if (!Conversions.isInterval(target.kind())) {
            return Conversions.isExact(target.kind())
                    ? emitter.convert(count(value, from, target, emitter), target)
                    : emitter.convert(value, target);
        }
        if (source == target.kind()) {
            return fitted(value, target, emitter);
        }
        return Conversions.isExact(source)
                ? fitted(ofNumber(value, to, target, emitter), target, emitter)
                : emitter.convert(value, target);
    }

    /** An interval as one of another type of its kind. */
    static Value fitted(Value value, ColumnType to, Emitter emitter) {
        IntervalFields fields = IntervalFields.of(to);
        long step = fields.step();
        Value cut = step == 1
                ? value.as(to)
                : emitter.strict(to, List.of(value), "%1$s - %1$s %% %2$dL".formatted(value.text(), step));
        if (fields.leadingDigits() == 0) {
            return cut;
        }
        return emitter.checked(
                List.of(cut),
                cut,
                "%1$s >= %2$dL || %1$s <= -%2$dL".formatted(cut.text(), fields.limit()),
                "overflow(in, row, %d, \"" + fields.text() + "\")");
    }

    /** A text in the form of the type's literals. */
    static Value ofText(Value text, ColumnType to, Emitter emitter) {
        IntervalFields fields = IntervalFields.of(to);
        Value parsed = emitter.attempt(
                ColumnType.of(to.kind()),
                List.of(text),
                "%s.%s(%s, %dL, %s, \"%s\")"
                        .formatted(
                                emitter.scratch("IntervalParser"),
                                to.kind() == TypeKind.INTERVAL_MONTHS ? "toMonths" : "toMillis",
                                text.text(),
                                fields.first().length(),
                                fields.first() == fields.last(),
                                fields.text()));
        return fitted(parsed, to, emitter);
    }

    /** How often the last field is in an interval; seconds have a fraction if the number can have one. */
    private static Value count(Value value, RelDataType type, ColumnType to, Emitter emitter) {
        long unit = length(type);
        if (unit == Timestamps.PER_SECOND && to.kind() == TypeKind.DECIMAL) {
            return emitter.convert(value.as(BIGINT), ColumnType.decimal(22, 0))
                    .as(ColumnType.decimal(22, Timestamps.PRECISION));
        }
        return unit == 1 ? value.as(BIGINT) : emitter.strict(BIGINT, List.of(value), value.text() + " / " + unit + "L");
    }

    private static Value ofNumber(Value number, RelDataType type, ColumnType to, Emitter emitter) {
        long unit = length(type);
        ColumnType from = number.type();
        if (unit == Timestamps.PER_SECOND && from.kind() == TypeKind.DECIMAL) {
            Value millis = emitter.convert(number, ColumnType.decimal(22, Timestamps.PRECISION))
                    .as(ColumnType.decimal(22, 0));
            return emitter.convert(millis, BIGINT).as(to);
        }
        return Datetimes.times(emitter.convert(number, BIGINT), unit + "L", to, emitter);
    }

    /** Months or milliseconds of the last field. */
    private static long length(RelDataType type) {
        SqlIntervalQualifier qualifier = Objects.requireNonNull(type.getIntervalQualifier());
        BigDecimal length = qualifier.getUnit().multiplier;
        return length.longValueExact();
    }
}
