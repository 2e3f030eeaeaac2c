package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import java.util.List;

/**
 * A query without ORDER BY on top, the same in all engines.
 *
 * @param sql its columns are named c0, c1, ...
 * @param kinds what its columns are
 */
record RandomQuery(String sql, List<Kind> kinds) {}
