package io.millrace.jdbc;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLXML;
import java.sql.Struct;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.util.Cursor;
import org.joou.UByte;
import org.joou.UInteger;
import org.joou.ULong;
import org.joou.UShort;
import org.jspecify.annotations.Nullable;

/** Reads one column of a result set in every way that {@code ResultSet} knows. */
final class ValueAccessor implements Cursor.Accessor {
    private final RowCursor cursor;
    private final int index;
    private final ColumnMetaData column;
    private final Calendar local;

    /** @param local a calendar in the connection's time zone */
    ValueAccessor(RowCursor cursor, int index, ColumnMetaData column, Calendar local) {
        this.cursor = cursor;
        this.index = index;
        this.column = column;
        this.local = local;
    }

    @Override
    public boolean wasNull() {
        return cursor.wasNull();
    }

    @Override
    public @Nullable String getString() throws SQLException {
        Value value = value();
        return value == null ? null : value.text();
    }

    @Override
    public boolean getBoolean() throws SQLException {
        Value value = value();
        return value != null && value.bool();
    }

    @Override
    public byte getByte() throws SQLException {
        return (byte) integer(Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
    }

    @Override
    public short getShort() throws SQLException {
        return (short) integer(Short.MIN_VALUE, Short.MAX_VALUE, "short");
    }

    @Override
    public int getInt() throws SQLException {
        return (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
    }

    @Override
    public long getLong() throws SQLException {
        return integer(Long.MIN_VALUE, Long.MAX_VALUE, "long");
    }

    @Override
    public float getFloat() throws SQLException {
        return (float) getDouble();
    }

    @Override
    public double getDouble() throws SQLException {
        Value value = value();
        return value == null ? 0 : value.real();
    }

    @Override
    public @Nullable BigDecimal getBigDecimal() throws SQLException {
        Value value = value();
        return value == null ? null : value.decimal("BigDecimal");
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(int scale) throws SQLException {
        BigDecimal number = getBigDecimal();
        return number == null ? null : number.setScale(scale, RoundingMode.HALF_UP);
    }

    @Override
    public byte @Nullable [] getBytes() throws SQLException {
        Value value = value();
        return value == null ? null : value.bytes();
    }

    @Override
    public @Nullable Object getObject() throws SQLException {
        Value value = value();
        return value == null ? null : ObjectConversions.natural(value, local);
    }

    @Override
    public <T> @Nullable T getObject(Class<T> type) throws SQLException {
        Value value = value();
        return value == null ? null : ObjectConversions.as(type, value, local);
    }

    @Override
    public @Nullable Object getObject(Map<String, Class<?>> map) throws SQLException {
        if (map.isEmpty()) {
            return getObject();
        }
        throw unsupported("user-defined types");
    }

    @Override
    public @Nullable Date getDate(@Nullable Calendar calendar) throws SQLException {
        Value value = value();
        return value == null ? null : value.date(calendar == null ? local : calendar);
    }

    @Override
    public @Nullable Time getTime(@Nullable Calendar calendar) throws SQLException {
        Value value = value();
        return value == null ? null : value.time(calendar == null ? local : calendar);
    }

    @Override
    public @Nullable Timestamp getTimestamp(@Nullable Calendar calendar) throws SQLException {
        Value value = value();
        return value == null ? null : value.timestamp(calendar == null ? local : calendar);
    }

    @Override
    public @Nullable Reader getCharacterStream() throws SQLException {
        String text = getString();
        return text == null ? null : new StringReader(text);
    }

    @Override
    public @Nullable InputStream getAsciiStream() throws SQLException {
        String text = getString();
        return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public @Nullable InputStream getUnicodeStream() throws SQLException {
        String text = getString();
        return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable InputStream getBinaryStream() throws SQLException {
        byte[] bytes = getBytes();
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }

    @Override
    public @Nullable String getNString() throws SQLException {
        return getString();
    }

    @Override
    public @Nullable Reader getNCharacterStream() throws SQLException {
        return getCharacterStream();
    }

    @Override
    public UByte getUByte() throws SQLException {
        throw unsupported("unsigned numbers");
    }

    @Override
    public UShort getUShort() throws SQLException {
        throw unsupported("unsigned numbers");
    }

    @Override
    public UInteger getUInt() throws SQLException {
        throw unsupported("unsigned numbers");
    }

    @Override
    public ULong getULong() throws SQLException {
        throw unsupported("unsigned numbers");
    }

    @Override
    public Ref getRef() throws SQLException {
        throw unsupported("REF values");
    }

    @Override
    public Blob getBlob() throws SQLException {
        throw unsupported("BLOB values; read VARBINARY columns with getBytes");
    }

    @Override
    public Clob getClob() throws SQLException {
        throw unsupported("CLOB values; read VARCHAR columns with getString");
    }

    @Override
    public NClob getNClob() throws SQLException {
        throw unsupported("NCLOB values; read VARCHAR columns with getString");
    }

    @Override
    public @Nullable Array getArray() throws SQLException {
        Object object = getObject();
        if (object == null || object instanceof Array) {
            return (Array) object;
        }
        throw new Value(object, column).cannotBe("Array");
    }

    @Override
    public @Nullable Struct getStruct() throws SQLException {
        Object object = getObject();
        if (object == null || object instanceof Struct) {
            return (Struct) object;
        }
        throw new Value(object, column).cannotBe("Struct");
    }

    @Override
    public URL getURL() throws SQLException {
        throw unsupported("URL values; read VARCHAR columns with getString");
    }

    @Override
    public SQLXML getSQLXML() throws SQLException {
        throw unsupported("XML values");
    }

    private long integer(long min, long max, String target) throws SQLException {
        Value value = value();
        return value == null ? 0 : value.integer(min, max, target);
    }

    private @Nullable Value value() throws SQLException {
        try {
            Object raw = cursor.value(index);
            return raw == null ? null : new Value(raw, column);
        } catch (RuntimeException failure) {
            throw Failures.of(failure);
        }
    }

    private SQLException unsupported(String what) {
        return new SQLFeatureNotSupportedException(
                "Millrace has no " + what + " (column '" + column.label + "')", "0A000");
    }
}
