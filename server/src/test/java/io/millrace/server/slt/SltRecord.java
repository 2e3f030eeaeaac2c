package io.millrace.server.slt;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One record of a sqllogictest file. */
sealed interface SltRecord {
    /** The engines that a file may name. */
    Set<String> ENGINES = Set.of("millrace", "view", "h2", "duckdb");

    /** The line of the file that it starts at. */
    int line();

    /** The engines that take it. {@code view} stands for Millrace, running the query as a view. */
    Set<String> engines();

    /** The statement. */
    String sql();

    /**
     * A statement without rows.
     *
     * @param error the SQLSTATE that it must end in, or null if it must succeed
     */
    record Change(
            int line,
            Set<String> engines,
            String sql,
            @Nullable String error) implements SltRecord {}

    /**
     * A query.
     *
     * @param width how many columns it has
     * @param ordered whether the order of the rows counts
     * @param label queries with one label have one result: they say the same in different dialects; null without
     * @param rows what it gives, columns separated by a space, or null where another engine is to say so
     */
    record Query(
            int line,
            Set<String> engines,
            String sql,
            int width,
            boolean ordered,
            @Nullable String label,
            @Nullable List<String> rows)
            implements SltRecord {}
}
