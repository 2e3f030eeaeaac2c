package io.millrace.executor.circuit;

import io.millrace.executor.log.LogReplay;
import io.millrace.executor.log.TickInput;
import io.millrace.executor.log.TickRecord;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a log holds back into the stored tables. Many small ticks become a large one: nobody sees the tables yet. Used by
 * the thread that opens the log.
 */
final class LogReplayer implements LogReplay {
    /** Rows taken at once. */
    private static final int ROWS = 50_000;

    private final TickLoop loop;
    private final Map<Long, List<ColumnType>> types;
    private final List<TickRecord> waiting = new ArrayList<>();
    private long rows;

    LogReplayer(TickLoop loop, Relations relations) {
        this.loop = loop;
        this.types = loop.call(relations::storedTypes);
    }

    @Override
    public @Nullable List<ColumnType> types(long table) {
        return types.get(table);
    }

    @Override
    public void tick(TickRecord record) {
        waiting.add(record);
        for (TickInput input : record.inputs()) {
            rows += input instanceof TickInput.Rows changes ? changes.rows().size() : 1;
        }
        if (rows >= ROWS || waiting.size() >= ROWS) {
            finish();
        }
    }

    /** Takes what is left. */
    void finish() {
        if (!waiting.isEmpty()) {
            List<TickRecord> records = List.copyOf(waiting);
            loop.call(() -> {
                loop.replay(records);
                return Boolean.TRUE;
            });
            waiting.clear();
            rows = 0;
        }
    }
}
