package io.millrace.planner.validate;

import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.kernel.Intervals;
import io.millrace.planner.parse.node.IntervalTypeName;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCollectionTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlMapTypeNameSpec;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlRowTypeNameSpec;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

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
        SqlTypeNameSpec spec = spec(type, position);
        return spec == null
                ? value
                : SqlStdOperatorTable.CAST.createCall(position, value, new SqlDataTypeSpec(spec, position));
    }

    private static @Nullable SqlTypeNameSpec spec(ColumnType type, SqlParserPos position) {
        return switch (type.kind()) {
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DATE, UUID ->
                plain(SqlTypeName.valueOf(type.kind().name()), position);
            case DECIMAL -> new SqlBasicTypeNameSpec(SqlTypeName.DECIMAL, type.precision(), type.scale(), position);
            case CHAR, VARCHAR -> plain(SqlTypeName.VARCHAR, position);
            case BINARY, VARBINARY -> plain(SqlTypeName.VARBINARY, position);
            case TIME -> new SqlBasicTypeNameSpec(SqlTypeName.TIME, type.precision(), position);
            case TIMESTAMP -> new SqlBasicTypeNameSpec(SqlTypeName.TIMESTAMP, type.precision(), position);
            case TIMESTAMP_LTZ ->
                new SqlBasicTypeNameSpec(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, type.precision(), position);
            case INTERVAL_MONTHS, INTERVAL_MILLIS ->
                new IntervalTypeName(Intervals.qualifier(type, position), position);
            case ARRAY, MULTISET -> collection(type, position);
            case MAP -> map(type, position);
            case ROW -> row(type, position);
        };
    }

    private static @Nullable SqlTypeNameSpec collection(ColumnType type, SqlParserPos position) {
        SqlTypeNameSpec element = spec(type.part(0), position);
        return element == null
                ? null
                : new SqlCollectionTypeNameSpec(
                        element, SqlTypeName.valueOf(type.kind().name()), position);
    }

    private static @Nullable SqlTypeNameSpec map(ColumnType type, SqlParserPos position) {
        SqlTypeNameSpec key = spec(type.part(0), position);
        SqlTypeNameSpec value = spec(type.part(1), position);
        return key == null || value == null
                ? null
                : new SqlMapTypeNameSpec(nullable(key, position), nullable(value, position), position);
    }

    private static @Nullable SqlTypeNameSpec row(ColumnType type, SqlParserPos position) {
        List<SqlIdentifier> names = new ArrayList<>();
        List<SqlDataTypeSpec> types = new ArrayList<>();
        for (Column field : type.parts()) {
            SqlTypeNameSpec spec = spec(field.type(), position);
            if (spec == null) {
                return null;
            }
            names.add(new SqlIdentifier(field.name(), position));
            types.add(nullable(spec, position));
        }
        return new SqlRowTypeNameSpec(position, names, types);
    }

    private static SqlDataTypeSpec nullable(SqlTypeNameSpec spec, SqlParserPos position) {
        return new SqlDataTypeSpec(spec, position).withNullable(true);
    }

    private static SqlBasicTypeNameSpec plain(SqlTypeName name, SqlParserPos position) {
        return new SqlBasicTypeNameSpec(name, NONE, position);
    }
}
