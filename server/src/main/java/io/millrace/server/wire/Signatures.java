package io.millrace.server.wire;

import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import io.millrace.server.session.Prepared;
import java.sql.DatabaseMetaData;
import java.sql.Types;
import java.util.List;
import org.apache.calcite.avatica.proto.Common.AvaticaParameter;
import org.apache.calcite.avatica.proto.Common.AvaticaType;
import org.apache.calcite.avatica.proto.Common.ColumnMetaData;
import org.apache.calcite.avatica.proto.Common.CursorFactory;
import org.apache.calcite.avatica.proto.Common.Rep;
import org.apache.calcite.avatica.proto.Common.Signature;
import org.apache.calcite.avatica.proto.Common.StatementType;

/** Tells a client what the columns and parameters of a statement are. */
final class Signatures {
    private static final CursorFactory ROWS_ARE_LISTS =
            CursorFactory.newBuilder().setStyle(CursorFactory.Style.LIST).build();

    private Signatures() {}

    static Signature of(Prepared prepared) {
        Signature.Builder signature = builder(prepared.columns(), prepared.sql());
        signature.setStatementType(
                switch (prepared.kind()) {
                    case QUERY, STREAM -> StatementType.SELECT;
                    case UPDATE -> StatementType.OTHER_DML;
                    case DEFINITION, SETTING -> StatementType.OTHER_DDL;
                });
        for (ColumnType type : prepared.parameters()) {
            signature.addParameters(parameter(type));
        }
        return signature.build();
    }

    /** Of a result that no statement gave. */
    static Signature of(Schema columns) {
        return builder(columns, "").setStatementType(StatementType.SELECT).build();
    }

    private static Signature.Builder builder(Schema columns, String sql) {
        Signature.Builder signature = Signature.newBuilder().setSql(sql).setCursorFactory(ROWS_ARE_LISTS);
        List<Column> list = columns.columns();
        for (int ordinal = 0; ordinal < list.size(); ordinal++) {
            signature.addColumns(column(ordinal, list.get(ordinal)));
        }
        return signature;
    }

    private static ColumnMetaData column(int ordinal, Column column) {
        ColumnType type = column.type();
        JdbcType jdbc = JdbcType.of(type);
        return ColumnMetaData.newBuilder()
                .setOrdinal(ordinal)
                .setCaseSensitive(type.kind() == TypeKind.CHAR || type.kind() == TypeKind.VARCHAR)
                .setSearchable(true)
                .setNullable(type.nullable() ? DatabaseMetaData.columnNullable : DatabaseMetaData.columnNoNulls)
                .setSigned(jdbc.isNumber())
                .setDisplaySize(jdbc.displaySize())
                .setLabel(column.name())
                .setColumnName(column.name())
                .setPrecision(jdbc.precision())
                .setScale(scale(type))
                .setReadOnly(true)
                .setColumnClassName(jdbc.className())
                .setType(type(type))
                .build();
    }

    /** A type with those of its parts: an array's element, the key and value of a map, the fields of a row. */
    private static AvaticaType type(ColumnType type) {
        JdbcType jdbc = JdbcType.of(type);
        AvaticaType.Builder described =
                AvaticaType.newBuilder().setId(jdbc.id()).setName(jdbc.name()).setRep(jdbc.rep());
        switch (type.kind()) {
            case ARRAY, MULTISET -> described.setComponent(type(type.part(0)));
            // Clients know arrays and structures only: a map is an array of its entries.
            case MAP -> described.setComponent(fields(type, AvaticaType.newBuilder()));
            case ROW -> fields(type, described);
            default -> {
                // It has no parts.
            }
        }
        return described.build();
    }

    private static AvaticaType.Builder fields(ColumnType type, AvaticaType.Builder structure) {
        structure.setId(Types.STRUCT).setName("STRUCT").setRep(Rep.STRUCT);
        for (int part = 0; part < type.parts().size(); part++) {
            structure.addColumns(column(part, type.parts().get(part)));
        }
        return structure;
    }

    private static AvaticaParameter parameter(ColumnType type) {
        JdbcType jdbc = JdbcType.of(type);
        return AvaticaParameter.newBuilder()
                .setSigned(jdbc.isNumber())
                .setPrecision(jdbc.precision())
                .setScale(scale(type))
                .setParameterType(jdbc.id())
                .setTypeName(jdbc.name())
                .setClassName(jdbc.className())
                .build();
    }

    /** The scale of a decimal; clients print so many fraction digits of the seconds of an interval. */
    private static int scale(ColumnType type) {
        return type.kind() == TypeKind.INTERVAL_MILLIS ? 3 : type.scale();
    }
}
