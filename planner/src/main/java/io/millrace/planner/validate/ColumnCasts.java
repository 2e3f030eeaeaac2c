package io.millrace.planner.validate;

import io.millrace.executor.type.ColumnType;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/** Casts of written values to the types of their columns. */
public final class ColumnCasts {
    private static final int NONE = -1;

    private ColumnCasts() {}

    /**
     * A value as its column stores it. Strings are not cut to their column's length: whoever writes them checks that they
     * fit.
     */
    public static SqlNode cast(SqlNode value, ColumnType type) {
        SqlParserPos position = value.getParserPosition();
        SqlBasicTypeNameSpec spec = switch (type.kind()) {
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DATE ->
                plain(SqlTypeName.valueOf(type.kind().name()), position);
            case DECIMAL -> new SqlBasicTypeNameSpec(SqlTypeName.DECIMAL, type.precision(), type.scale(), position);
            case CHAR, VARCHAR -> plain(SqlTypeName.VARCHAR, position);
            case BINARY, VARBINARY -> plain(SqlTypeName.VARBINARY, position);
            case TIME -> new SqlBasicTypeNameSpec(SqlTypeName.TIME, type.precision(), position);
            case TIMESTAMP -> new SqlBasicTypeNameSpec(SqlTypeName.TIMESTAMP, type.precision(), position);
            case TIMESTAMP_LTZ ->
                new SqlBasicTypeNameSpec(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, type.precision(), position);
            case INTERVAL_MONTHS, INTERVAL_MILLIS -> null;
        };
        return spec == null
                ? value
                : SqlStdOperatorTable.CAST.createCall(position, value, new SqlDataTypeSpec(spec, position));
    }

    private static SqlBasicTypeNameSpec plain(SqlTypeName name, SqlParserPos position) {
        return new SqlBasicTypeNameSpec(name, NONE, position);
    }
}
