package io.millrace.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.server.session.Metadata.Index;
import io.millrace.server.session.Metadata.Table;
import io.millrace.server.session.Metadata.TableColumn;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code DatabaseMetaData} over the wire. */
class MetadataTest {
    private DriverFixture fixture;
    private Connection connection;
    private DatabaseMetaData metaData;

    @BeforeEach
    void connect() throws Exception {
        fixture = new DriverFixture();
        fixture.sessions.tables.add(new Table(
                "PUBLIC",
                "Orders",
                "STREAM",
                "what was ordered",
                List.of(
                        column("id", ColumnType.of(TypeKind.BIGINT).notNull(), null, false),
                        column("shop_id", ColumnType.of(TypeKind.INTEGER).notNull(), "0", false),
                        column("price", ColumnType.decimal(10, 2), null, false),
                        column("day", ColumnType.of(TypeKind.DATE), null, true)),
                List.of("shop_id", "id"),
                List.of(new Index("orders_pkey", List.of("shop_id", "id")), new Index("a_day", List.of("day")))));
        fixture.sessions.tables.add(new Table(
                "PUBLIC",
                "totals",
                "VIEW",
                "",
                List.of(column("n", ColumnType.of(TypeKind.BIGINT), null, false)),
                List.of(),
                List.of()));
        fixture.sessions.tables.add(new Table(
                "MILLRACE",
                "TICKS",
                "SYSTEM TABLE",
                "",
                List.of(column("id", ColumnType.of(TypeKind.BIGINT), null, false)),
                List.of(),
                List.of()));
        connection = fixture.connect();
        metaData = connection.getMetaData();
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        fixture.close();
    }

    @Test
    void productAndDriverAreNamed() throws Exception {
        assertThat(metaData.getDatabaseProductName()).isEqualTo("Millrace");
        assertThat(metaData.getDatabaseProductVersion()).isEqualTo("1.2.3");
        assertThat(metaData.getDatabaseMajorVersion()).isEqualTo(1);
        assertThat(metaData.getDatabaseMinorVersion()).isEqualTo(2);
        assertThat(metaData.getDriverName()).isEqualTo("Millrace JDBC driver");
        assertThat(metaData.getURL()).isEqualTo(fixture.url());
        assertThat(metaData.getSQLKeywords()).isEqualTo("WATERMARK,SUBSCRIBE");
        assertThat(metaData.getNumericFunctions()).isEqualTo("ABS");
        assertThat(metaData.getStringFunctions()).isEqualTo("UPPER");
        assertThat(metaData.getTimeDateFunctions()).isEqualTo("YEAR");
        assertThat(metaData.getSystemFunctions()).isEqualTo("COALESCE");
        assertThat(metaData.getDefaultTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        assertThat(metaData.getIdentifierQuoteString()).isEqualTo("\"");
        assertThat(metaData.isReadOnly()).isFalse();
    }

    @Test
    void tablesAreFilteredByPatternAndKindAndSorted() throws Exception {
        assertThat(rows(
                        metaData.getTables(null, null, null, null),
                        "TABLE_TYPE",
                        "TABLE_SCHEM",
                        "TABLE_NAME",
                        "REMARKS"))
                .containsExactly(
                        "STREAM PUBLIC Orders what was ordered", "SYSTEM TABLE MILLRACE TICKS ", "VIEW PUBLIC totals ");
        assertThat(rows(metaData.getTables(null, "pub%", "O_ders", new String[] {"STREAM"}), "TABLE_NAME"))
                .containsExactly("Orders");
        assertThat(rows(metaData.getTables(null, "PUBLIC", "%", new String[] {"VIEW"}), "TABLE_NAME"))
                .containsExactly("totals");
        assertThat(rows(metaData.getTables("elsewhere", null, null, null), "TABLE_NAME"))
                .isEmpty();
        assertThat(rows(metaData.getTables("", null, "tot\\als", null), "TABLE_NAME"))
                .containsExactly("totals");
        assertThat(rows(metaData.getTableTypes(), "TABLE_TYPE"))
                .containsExactly("STREAM", "SYSTEM TABLE", "TABLE", "VIEW");
        assertThat(rows(metaData.getSchemas(), "TABLE_SCHEM"))
                .containsExactly("INFORMATION_SCHEMA", "MILLRACE", "PUBLIC");
        assertThat(rows(metaData.getSchemas(null, "M%"), "TABLE_SCHEM")).containsExactly("MILLRACE");
        assertThat(rows(metaData.getCatalogs(), "TABLE_CAT")).isEmpty();
    }

    @Test
    void theSchemaWithoutANameIsNullAndFoundByAnEmptyPattern() throws Exception {
        fixture.sessions.tables.add(new Table(
                "",
                "plain",
                "TABLE",
                "",
                List.of(column("id", ColumnType.of(TypeKind.BIGINT), null, false)),
                List.of("id"),
                List.of()));

        assertThat(rows(metaData.getTables(null, "", "%", null), "TABLE_SCHEM", "TABLE_NAME"))
                .containsExactly("null plain");
        assertThat(rows(metaData.getColumns(null, "", "plain", null), "TABLE_SCHEM", "COLUMN_NAME"))
                .containsExactly("null id");
        assertThat(rows(metaData.getPrimaryKeys(null, "", "plain"), "TABLE_SCHEM", "COLUMN_NAME"))
                .containsExactly("null id");
    }

    @Test
    void columnsTellTypeSizeNullsDefaultAndPosition() throws Exception {
        assertThat(rows(
                        metaData.getColumns(null, "PUBLIC", "orders", null),
                        "COLUMN_NAME",
                        "DATA_TYPE",
                        "TYPE_NAME",
                        "COLUMN_SIZE",
                        "DECIMAL_DIGITS",
                        "NULLABLE",
                        "COLUMN_DEF",
                        "ORDINAL_POSITION",
                        "IS_NULLABLE",
                        "IS_GENERATEDCOLUMN"))
                .containsExactly(
                        "id " + Types.BIGINT + " BIGINT 19 0 0 null 1 NO NO",
                        "shop_id " + Types.INTEGER + " INTEGER 10 0 0 0 2 NO NO",
                        "price " + Types.DECIMAL + " DECIMAL 10 2 1 null 3 YES NO",
                        "day " + Types.DATE + " DATE 10 null 1 null 4 YES YES");
        assertThat(rows(metaData.getColumns(null, null, "%", "i_"), "TABLE_NAME"))
                .containsExactly("TICKS", "Orders");
        ResultSet columns = metaData.getColumns(null, null, null, null);
        assertThat(columns.getMetaData().getColumnCount()).isEqualTo(24);
    }

    @Test
    void primaryKeysAreOrderedByColumnWithTheirPlaceInTheKey() throws Exception {
        assertThat(rows(
                        metaData.getPrimaryKeys(null, "PUBLIC", "Orders"),
                        "TABLE_SCHEM",
                        "TABLE_NAME",
                        "COLUMN_NAME",
                        "KEY_SEQ"))
                .containsExactly("PUBLIC Orders id 2", "PUBLIC Orders shop_id 1");
        assertThat(rows(metaData.getPrimaryKeys(null, null, "orders"), "COLUMN_NAME"))
                .containsExactly("id", "shop_id");
        assertThat(rows(metaData.getPrimaryKeys(null, null, "totals"), "COLUMN_NAME"))
                .isEmpty();
    }

    @Test
    void everyTypeIsDescribed() throws Exception {
        List<String> types = rows(metaData.getTypeInfo(), "TYPE_NAME", "DATA_TYPE");

        assertThat(types).hasSize(TypeKind.values().length).contains("DECIMAL 3", "TIMESTAMP 93", "VARCHAR 12");
    }

    @Test
    void keysAndUniqueColumnsAreIndexes() throws Exception {
        assertThat(rows(
                        metaData.getIndexInfo(null, null, "Orders", true, true),
                        "TABLE_SCHEM",
                        "TABLE_NAME",
                        "NON_UNIQUE",
                        "INDEX_NAME",
                        "TYPE",
                        "ORDINAL_POSITION",
                        "COLUMN_NAME"))
                .containsExactly(
                        "PUBLIC Orders false a_day 2 1 day",
                        "PUBLIC Orders false orders_pkey 2 1 shop_id",
                        "PUBLIC Orders false orders_pkey 2 2 id");
    }

    @Test
    void whatThereIsNotIsEmptyAndWellFormed() throws Exception {
        assertEmpty(metaData.getIndexInfo(null, null, "totals", false, true), "INDEX_NAME");
        assertEmpty(metaData.getImportedKeys(null, null, "Orders"), "PKTABLE_NAME");
        assertEmpty(metaData.getExportedKeys(null, null, "Orders"), "FKTABLE_NAME");
        assertEmpty(metaData.getCrossReference(null, null, "a", null, null, "b"), "FK_NAME");
        assertEmpty(metaData.getProcedures(null, null, null), "PROCEDURE_NAME");
        assertEmpty(metaData.getFunctions(null, null, null), "FUNCTION_NAME");
        assertEmpty(metaData.getUDTs(null, null, null, null), "TYPE_NAME");
        assertEmpty(metaData.getBestRowIdentifier(null, null, "Orders", 0, true), "COLUMN_NAME");
        assertEmpty(metaData.getTablePrivileges(null, null, null), "PRIVILEGE");
        assertEmpty(metaData.getColumnPrivileges(null, null, "Orders", null), "PRIVILEGE");
        assertEmpty(metaData.getVersionColumns(null, null, "Orders"), "COLUMN_NAME");
        assertEmpty(metaData.getClientInfoProperties(), "NAME");
    }

    @Test
    void metadataLeavesNoStatementOpenAtTheServer() throws Exception {
        try (DriverFixture small = new DriverFixture(DriverFixture.OPTIONS.limited(1 << 20, 5, 5, 5));
                Connection one = small.connect()) {
            for (int i = 0; i < 20; i++) {
                rows(one.getMetaData().getTables(null, null, null, null), "TABLE_NAME");
                rows(one.getMetaData().getPrimaryKeys(null, null, "t"), "TABLE_NAME");
                rows(one.getMetaData().getIndexInfo(null, null, "t", true, true), "TABLE_NAME");
            }
        }
    }

    private static void assertEmpty(ResultSet result, String column) throws SQLException {
        try (result) {
            assertThat(result.findColumn(column)).isPositive();
            assertThat(result.next()).isFalse();
        }
    }

    /** The named columns of all rows, each row as a line. */
    private static List<String> rows(ResultSet result, String... columns) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (result) {
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (String column : columns) {
                    values.add(result.getString(column));
                }
                rows.add(String.join(" ", values));
            }
        }
        return rows;
    }

    private static TableColumn column(String name, ColumnType type, String defaultValue, boolean generated) {
        return new TableColumn(new Column(name, type), "", defaultValue, generated);
    }
}
