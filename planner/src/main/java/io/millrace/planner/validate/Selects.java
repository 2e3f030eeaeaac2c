package io.millrace.planner.validate;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Queries that are made of other statements: {@code SELECT items [FROM from] [WHERE condition]}. */
public final class Selects {
    private Selects() {}

    /** A query without a condition. */
    public static SqlSelect of(SqlParserPos position, SqlNodeList items, @Nullable SqlNode from) {
        return of(position, items, from, null);
    }

    /** A query with a condition, if there is one. */
    public static SqlSelect of(
            SqlParserPos position, SqlNodeList items, @Nullable SqlNode from, @Nullable SqlNode condition) {
        return new SqlSelect(position, null, items, from, condition, null, null, null, null, null, null, null, null);
    }
}
