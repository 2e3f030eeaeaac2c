package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.sql.type.SqlTypeName;

/** How values cross between a kernel and code that Calcite generates. */
final class LibraryTypes {
    /** The types of the generated code; they are not those of the statement, but have room for them. */
    static final JavaTypeFactoryImpl FACTORY =
            new JavaTypeFactoryImpl(new RelDataTypeSystemImpl() {
                @Override
                public int getMaxPrecision(SqlTypeName typeName) {
                    return typeName == SqlTypeName.DECIMAL
                            ? ColumnType.MAX_DECIMAL_PRECISION
                            : super.getMaxPrecision(typeName);
                }

                @Override
                public int getMaxScale(SqlTypeName typeName) {
                    return typeName == SqlTypeName.DECIMAL
                            ? ColumnType.MAX_DECIMAL_PRECISION
                            : super.getMaxScale(typeName);
                }
            }) {
                @Override
                public Charset getDefaultCharset() {
                    return StandardCharsets.UTF_8;
                }
            };

    static final RexBuilder BUILDER = new RexBuilder(FACTORY);

    private LibraryTypes() {}

    /** A value in the form the library takes. */
    static String toLibrary(Value value) {
        String text = value.text();
        return switch (value.type().kind()) {
            case BOOLEAN, DOUBLE, BIGINT, TIMESTAMP, TIMESTAMP_LTZ, INTERVAL_MILLIS -> text;
            case TINYINT -> "(byte) " + text;
            case SMALLINT -> "(short) " + text;
            case INTEGER, DATE, TIME, INTERVAL_MONTHS -> "(int) " + text;
            case REAL -> "(float) " + text;
            case DECIMAL ->
                "LibraryValues.decimal(" + text + ", " + value.type().scale() + ")";
            case CHAR, VARCHAR -> text + ".text()";
            case BINARY, VARBINARY -> "LibraryValues.binary(" + text + ")";
            case UUID -> "LibraryValues.uuid(" + text + ")";
            case ARRAY, MULTISET, MAP, ROW -> throw nested(value.type());
        };
    }

    /** The class of values that may be null. */
    static String boxed(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> "Boolean";
            case DOUBLE -> "Double";
            case BIGINT, TIMESTAMP, TIMESTAMP_LTZ, INTERVAL_MILLIS -> "Long";
            case TINYINT -> "Byte";
            case SMALLINT -> "Short";
            case INTEGER, DATE, TIME, INTERVAL_MONTHS -> "Integer";
            case REAL -> "Float";
            case DECIMAL -> "java.math.BigDecimal";
            case CHAR, VARCHAR -> "String";
            case BINARY, VARBINARY -> "org.apache.calcite.avatica.util.ByteString";
            case UUID -> "java.util.UUID";
            case ARRAY, MULTISET, MAP, ROW -> throw nested(type);
        };
    }

    /** What the library returned, as a value of a type. */
    static String fromLibrary(String object, ColumnType type, Emitter emitter) {
        return switch (type.kind()) {
            case BOOLEAN -> "LibraryValues.toBoolean(" + object + ")";
            case REAL, DOUBLE -> "LibraryValues.toDouble(" + object + ")";
            case TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS -> "LibraryValues.toLong(" + object + ")";
            case DECIMAL -> {
                String decimal = "LibraryValues.toDecimal(%s, %d, %d, %s)"
                        .formatted(object, type.scale(), type.precision(), emitter.scratch("Int128"));
                yield type.storage() == Storage.LONG ? decimal + ".toLong()" : decimal;
            }
            case CHAR, VARCHAR -> "LibraryValues.toText(" + object + ", " + emitter.scratch("SliceBuilder") + ")";
            case BINARY, VARBINARY -> "LibraryValues.toBinary(" + object + ", " + emitter.scratch("SliceBuilder") + ")";
            case UUID -> "LibraryValues.fromUuid(" + object + ", " + emitter.scratch("SliceBuilder") + ")";
            case ARRAY, MULTISET, MAP, ROW -> throw nested(type);
        };
    }

    private static EngineException nested(ColumnType type) {
        return new EngineException(
                ErrorCode.NOT_SUPPORTED, "This function is not supported for values of type " + type.kind() + " yet.");
    }
}
