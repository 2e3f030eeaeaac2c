package io.millrace.connectors.format;

import io.millrace.executor.connector.SourceColumn;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which column a field of a record is: the one of just this name, or else the one whose name differs in case only.
 * Immutable.
 */
public final class FieldNames {
    /** No column has the name. */
    public static final int NONE = -1;

    private final Map<String, Integer> exact = new HashMap<>();
    private final Map<String, Integer> folded = new HashMap<>();

    public FieldNames(List<SourceColumn> fields) {
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.get(i).column().name();
            exact.putIfAbsent(name, i);
            folded.putIfAbsent(name.toLowerCase(Locale.ROOT), i);
        }
    }

    /** The field's index by its very name. */
    public int exact(String name) {
        return exact.getOrDefault(name, NONE);
    }

    /** The field's index without regard to case; allocates. */
    public int folded(String name) {
        return folded.getOrDefault(name.toLowerCase(Locale.ROOT), NONE);
    }
}
