package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import io.millrace.server.session.Prepared;
import io.millrace.server.session.Result;
import io.millrace.server.statement.CompiledStatement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SessionStatementTest {
    private static final ZoneId ZONE = ZoneId.of("UTC");

    private final List<String> compiled = new ArrayList<>();
    private final SessionStatement statement = new SessionStatement(compiled(1, "id"), ZONE);

    private static CompiledStatement compiled(long version, String column) {
        return new CompiledStatement(
                "SELECT ...",
                Prepared.Kind.QUERY,
                new Schema(List.of(new Column(column, ColumnType.of(TypeKind.BIGINT)))),
                List.of(),
                version,
                execution -> new Result.Count(0, List.of()));
    }

    private Function<String, CompiledStatement> compiler(long version, String column) {
        return sql -> {
            compiled.add(sql + version);
            return compiled(version, column);
        };
    }

    @Test
    void aChangeOfTheCatalogHasItCompiledAnewOnce() {
        assertThat(statement.against(1, ZONE, compiler(1, "id")).catalogVersion())
                .isEqualTo(1);
        assertThat(compiled).isEmpty();

        for (int run = 0; run < 3; run++) {
            assertThat(statement.against(2, ZONE, compiler(2, "id")).catalogVersion())
                    .isEqualTo(2);
        }

        assertThat(compiled).containsExactly("SELECT ...2");
    }

    @Test
    void otherColumnsThanItsClientKnowsAreAnError() {
        assertThatThrownBy(() -> statement.against(2, ZONE, compiler(2, "name")))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("Prepare it anew");
    }
}
