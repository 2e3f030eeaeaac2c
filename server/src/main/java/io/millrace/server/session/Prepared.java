package io.millrace.server.session;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import java.util.List;

/** A statement that was parsed and validated by {@link Session#prepare}, immutable; dies with its session. */
public interface Prepared {
    /** The text as the user wrote it. */
    String sql();

    Kind kind();

    /** The columns of its rows; empty unless {@link Kind#hasRows}. */
    Schema columns();

    /** One type per {@code ?}, in their order in the text. */
    List<ColumnType> parameters();

    /** What executing a statement gives. */
    enum Kind {
        /** Rows that end. */
        QUERY(true),
        /** Rows that never end by themselves, such as those of SELECT STREAM. */
        STREAM(true),
        /** The number of rows written. */
        UPDATE(false),
        /** Nothing but its effect, such as that of CREATE VIEW. */
        DEFINITION(false),
        /** Nothing but its effect on the session itself. */
        SETTING(false);

        private final boolean hasRows;

        Kind(boolean hasRows) {
            this.hasRows = hasRows;
        }

        public boolean hasRows() {
            return hasRows;
        }
    }
}
