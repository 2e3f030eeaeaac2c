package io.millrace.jdbc;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Properties;
import java.util.TimeZone;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.AvaticaPreparedStatement;
import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.AvaticaResultSetMetaData;
import org.apache.calcite.avatica.AvaticaSpecificDatabaseMetaData;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.UnregisteredDriver;
import org.jspecify.annotations.Nullable;

/** Makes this driver's classes where Avatica would make its own. */
final class Factory implements AvaticaFactory {
    @Override
    public int getJdbcMajorVersion() {
        return 4;
    }

    @Override
    public int getJdbcMinorVersion() {
        return 3;
    }

    @Override
    public AvaticaConnection newConnection(
            UnregisteredDriver driver, AvaticaFactory factory, String url, Properties info) {
        return new MillraceConnection(driver, factory, url, info);
    }

    @Override
    public AvaticaStatement newStatement(
            AvaticaConnection connection,
            Meta.@Nullable StatementHandle handle,
            int type,
            int concurrency,
            int holdability) {
        return new MillraceStatement((MillraceConnection) connection, handle, holdability);
    }

    @Override
    public AvaticaPreparedStatement newPreparedStatement(
            AvaticaConnection connection,
            Meta.StatementHandle handle,
            Meta.Signature signature,
            int type,
            int concurrency,
            int holdability)
            throws SQLException {
        return new MillracePreparedStatement((MillraceConnection) connection, handle, signature, holdability);
    }

    @Override
    public AvaticaResultSet newResultSet(
            AvaticaStatement statement,
            QueryState state,
            Meta.Signature signature,
            TimeZone timeZone,
            Meta.@Nullable Frame firstFrame)
            throws SQLException {
        RemoteMeta meta = ((MillraceConnection) statement.connection).remoteMeta();
        return new MillraceResultSet(
                statement, meta, state, signature, newResultSetMetaData(statement, signature), timeZone, firstFrame);
    }

    @Override
    public AvaticaSpecificDatabaseMetaData newDatabaseMetaData(AvaticaConnection connection) {
        return new MillraceDatabaseMetaData(connection);
    }

    @Override
    public ResultSetMetaData newResultSetMetaData(AvaticaStatement statement, Meta.Signature signature) {
        return Failures.guarded(ResultSetMetaData.class, new Columns(statement, signature));
    }

    /** Metadata of a result that gives types their SQL names. */
    private static final class Columns extends AvaticaResultSetMetaData {
        private final Meta.Signature signature;

        Columns(AvaticaStatement statement, Meta.Signature signature) {
            super(statement, null, signature);
            this.signature = signature;
        }

        @Override
        public String getColumnTypeName(int column) throws SQLException {
            return NestedValue.type(type(column));
        }

        @Override
        public int getColumnType(int column) throws SQLException {
            return NestedValue.isMap(type(column)) ? Types.JAVA_OBJECT : super.getColumnType(column);
        }

        private ColumnMetaData.AvaticaType type(int column) throws SQLException {
            checkColumn(column);
            return signature.columns.get(column - 1).type;
        }

        private void checkColumn(int column) throws SQLException {
            if (column < 1 || column > signature.columns.size()) {
                super.getColumnTypeName(column);
            }
        }
    }
}
