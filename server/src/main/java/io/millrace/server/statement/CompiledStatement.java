package io.millrace.server.statement;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.server.session.Prepared.Kind;
import java.util.List;

/**
 * A statement ready to run, as often as its session likes.
 *
 * @param sql the text as the user wrote it
 * @param kind what executing it gives
 * @param columns the columns of its rows
 * @param parameters one type per {@code ?}
 * @param catalogVersion the catalog against which it was compiled; against another it is compiled anew
 * @param action what it does
 */
public record CompiledStatement(
        String sql, Kind kind, Schema columns, List<ColumnType> parameters, long catalogVersion, Action action) {
    static final Schema NO_COLUMNS = new Schema(List.of());

    public CompiledStatement {
        parameters = List.copyOf(parameters);
    }
}
