package io.millrace.server.session;

import java.util.List;

/** The update count of each row of a batch, in order, and what the user should know although the batch succeeded. */
public record BatchResult(long[] counts, List<Warning> warnings) {
    public BatchResult {
        warnings = List.copyOf(warnings);
    }
}
