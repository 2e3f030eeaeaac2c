package io.millrace.server.statement;

import io.millrace.server.session.Result;

/** What a compiled statement does each time it is executed. */
@FunctionalInterface
public interface Action {
    /** Executes; throws {@code EngineException} only. */
    Result run(Execution execution);
}
