package io.millrace.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLType;
import java.sql.SQLXML;
import org.apache.calcite.avatica.AvaticaPreparedStatement;
import org.apache.calcite.avatica.Meta;
import org.jspecify.annotations.Nullable;

/**
 * Sets the parameters of a prepared statement. Takes the place of setters that Avatica leaves without effect: each either
 * sets the parameter or says that it cannot.
 */
abstract class ParameterStatement extends AvaticaPreparedStatement {
    ParameterStatement(
            MillraceConnection connection, Meta.StatementHandle handle, Meta.Signature signature, int holdability)
            throws SQLException {
        super(connection, handle, signature, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, holdability);
    }

    @Override
    public void setObject(int index, @Nullable Object value) throws SQLException {
        getParameter(index);
        slots[index - 1] = ParameterValues.of(index, value, getCalendar());
    }

    /** The server converts to the type of the parameter; the target type tells it nothing more. */
    @Override
    public void setObject(int index, @Nullable Object value, int targetSqlType) throws SQLException {
        setObject(index, value);
    }

    @Override
    public void setObject(int index, @Nullable Object value, int targetSqlType, int scaleOrLength) throws SQLException {
        setObject(index, value);
    }

    @Override
    public void setObject(int index, @Nullable Object value, SQLType targetSqlType) throws SQLException {
        setObject(index, value);
    }

    @Override
    public void setObject(int index, @Nullable Object value, SQLType targetSqlType, int scaleOrLength)
            throws SQLException {
        setObject(index, value);
    }

    @Override
    public void setNull(int index, int sqlType) throws SQLException {
        setObject(index, null);
    }

    @Override
    public void setNull(int index, int sqlType, @Nullable String typeName) throws SQLException {
        setObject(index, null);
    }

    @Override
    public void setNString(int index, @Nullable String value) throws SQLException {
        setObject(index, value);
    }

    @Override
    public void setURL(int index, @Nullable URL value) throws SQLException {
        setObject(index, value == null ? null : value.toString());
    }

    @Override
    public void setCharacterStream(int index, @Nullable Reader reader) throws SQLException {
        setObject(index, text(reader, -1));
    }

    @Override
    public void setCharacterStream(int index, @Nullable Reader reader, int length) throws SQLException {
        setObject(index, text(reader, length));
    }

    @Override
    public void setCharacterStream(int index, @Nullable Reader reader, long length) throws SQLException {
        setObject(index, text(reader, length));
    }

    @Override
    public void setNCharacterStream(int index, @Nullable Reader reader) throws SQLException {
        setObject(index, text(reader, -1));
    }

    @Override
    public void setNCharacterStream(int index, @Nullable Reader reader, long length) throws SQLException {
        setObject(index, text(reader, length));
    }

    @Override
    public void setAsciiStream(int index, @Nullable InputStream stream) throws SQLException {
        setObject(index, ascii(stream, -1));
    }

    @Override
    public void setAsciiStream(int index, @Nullable InputStream stream, int length) throws SQLException {
        setObject(index, ascii(stream, length));
    }

    @Override
    public void setAsciiStream(int index, @Nullable InputStream stream, long length) throws SQLException {
        setObject(index, ascii(stream, length));
    }

    @Override
    @Deprecated
    public void setUnicodeStream(int index, InputStream stream, int length) throws SQLException {
        throw unsupported("setUnicodeStream");
    }

    @Override
    public void setBinaryStream(int index, @Nullable InputStream stream) throws SQLException {
        setObject(index, bytes(stream, -1));
    }

    @Override
    public void setBinaryStream(int index, @Nullable InputStream stream, int length) throws SQLException {
        setObject(index, bytes(stream, length));
    }

    @Override
    public void setBinaryStream(int index, @Nullable InputStream stream, long length) throws SQLException {
        setObject(index, bytes(stream, length));
    }

    @Override
    public void setBlob(int index, @Nullable InputStream stream) throws SQLException {
        setObject(index, bytes(stream, -1));
    }

    @Override
    public void setBlob(int index, @Nullable InputStream stream, long length) throws SQLException {
        setObject(index, bytes(stream, length));
    }

    @Override
    public void setBlob(int index, @Nullable Blob value) throws SQLException {
        setObject(index, value == null ? null : bytes(value.getBinaryStream(), value.length()));
    }

    @Override
    public void setClob(int index, @Nullable Reader reader) throws SQLException {
        setObject(index, text(reader, -1));
    }

    @Override
    public void setClob(int index, @Nullable Reader reader, long length) throws SQLException {
        setObject(index, text(reader, length));
    }

    @Override
    public void setClob(int index, @Nullable Clob value) throws SQLException {
        setObject(index, value == null ? null : text(value.getCharacterStream(), value.length()));
    }

    @Override
    public void setNClob(int index, @Nullable Reader reader) throws SQLException {
        setObject(index, text(reader, -1));
    }

    @Override
    public void setNClob(int index, @Nullable Reader reader, long length) throws SQLException {
        setObject(index, text(reader, length));
    }

    @Override
    public void setNClob(int index, @Nullable NClob value) throws SQLException {
        setClob(index, value);
    }

    @Override
    public void setArray(int index, @Nullable Array value) throws SQLException {
        setObject(index, value);
    }

    @Override
    public void setRef(int index, Ref value) throws SQLException {
        throw unsupported("setRef");
    }

    @Override
    public void setRowId(int index, RowId value) throws SQLException {
        throw unsupported("setRowId");
    }

    @Override
    public void setSQLXML(int index, SQLXML value) throws SQLException {
        throw unsupported("setSQLXML");
    }

    private static @Nullable String text(@Nullable Reader reader, long length) throws SQLException {
        if (reader == null) {
            return null;
        }
        try {
            StringWriter all = new StringWriter();
            reader.transferTo(all);
            String text = all.toString();
            checkLength(length, text.length());
            return length < 0 ? text : text.substring(0, (int) length);
        } catch (IOException failure) {
            throw unreadable(failure);
        }
    }

    private static @Nullable String ascii(@Nullable InputStream stream, long length) throws SQLException {
        byte[] bytes = bytes(stream, length);
        return bytes == null ? null : new String(bytes, StandardCharsets.US_ASCII);
    }

    private static byte @Nullable [] bytes(@Nullable InputStream stream, long length) throws SQLException {
        if (stream == null) {
            return null;
        }
        try {
            byte[] bytes =
                    length < 0 ? stream.readAllBytes() : stream.readNBytes((int) Math.min(length, Integer.MAX_VALUE));
            checkLength(length, bytes.length);
            return bytes;
        } catch (IOException failure) {
            throw unreadable(failure);
        }
    }

    private static void checkLength(long wanted, long got) throws SQLException {
        if (wanted > got) {
            throw new SQLDataException("The stream has " + got + " of " + wanted + " characters or bytes", "22026");
        }
    }

    private static SQLException unreadable(IOException failure) {
        return new SQLDataException("The stream of a parameter could not be read", "22000", failure);
    }

    private static SQLException unsupported(String method) {
        return new SQLFeatureNotSupportedException(method + " is not supported: Millrace has no such type", "0A000");
    }
}
