package io.millrace.server.wire;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.Schema;
import io.millrace.server.session.Metadata;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.apache.calcite.avatica.proto.Common.DatabaseProperty;
import org.apache.calcite.avatica.proto.Common.Frame;
import org.apache.calcite.avatica.proto.Common.MetaDataOperation;
import org.apache.calcite.avatica.proto.Common.MetaDataOperationArgument;
import org.apache.calcite.avatica.proto.Common.QueryState;
import org.apache.calcite.avatica.proto.Common.Rep;
import org.apache.calcite.avatica.proto.Common.StateType;
import org.apache.calcite.avatica.proto.Common.TypedValue;
import org.apache.calcite.avatica.proto.Requests.ColumnsRequest;
import org.apache.calcite.avatica.proto.Requests.SchemasRequest;
import org.apache.calcite.avatica.proto.Requests.SyncResultsRequest;
import org.apache.calcite.avatica.proto.Requests.TablesRequest;
import org.apache.calcite.avatica.proto.Responses.DatabasePropertyElement;
import org.apache.calcite.avatica.proto.Responses.DatabasePropertyResponse;
import org.apache.calcite.avatica.proto.Responses.ResultSetResponse;
import org.apache.calcite.avatica.proto.Responses.SyncResultsResponse;
import org.jspecify.annotations.Nullable;

/**
 * Requests of {@code java.sql.DatabaseMetaData}: describes the session's catalog. There are no catalogs above schemas, so
 * their columns are null, and asking for the tables of one finds none.
 */
final class MetadataRequests {
    private static final Comparator<Metadata.Table> BY_KIND_AND_NAME = Comparator.comparing(Metadata.Table::kind)
            .thenComparing(Metadata.Table::schema)
            .thenComparing(Metadata.Table::name);
    private static final Comparator<Metadata.Table> BY_NAME =
            Comparator.comparing(Metadata.Table::schema).thenComparing(Metadata.Table::name);

    Reply catalogs(WireConnection connection) {
        return whole(connection, MetadataTables.CATALOGS, List.of());
    }

    Reply schemas(WireConnection connection, SchemasRequest request) {
        Predicate<String> pattern = NamePattern.of(request.getHasSchemaPattern(), request.getSchemaPattern());
        List<@Nullable Object[]> rows = new ArrayList<>();
        if (isOurCatalog(request.getHasCatalog(), request.getCatalog())) {
            connection.session().metadata().schemas().stream()
                    .filter(schema -> !schema.isEmpty() && pattern.test(schema))
                    .sorted()
                    .forEach(schema -> rows.add(row(schema, null)));
        }
        return whole(connection, MetadataTables.SCHEMAS, rows);
    }

    Reply tables(WireConnection connection, TablesRequest request) {
        Predicate<String> schema = NamePattern.of(request.getHasSchemaPattern(), request.getSchemaPattern());
        Predicate<String> name = NamePattern.of(request.getHasTableNamePattern(), request.getTableNamePattern());
        // An empty list that was given asks for no kind; some clients send one for "all", and none has use for nothing.
        List<String> kinds = request.getTypeListList();
        List<@Nullable Object[]> rows = new ArrayList<>();
        if (isOurCatalog(request.getHasCatalog(), request.getCatalog())) {
            connection.session().metadata().tables().stream()
                    .filter(table -> kinds.isEmpty() || kinds.contains(table.kind()))
                    .filter(table -> schema.test(table.schema()) && name.test(table.name()))
                    .sorted(BY_KIND_AND_NAME)
                    .forEach(table -> rows.add(row(
                            null,
                            TypeDescriptions.schema(table),
                            table.name(),
                            table.kind(),
                            table.remarks(),
                            null,
                            null,
                            null,
                            null,
                            null)));
        }
        return whole(connection, MetadataTables.TABLES, rows);
    }

    Reply tableTypes(WireConnection connection) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (String kind : List.of("STREAM", "SYSTEM TABLE", "TABLE", "VIEW")) {
            rows.add(row(kind));
        }
        return whole(connection, MetadataTables.TABLE_TYPES, rows);
    }

    Reply columns(WireConnection connection, ColumnsRequest request) {
        Predicate<String> schema = NamePattern.of(request.getHasSchemaPattern(), request.getSchemaPattern());
        Predicate<String> table = NamePattern.of(request.getHasTableNamePattern(), request.getTableNamePattern());
        Predicate<String> name = NamePattern.of(request.getHasColumnNamePattern(), request.getColumnNamePattern());
        List<@Nullable Object[]> rows = new ArrayList<>();
        if (isOurCatalog(request.getHasCatalog(), request.getCatalog())) {
            connection.session().metadata().tables().stream()
                    .filter(candidate -> schema.test(candidate.schema()) && table.test(candidate.name()))
                    .sorted(BY_NAME)
                    .forEach(found -> TypeDescriptions.columnRows(found, name, rows));
        }
        return whole(connection, MetadataTables.COLUMNS, rows);
    }

    Reply typeInfo(WireConnection connection) {
        return whole(connection, MetadataTables.TYPE_INFO, TypeDescriptions.typeRows());
    }

    Reply databaseProperties(WireConnection connection) {
        Metadata metadata = connection.session().metadata();
        EscapeFunctions functions = new EscapeFunctions(metadata.functions());
        return Reply.of(DatabasePropertyResponse.newBuilder()
                .addProps(text("GET_DATABASE_PRODUCT_NAME", "Millrace"))
                .addProps(text(
                        "GET_DATABASE_PRODUCT_VERSION",
                        connection.context().sessions().version()))
                .addProps(names("GET_S_Q_L_KEYWORDS", metadata.keywords()))
                .addProps(names("GET_NUMERIC_FUNCTIONS", functions.numeric()))
                .addProps(names("GET_STRING_FUNCTIONS", functions.string()))
                .addProps(names("GET_TIME_DATE_FUNCTIONS", functions.timeAndDate()))
                .addProps(names("GET_SYSTEM_FUNCTIONS", functions.system()))
                .addProps(DatabasePropertyElement.newBuilder()
                        .setKey(DatabaseProperty.newBuilder().setName("GET_DEFAULT_TRANSACTION_ISOLATION"))
                        .setValue(TypedValue.newBuilder()
                                .setType(Rep.INTEGER)
                                .setNumberValue(ConnectionRequests.ISOLATION)))
                .build());
    }

    /**
     * Opens the result of a metadata operation that has no request of its own. Statements are not run again this way: a
     * client that lost its place in a result would get rows of another moment.
     */
    Reply syncResults(WireConnection connection, SyncResultsRequest request) {
        QueryState state = request.getState();
        if (state.getType() != StateType.METADATA) {
            throw new EngineException(
                    ErrorCode.STATEMENT_NOT_FOUND,
                    "The result is no longer open: it was closed, or not read for too long. Run the statement again");
        }
        ListCursor cursor = cursor(connection, state);
        WireStatement statement = connection.statement(request.getStatementId());
        statement.begin();
        statement.open(
                cursor,
                new ResultReader(
                        cursor,
                        new FrameEncoder(cursor.columns(), connection.timeZone()),
                        false,
                        connection.context()));
        return Reply.of(SyncResultsResponse.newBuilder().setMoreResults(true).build());
    }

    private static ListCursor cursor(WireConnection connection, QueryState state) {
        if (state.getOp() == MetaDataOperation.GET_PRIMARY_KEYS) {
            return new ListCursor(MetadataTables.PRIMARY_KEYS, primaryKeys(tables(connection, state)));
        }
        if (state.getOp() == MetaDataOperation.GET_INDEX_INFO) {
            return new ListCursor(MetadataTables.INDEX_INFO, indexes(tables(connection, state)));
        }
        throw new EngineException(
                ErrorCode.NOT_SUPPORTED, "The server does not describe " + state.getOp() + " to clients yet");
    }

    /** The tables that the arguments name: catalog, schema, table; names are no patterns here. */
    private static List<Metadata.Table> tables(WireConnection connection, QueryState state) {
        List<MetaDataOperationArgument> arguments = state.getArgsList();
        if (arguments.size() != 3) {
            throw new EngineException(
                    ErrorCode.PROTOCOL_ERROR,
                    state.getOp() + " has 3 arguments, catalog, schema and table, not " + arguments.size());
        }
        if (!matches(arguments.get(0), "")) {
            return List.of();
        }
        return connection.session().metadata().tables().stream()
                .filter(table -> matches(arguments.get(1), table.schema()) && matches(arguments.get(2), table.name()))
                .sorted(BY_NAME)
                .toList();
    }

    private static List<@Nullable Object[]> primaryKeys(List<Metadata.Table> tables) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Metadata.Table table : tables) {
            List<String> sorted = new ArrayList<>(table.primaryKey());
            sorted.sort(Comparator.naturalOrder());
            for (String column : sorted) {
                long position = table.primaryKey().indexOf(column) + 1L;
                rows.add(row(null, TypeDescriptions.schema(table), table.name(), column, position, null));
            }
        }
        return rows;
    }

    /** All of them are unique and by hash, so that they are in order by their names. */
    private static List<@Nullable Object[]> indexes(List<Metadata.Table> tables) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Metadata.Table table : tables) {
            List<Metadata.Index> sorted = new ArrayList<>(table.indexes());
            sorted.sort(Comparator.comparing(Metadata.Index::name));
            for (Metadata.Index index : sorted) {
                for (int i = 0; i < index.columns().size(); i++) {
                    rows.add(row(
                            null,
                            TypeDescriptions.schema(table),
                            table.name(),
                            false,
                            null,
                            index.name(),
                            (long) DatabaseMetaData.tableIndexHashed,
                            i + 1L,
                            index.columns().get(i),
                            null,
                            null,
                            null,
                            null));
                }
            }
        }
        return rows;
    }

    private static boolean matches(MetaDataOperationArgument argument, String name) {
        return argument.getType() == MetaDataOperationArgument.ArgumentType.NULL
                || argument.getStringValue().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT));
    }

    private static boolean isOurCatalog(boolean given, String catalog) {
        return !given || catalog.isEmpty();
    }

    /** A result that comes whole with the answer and leaves nothing here. */
    private static Reply whole(WireConnection connection, Schema columns, List<@Nullable Object[]> rows) {
        FrameEncoder encoder = new FrameEncoder(columns, connection.timeZone());
        Frame.Builder frame = Frame.newBuilder().setDone(true);
        for (@Nullable Object[] row : rows) {
            frame.addRows(encoder.encode(row));
        }
        return Reply.of(ResultSetResponse.newBuilder()
                .setConnectionId(connection.id())
                .setStatementId(connection.newStatementId())
                .setOwnStatement(true)
                .setSignature(Signatures.of(columns))
                .setFirstFrame(frame)
                .setUpdateCount(-1)
                .build());
    }

    private static DatabasePropertyElement names(String property, Collection<String> names) {
        return text(property, String.join(",", names));
    }

    private static DatabasePropertyElement text(String property, String value) {
        return DatabasePropertyElement.newBuilder()
                .setKey(DatabaseProperty.newBuilder().setName(property))
                .setValue(TypedValue.newBuilder().setType(Rep.STRING).setStringValue(value))
                .build();
    }

    private static @Nullable Object[] row(@Nullable Object... values) {
        return values;
    }
}
