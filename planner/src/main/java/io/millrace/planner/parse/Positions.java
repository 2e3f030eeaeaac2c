package io.millrace.planner.parse;

import io.millrace.executor.error.Position;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** From Calcite's places to ours. Pure. */
public final class Positions {
    private Positions() {}

    /** The first character of a node, or null for a node that was not written but made. */
    public static @Nullable Position of(@Nullable SqlParserPos position) {
        return position == null || position.getLineNum() < 1 || position.getColumnNum() < 1
                ? null
                : new Position(position.getLineNum(), position.getColumnNum());
    }
}
