package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Timestamps;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** The one mapping between Calcite's types and the types of columns. A type that no column can have is refused by name. */
public final class ColumnTypes {
    /** How deep types may be made of types. */
    private static final int MAX_DEPTH = 16;

    private ColumnTypes() {}

    /** The column type for a type of Calcite; throws NOT_SUPPORTED if there is none. */
    public static ColumnType of(RelDataType type) {
        boolean nullable = type.isNullable();
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> plain(TypeKind.BOOLEAN, nullable);
            case TINYINT -> plain(TypeKind.TINYINT, nullable);
            case SMALLINT -> plain(TypeKind.SMALLINT, nullable);
            case INTEGER -> plain(TypeKind.INTEGER, nullable);
            case BIGINT -> plain(TypeKind.BIGINT, nullable);
            case REAL -> plain(TypeKind.REAL, nullable);
            case FLOAT, DOUBLE -> plain(TypeKind.DOUBLE, nullable);
            case DATE -> plain(TypeKind.DATE, nullable);
            case DECIMAL -> decimal(type);
            case CHAR, VARCHAR, BINARY, VARBINARY ->
                new ColumnType(TypeKind.valueOf(type.getSqlTypeName().getName()), length(type), 0, nullable);
            case TIME -> time(TypeKind.TIME, type);
            case TIMESTAMP -> time(TypeKind.TIMESTAMP, type);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> time(TypeKind.TIMESTAMP_LTZ, type);
            case INTERVAL_YEAR,
                    INTERVAL_YEAR_MONTH,
                    INTERVAL_MONTH,
                    INTERVAL_DAY,
                    INTERVAL_DAY_HOUR,
                    INTERVAL_DAY_MINUTE,
                    INTERVAL_DAY_SECOND,
                    INTERVAL_HOUR,
                    INTERVAL_HOUR_MINUTE,
                    INTERVAL_HOUR_SECOND,
                    INTERVAL_MINUTE,
                    INTERVAL_MINUTE_SECOND,
                    INTERVAL_SECOND -> Intervals.fields(type).type(nullable);
            // As in PostgreSQL, a bare NULL is a text.
            case NULL -> new ColumnType(TypeKind.VARCHAR, ColumnType.UNBOUNDED, 0, true);
            case UUID -> plain(TypeKind.UUID, nullable);
            case ARRAY -> limited(ColumnType.array(part(type.getComponentType())), type);
            case MULTISET -> limited(ColumnType.multiset(part(type.getComponentType())), type);
            case MAP -> limited(ColumnType.map(part(type.getKeyType()), part(type.getValueType())), type);
            case ROW -> row(type);
            case UTINYINT,
                    USMALLINT,
                    UINTEGER,
                    UBIGINT,
                    TIME_WITH_LOCAL_TIME_ZONE,
                    TIME_TZ,
                    TIMESTAMP_TZ,
                    UNKNOWN,
                    ANY,
                    SYMBOL,
                    DISTINCT,
                    STRUCTURED,
                    OTHER,
                    CURSOR,
                    COLUMN_LIST,
                    DYNAMIC_STAR,
                    GEOMETRY,
                    MEASURE,
                    FUNCTION,
                    SARG,
                    VARIANT -> throw unsupported(type);
        };
    }

    /** Whether columns can have this type. */
    public static boolean isSupported(RelDataType type) {
        try {
            of(type);
            return true;
        } catch (EngineException e) {
            return false;
        }
    }

    /** The column types of a row type's fields. */
    public static List<ColumnType> ofFields(RelDataType rowType) {
        return rowType.getFieldList().stream()
                .map(RelDataTypeField::getType)
                .map(ColumnTypes::of)
                .toList();
    }

    /** The type of Calcite for a column type. */
    public static RelDataType toRelDataType(ColumnType type, RelDataTypeFactory factory) {
        RelDataType result = switch (type.kind()) {
            case DECIMAL -> factory.createSqlType(SqlTypeName.DECIMAL, type.precision(), type.scale());
            case CHAR, VARCHAR, BINARY, VARBINARY, TIME, TIMESTAMP, TIMESTAMP_LTZ ->
                factory.createSqlType(name(type.kind()), type.precision());
            case INTERVAL_MONTHS, INTERVAL_MILLIS -> Intervals.type(type, factory);
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DATE, UUID ->
                factory.createSqlType(name(type.kind()));
            case ARRAY -> factory.createArrayType(toRelDataType(type.part(0), factory), -1);
            case MULTISET -> factory.createMultisetType(toRelDataType(type.part(0), factory), -1);
            case MAP ->
                factory.createMapType(toRelDataType(type.part(0), factory), toRelDataType(type.part(1), factory));
            case ROW -> {
                RelDataTypeFactory.Builder fields = factory.builder();
                type.parts().forEach(field -> fields.add(field.name(), toRelDataType(field.type(), factory)));
                yield fields.build();
            }
        };
        return factory.createTypeWithNullability(result, type.nullable());
    }

    private static SqlTypeName name(TypeKind kind) {
        return kind == TypeKind.TIMESTAMP_LTZ
                ? SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE
                : SqlTypeName.valueOf(kind.name());
    }

    /** The type of a part: it may be NULL whatever is declared, so that it has a place for what fails. */
    private static ColumnType part(@Nullable RelDataType type) {
        return of(Objects.requireNonNull(type)).withNullable(true);
    }

    private static ColumnType row(RelDataType type) {
        List<Column> fields = type.getFieldList().stream()
                .map(field -> new Column(field.getName(), part(field.getType())))
                .toList();
        if (fields.isEmpty()) {
            throw unsupported(type);
        }
        return limited(ColumnType.row(fields), type);
    }

    private static ColumnType limited(ColumnType nested, RelDataType type) {
        if (nested.depth() > MAX_DEPTH) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    "Types are nested more than " + MAX_DEPTH + " deep here. Use several columns or tables instead.");
        }
        return nested.withNullable(type.isNullable());
    }

    private static ColumnType plain(TypeKind kind, boolean nullable) {
        return new ColumnType(kind, 0, 0, nullable);
    }

    private static int length(RelDataType type) {
        return type.getPrecision() == RelDataType.PRECISION_NOT_SPECIFIED ? ColumnType.UNBOUNDED : type.getPrecision();
    }

    private static ColumnType decimal(RelDataType type) {
        int scale = type.getScale();
        // The literal 0.001 has one digit and three places.
        int precision = Math.max(type.getPrecision(), scale);
        if (precision < 1 || precision > ColumnType.MAX_DECIMAL_PRECISION || scale < 0) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    "The type " + type + " is not supported: a DECIMAL has 1 to 38 digits, of which none or some are"
                            + " behind the point.");
        }
        return new ColumnType(TypeKind.DECIMAL, precision, scale, type.isNullable());
    }

    private static ColumnType time(TypeKind kind, RelDataType type) {
        int precision = Math.max(type.getPrecision(), 0);
        if (precision > Timestamps.PRECISION) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    "The type " + type + " is not supported: times have up to " + Timestamps.PRECISION
                            + " digits behind the second. Use a precision of " + Timestamps.PRECISION + ".");
        }
        return new ColumnType(kind, precision, 0, type.isNullable());
    }

    private static EngineException unsupported(RelDataType type) {
        return new EngineException(
                ErrorCode.NOT_SUPPORTED,
                "The type " + type.getSqlTypeName().getName() + " is not supported for columns and expressions yet.");
    }
}
