package io.millrace.jdbc;

import java.util.ArrayList;
import java.util.Calendar;
import java.util.Iterator;
import java.util.List;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.util.ArrayImpl;
import org.apache.calcite.avatica.util.Cursor;
import org.jspecify.annotations.Nullable;

/** The current row of a result set. Used by one thread at a time. */
final class RowCursor implements Cursor {
    private final Iterator<Object> rows;
    private @Nullable Object @Nullable [] current;
    private boolean wasNull;

    RowCursor(Iterator<Object> rows) {
        this.rows = rows;
    }

    @Override
    public List<Accessor> createAccessors(List<ColumnMetaData> types, Calendar calendar, ArrayImpl.Factory factory) {
        List<Accessor> accessors = new ArrayList<>(types.size());
        for (int i = 0; i < types.size(); i++) {
            accessors.add(new ValueAccessor(this, i, types.get(i), calendar));
        }
        return accessors;
    }

    @Override
    public boolean next() {
        if (!rows.hasNext()) {
            current = null;
            return false;
        }
        current = (@Nullable Object[]) rows.next();
        return true;
    }

    /** The value of a column of the current row. */
    @Nullable
    Object value(int column) {
        @Nullable Object[] row = current;
        if (row == null) {
            throw new RemoteFailure(
                    "There is no current row: call next() first, as long as it gives true", "24000", 0, null);
        }
        Object value = row[column];
        wasNull = value == null;
        return value;
    }

    @Override
    public boolean wasNull() {
        return wasNull;
    }

    @Override
    public void close() {
        current = null;
    }
}
