package io.millrace.server.wire;

import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;

/** The columns of the result sets of {@code java.sql.DatabaseMetaData}, as its documentation fixes them. */
final class MetadataTables {
    static final Schema CATALOGS = schema("TABLE_CAT text!");
    static final Schema SCHEMAS = schema("TABLE_SCHEM text!", "TABLE_CATALOG text");
    static final Schema TABLE_TYPES = schema("TABLE_TYPE text!");

    static final Schema TABLES = schema(
            "TABLE_CAT text",
            "TABLE_SCHEM text",
            "TABLE_NAME text!",
            "TABLE_TYPE text!",
            "REMARKS text",
            "TYPE_CAT text",
            "TYPE_SCHEM text",
            "TYPE_NAME text",
            "SELF_REFERENCING_COL_NAME text",
            "REF_GENERATION text");

    static final Schema COLUMNS = schema(
            "TABLE_CAT text",
            "TABLE_SCHEM text",
            "TABLE_NAME text!",
            "COLUMN_NAME text!",
            "DATA_TYPE int!",
            "TYPE_NAME text!",
            "COLUMN_SIZE int",
            "BUFFER_LENGTH int",
            "DECIMAL_DIGITS int",
            "NUM_PREC_RADIX int",
            "NULLABLE int!",
            "REMARKS text",
            "COLUMN_DEF text",
            "SQL_DATA_TYPE int",
            "SQL_DATETIME_SUB int",
            "CHAR_OCTET_LENGTH int",
            "ORDINAL_POSITION int!",
            "IS_NULLABLE text!",
            "SCOPE_CATALOG text",
            "SCOPE_SCHEMA text",
            "SCOPE_TABLE text",
            "SOURCE_DATA_TYPE short",
            "IS_AUTOINCREMENT text!",
            "IS_GENERATEDCOLUMN text!");

    static final Schema PRIMARY_KEYS = schema(
            "TABLE_CAT text",
            "TABLE_SCHEM text",
            "TABLE_NAME text!",
            "COLUMN_NAME text!",
            "KEY_SEQ short!",
            "PK_NAME text");

    static final Schema INDEX_INFO = schema(
            "TABLE_CAT text",
            "TABLE_SCHEM text",
            "TABLE_NAME text!",
            "NON_UNIQUE bool!",
            "INDEX_QUALIFIER text",
            "INDEX_NAME text!",
            "TYPE short!",
            "ORDINAL_POSITION short!",
            "COLUMN_NAME text!",
            "ASC_OR_DESC text",
            "CARDINALITY long",
            "PAGES long",
            "FILTER_CONDITION text");

    static final Schema TYPE_INFO = schema(
            "TYPE_NAME text!",
            "DATA_TYPE int!",
            "PRECISION int",
            "LITERAL_PREFIX text",
            "LITERAL_SUFFIX text",
            "CREATE_PARAMS text",
            "NULLABLE short!",
            "CASE_SENSITIVE bool!",
            "SEARCHABLE short!",
            "UNSIGNED_ATTRIBUTE bool!",
            "FIXED_PREC_SCALE bool!",
            "AUTO_INCREMENT bool!",
            "LOCAL_TYPE_NAME text",
            "MINIMUM_SCALE short",
            "MAXIMUM_SCALE short",
            "SQL_DATA_TYPE int",
            "SQL_DATETIME_SUB int",
            "NUM_PREC_RADIX int");

    private MetadataTables() {}

    /** A schema from "NAME type" with an exclamation mark where no null is. */
    private static Schema schema(String... columns) {
        List<Column> list = new ArrayList<>();
        for (String column : columns) {
            int space = column.indexOf(' ');
            boolean required = column.endsWith("!");
            String type = column.substring(space + 1, required ? column.length() - 1 : column.length());
            TypeKind kind = switch (type) {
                case "text" -> TypeKind.VARCHAR;
                case "int" -> TypeKind.INTEGER;
                case "short" -> TypeKind.SMALLINT;
                case "long" -> TypeKind.BIGINT;
                case "bool" -> TypeKind.BOOLEAN;
                default -> throw new IllegalArgumentException("no type '" + type + "'");
            };
            list.add(new Column(column.substring(0, space), ColumnType.of(kind).withNullable(!required)));
        }
        return new Schema(list);
    }
}
