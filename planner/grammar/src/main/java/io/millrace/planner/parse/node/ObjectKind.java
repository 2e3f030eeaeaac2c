package io.millrace.planner.parse.node;

import org.apache.calcite.sql.SqlWriter;

/** What a statement says that a name stands for. */
public enum ObjectKind {
    TABLE("TABLE"),
    VIEW("VIEW"),
    MATERIALIZED_VIEW("MATERIALIZED VIEW"),
    SINK("SINK");

    private final String sql;

    ObjectKind(String sql) {
        this.sql = sql;
    }

    /** As it is written in SQL. */
    public String sql() {
        return sql;
    }

    void unparse(SqlWriter writer) {
        Unparse.keywords(writer, sql.split(" "));
    }
}
