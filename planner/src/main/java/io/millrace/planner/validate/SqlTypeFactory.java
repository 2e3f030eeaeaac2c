package io.millrace.planner.validate;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Makes types by our rules; all text is UTF-8, and values of different kinds (a number and a time, say) have no type in
 * common. One for each statement, as it keeps every type that it makes.
 */
final class SqlTypeFactory extends JavaTypeFactoryImpl {
    /** Values of one kind can be compared and mixed; the other kinds, intervals among them, are left to Calcite. */
    private enum ValueKind {
        NUMBER,
        TEXT,
        BYTES,
        TRUTH,
        DAY,
        TIME_OF_DAY,
        OTHER
    }

    SqlTypeFactory() {
        super(SqlTypes.INSTANCE);
    }

    @Override
    public Charset getDefaultCharset() {
        return StandardCharsets.UTF_8;
    }

    @Override
    public @Nullable RelDataType leastRestrictive(List<RelDataType> types, SqlTypeMappingRule rule) {
        ValueKind common = ValueKind.OTHER;
        for (RelDataType type : types) {
            ValueKind kind = kind(type);
            if (kind != ValueKind.OTHER) {
                if (common != ValueKind.OTHER && kind != common) {
                    return null;
                }
                common = kind;
            }
        }
        if (types.stream().anyMatch(SqlTypeFactory::isInstant)) {
            return createTypeWithNullability(
                    createSqlType(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE),
                    types.stream().anyMatch(RelDataType::isNullable));
        }
        return super.leastRestrictive(types, rule);
    }

    private static boolean isInstant(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
    }

    @Override
    public RelDataType createArrayType(RelDataType elementType, long maxCardinality) {
        return super.createArrayType(part(elementType), maxCardinality);
    }

    @Override
    public RelDataType createMultisetType(RelDataType elementType, long maxCardinality) {
        return super.createMultisetType(part(elementType), maxCardinality);
    }

    @Override
    public RelDataType createMapType(RelDataType keyType, RelDataType valueType) {
        return super.createMapType(part(keyType), part(valueType));
    }

    /** A part may be NULL, and a text in it keeps its blanks. */
    private RelDataType part(RelDataType type) {
        boolean padded = type.getSqlTypeName() == SqlTypeName.CHAR;
        return createTypeWithNullability(padded ? createSqlType(SqlTypeName.VARCHAR, type.getPrecision()) : type, true);
    }

    private static ValueKind kind(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, FLOAT, DOUBLE -> ValueKind.NUMBER;
            case CHAR, VARCHAR -> ValueKind.TEXT;
            case BINARY, VARBINARY -> ValueKind.BYTES;
            case BOOLEAN -> ValueKind.TRUTH;
            case DATE, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> ValueKind.DAY;
            case TIME -> ValueKind.TIME_OF_DAY;
            default -> ValueKind.OTHER;
        };
    }
}
