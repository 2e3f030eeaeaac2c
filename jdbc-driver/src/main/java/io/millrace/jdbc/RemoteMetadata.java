package io.millrace.jdbc;

import com.google.protobuf.Message;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.ConnectionPropertiesImpl;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.MetaImpl;
import org.apache.calcite.avatica.proto.Common;
import org.apache.calcite.avatica.proto.Requests;
import org.apache.calcite.avatica.proto.Responses;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link RemoteMeta} about the connection's settings and the catalog. What it does not override gives empty
 * results with the columns that JDBC wants.
 */
abstract class RemoteMetadata extends MetaImpl {
    private @Nullable Remote remote;

    private volatile @Nullable Map<DatabaseProperty, Object> databaseProperties;

    /** What the server last said. */
    private volatile @Nullable ConnectionProperties settings;

    RemoteMetadata(AvaticaConnection connection) {
        super(connection);
    }

    /** Before anything else is called; apart from the constructor because Avatica's connection creates this in its own. */
    void connect(Remote server) {
        remote = server;
    }

    Remote remote() {
        Remote connected = remote;
        if (connected == null) {
            throw new RemoteFailure("The connection is not open yet", Failures.CONNECTION_CLOSED, 0, null);
        }
        return connected;
    }

    @Override
    public Map<DatabaseProperty, Object> getDatabaseProperties(ConnectionHandle handle) {
        Map<DatabaseProperty, Object> known = databaseProperties;
        if (known == null) {
            Responses.DatabasePropertyResponse response = remote().callRepeatable(
                            Requests.DatabasePropertyRequest.newBuilder()
                                    .setConnectionId(handle.id)
                                    .build(),
                            Responses.DatabasePropertyResponse.parser());
            known = new EnumMap<>(DatabaseProperty.class);
            for (Responses.DatabasePropertyElement element : response.getPropsList()) {
                Common.TypedValue value = element.getValue();
                known.put(
                        DatabaseProperty.fromProto(element.getKey()),
                        value.getType() == Common.Rep.STRING ? value.getStringValue() : (int) value.getNumberValue());
            }
            databaseProperties = known;
        }
        return known;
    }

    /** Sends changed settings at once; without any, tells what the server last said. */
    @Override
    public ConnectionProperties connectionSync(ConnectionHandle handle, ConnectionProperties changes) {
        ConnectionProperties known = settings;
        if (known != null && changes.isEmpty()) {
            return known;
        }
        return sync(handle, changes, remote().answerTimeout());
    }

    /** Asks the server for the settings, and so whether it still knows the connection. */
    ConnectionProperties refresh(ConnectionHandle handle, Duration limit) {
        return sync(handle, new ConnectionPropertiesImpl(), limit);
    }

    private ConnectionProperties sync(ConnectionHandle handle, ConnectionProperties changes, Duration limit) {
        Responses.ConnectionSyncResponse response = remote().callWithin(
                        limit,
                        Requests.ConnectionSyncRequest.newBuilder()
                                .setConnectionId(handle.id)
                                .setConnProps(changes.toProto())
                                .build(),
                        Responses.ConnectionSyncResponse.parser());
        ConnectionProperties now = ConnectionPropertiesImpl.fromProto(response.getConnProps());
        settings = now;
        return now;
    }

    @Override
    public MetaResultSet getCatalogs(ConnectionHandle handle) {
        return resultSet(
                Requests.CatalogsRequest.newBuilder().setConnectionId(handle.id).build());
    }

    @Override
    public MetaResultSet getSchemas(ConnectionHandle handle, @Nullable String catalog, Pat schemaPattern) {
        Requests.SchemasRequest.Builder request =
                Requests.SchemasRequest.newBuilder().setConnectionId(handle.id);
        if (catalog != null) {
            request.setHasCatalog(true).setCatalog(catalog);
        }
        if (schemaPattern.s != null) {
            request.setHasSchemaPattern(true).setSchemaPattern(schemaPattern.s);
        }
        return resultSet(request.build());
    }

    @Override
    public MetaResultSet getTables(
            ConnectionHandle handle,
            @Nullable String catalog,
            Pat schemaPattern,
            Pat tableNamePattern,
            @Nullable List<String> types) {
        Requests.TablesRequest.Builder request =
                Requests.TablesRequest.newBuilder().setConnectionId(handle.id);
        if (catalog != null) {
            request.setHasCatalog(true).setCatalog(catalog);
        }
        if (schemaPattern.s != null) {
            request.setHasSchemaPattern(true).setSchemaPattern(schemaPattern.s);
        }
        if (tableNamePattern.s != null) {
            request.setHasTableNamePattern(true).setTableNamePattern(tableNamePattern.s);
        }
        if (types != null) {
            request.setHasTypeList(true).addAllTypeList(types);
        }
        return resultSet(request.build());
    }

    @Override
    public MetaResultSet getTableTypes(ConnectionHandle handle) {
        return resultSet(Requests.TableTypesRequest.newBuilder()
                .setConnectionId(handle.id)
                .build());
    }

    @Override
    public MetaResultSet getTypeInfo(ConnectionHandle handle) {
        return resultSet(
                Requests.TypeInfoRequest.newBuilder().setConnectionId(handle.id).build());
    }

    @Override
    public MetaResultSet getColumns(
            ConnectionHandle handle,
            @Nullable String catalog,
            Pat schemaPattern,
            Pat tableNamePattern,
            Pat columnNamePattern) {
        Requests.ColumnsRequest.Builder request =
                Requests.ColumnsRequest.newBuilder().setConnectionId(handle.id);
        if (catalog != null) {
            request.setHasCatalog(true).setCatalog(catalog);
        }
        if (schemaPattern.s != null) {
            request.setHasSchemaPattern(true).setSchemaPattern(schemaPattern.s);
        }
        if (tableNamePattern.s != null) {
            request.setHasTableNamePattern(true).setTableNamePattern(tableNamePattern.s);
        }
        if (columnNamePattern.s != null) {
            request.setHasColumnNamePattern(true).setColumnNamePattern(columnNamePattern.s);
        }
        return resultSet(request.build());
    }

    /** The protocol has no request for keys and indexes, but carries every metadata operation as the state of a result. */
    @Override
    public MetaResultSet getPrimaryKeys(
            ConnectionHandle handle, @Nullable String catalog, @Nullable String schema, @Nullable String table) {
        return operation(
                handle,
                Common.MetaDataOperation.GET_PRIMARY_KEYS,
                MetaPrimaryKey.class,
                List.of(argument(catalog), argument(schema), argument(table)));
    }

    @Override
    public MetaResultSet getIndexInfo(
            ConnectionHandle handle,
            @Nullable String catalog,
            @Nullable String schema,
            @Nullable String table,
            boolean unique,
            boolean approximate) {
        return operation(
                handle,
                Common.MetaDataOperation.GET_INDEX_INFO,
                MetaIndexInfo.class,
                List.of(argument(catalog), argument(schema), argument(table)));
    }

    private MetaResultSet operation(
            ConnectionHandle handle,
            Common.MetaDataOperation operation,
            Class<?> row,
            List<Common.MetaDataOperationArgument> arguments) {
        StatementHandle statement = createStatement(handle);
        remote().callRepeatable(
                        Requests.SyncResultsRequest.newBuilder()
                                .setConnectionId(handle.id)
                                .setStatementId(statement.id)
                                .setState(Common.QueryState.newBuilder()
                                        .setType(Common.StateType.METADATA)
                                        .setHasOp(true)
                                        .setOp(operation)
                                        .setHasArgs(true)
                                        .addAllArgs(arguments))
                                .build(),
                        Responses.SyncResultsResponse.parser());
        Meta.Signature signature = Meta.Signature.create(
                fieldMetaData(row).columns, "", List.of(), Meta.CursorFactory.ARRAY, Meta.StatementType.SELECT);
        return MetaResultSet.create(handle.id, statement.id, true, signature, Frame.MORE);
    }

    private MetaResultSet resultSet(Message request) {
        Responses.ResultSetResponse response = remote().callRepeatable(request, Responses.ResultSetResponse.parser());
        return MetaResultSet.create(
                response.getConnectionId(),
                response.getStatementId(),
                true,
                Meta.Signature.fromProto(response.getSignature()),
                FrameDecoder.decode(response.getFirstFrame()));
    }

    private static Common.MetaDataOperationArgument argument(@Nullable String value) {
        Common.MetaDataOperationArgument.Builder argument = Common.MetaDataOperationArgument.newBuilder();
        return value == null
                ? argument.setType(Common.MetaDataOperationArgument.ArgumentType.NULL)
                        .build()
                : argument.setType(Common.MetaDataOperationArgument.ArgumentType.STRING)
                        .setStringValue(value)
                        .build();
    }
}
