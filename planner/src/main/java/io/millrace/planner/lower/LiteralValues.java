package io.millrace.planner.lower;

import io.millrace.executor.type.ColumnType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.UUID;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** Literals of VALUES as the values of {@link io.millrace.executor.column.Values}. */
final class LiteralValues {
    private LiteralValues() {}

    /** The value of a literal in a column of a type that it was brought to before. */
    static @Nullable Object of(RexLiteral literal, ColumnType type) {
        if (literal.isNull()) {
            return null;
        }
        return switch (type.kind()) {
            case BOOLEAN -> RexLiteral.booleanValue(literal);
            case TINYINT, SMALLINT, INTEGER, BIGINT, INTERVAL_MONTHS, INTERVAL_MILLIS ->
                number(literal).setScale(0, RoundingMode.HALF_UP).longValueExact();
            case DECIMAL -> number(literal).setScale(type.scale(), RoundingMode.HALF_UP);
            case REAL -> (double) number(literal).floatValue();
            case DOUBLE -> number(literal).doubleValue();
            case CHAR -> text(literal).replaceFirst(" +$", "");
            case VARCHAR -> text(literal);
            case BINARY, VARBINARY ->
                Objects.requireNonNull(literal.getValueAs(ByteString.class)).getBytes();
            case DATE ->
                (long) Objects.requireNonNull(literal.getValueAs(DateString.class))
                        .getDaysSinceEpoch();
            case TIME ->
                (long) Objects.requireNonNull(literal.getValueAs(TimeString.class))
                        .getMillisOfDay();
            case TIMESTAMP, TIMESTAMP_LTZ ->
                Objects.requireNonNull(literal.getValueAs(TimestampString.class))
                        .getMillisSinceEpoch();
            case UUID -> literal.getValueAs(UUID.class);
            case ARRAY, MULTISET, MAP, ROW -> throw new IllegalArgumentException("a literal of type " + type);
        };
    }

    private static String text(RexLiteral literal) {
        return Objects.requireNonNull(literal.getValueAs(NlsString.class)).getValue();
    }

    private static BigDecimal number(RexLiteral literal) {
        return literal.getValue() instanceof Double number
                ? new BigDecimal(number)
                : Objects.requireNonNull(literal.getValueAs(BigDecimal.class));
    }
}
