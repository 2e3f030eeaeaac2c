package io.millrace.server.random;

/** What says which rows are right. */
enum Oracle {
    H2("equal in H2"),
    DUCKDB("equal in DuckDB"),
    READ("equal read ad hoc"),
    LATER_VIEW("equal as a view made later"),
    NOT_OPTIMIZED("equal as a view whose plan is not optimized"),
    /** Rows for which a condition is true, false and unknown add up to all ("ternary logic partitioning"). */
    PARTS("equal to the parts where a condition is true, false and unknown"),
    /** A condition filters as many rows as it is computed true for ("non-optimizing reference engine construction"). */
    COUNTED("equal to the number of rows for which the condition is computed"),
    CHANGES("tables equal in H2 after changes by statements");

    private final String words;

    Oracle(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
