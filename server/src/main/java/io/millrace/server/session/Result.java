package io.millrace.server.session;

import java.util.List;

/** What executing a statement gave. */
public sealed interface Result {
    /** What the user should know although the statement succeeded. */
    List<Warning> warnings();

    /** The number of rows written, 0 for a definition. */
    record Count(long count, List<Warning> warnings) implements Result {
        public Count {
            warnings = List.copyOf(warnings);
        }
    }

    /** Rows to be read; whoever got them closes the cursor. */
    record Rows(RowCursor cursor, List<Warning> warnings) implements Result {
        public Rows {
            warnings = List.copyOf(warnings);
        }
    }
}
