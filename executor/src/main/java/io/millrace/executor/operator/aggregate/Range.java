package io.millrace.executor.operator.aggregate;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigInteger;

/** Which integers a type can hold; those of a DECIMAL are unscaled. */
final class Range {
    private final ColumnType type;
    private final long high;
    private final long low;
    private final boolean symmetric;

    Range(ColumnType type) {
        this.type = type;
        BigInteger greatest = switch (type.kind()) {
            case TINYINT -> BigInteger.valueOf(Byte.MAX_VALUE);
            case SMALLINT -> BigInteger.valueOf(Short.MAX_VALUE);
            case INTEGER, INTERVAL_MONTHS -> BigInteger.valueOf(Integer.MAX_VALUE);
            case BIGINT, INTERVAL_MILLIS, TIME, TIMESTAMP, TIMESTAMP_LTZ -> BigInteger.valueOf(Long.MAX_VALUE);
            case DECIMAL -> BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
            case BOOLEAN, REAL, DOUBLE, CHAR, VARCHAR, BINARY, VARBINARY, DATE, UUID, ARRAY, MULTISET, MAP, ROW ->
                throw new IllegalArgumentException("integers are not summed up to " + type);
        };
        this.high = greatest.shiftRight(Long.SIZE).longValue();
        this.low = greatest.longValue();
        this.symmetric = type.kind() == TypeKind.DECIMAL;
    }

    /** Whether a 128-bit integer fits. */
    boolean holds(long highHalf, long lowHalf) {
        // The least integer is one further from 0 than the greatest, but that of a DECIMAL is not.
        boolean negative = highHalf < 0;
        long lowSize = negative ? symmetric ? -lowHalf : ~lowHalf : lowHalf;
        long highSize = negative ? ~highHalf + (symmetric && lowHalf == 0 ? 1 : 0) : highHalf;
        return highSize >= 0 && (highSize < high || highSize == high && Long.compareUnsigned(lowSize, low) <= 0);
    }

    /** The name of the type as users write it. */
    String name() {
        return switch (type.kind()) {
            case DECIMAL -> "DECIMAL(" + type.precision() + ", " + type.scale() + ")";
            case INTERVAL_MONTHS -> "INTERVAL MONTH";
            case INTERVAL_MILLIS -> "INTERVAL SECOND";
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    CHAR,
                    VARCHAR,
                    BINARY,
                    VARBINARY,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    UUID,
                    ARRAY,
                    MULTISET,
                    MAP,
                    ROW -> type.kind().name();
        };
    }
}
