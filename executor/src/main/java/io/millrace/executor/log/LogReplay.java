package io.millrace.executor.log;

import io.millrace.executor.type.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes what a log holds when it is opened. */
public interface LogReplay {
    /** The types of a table's columns, or null if there is no such table any more: then its rows are left out. */
    @Nullable
    List<ColumnType> types(long table);

    /** Takes a tick, in order. */
    void tick(TickRecord record);
}
