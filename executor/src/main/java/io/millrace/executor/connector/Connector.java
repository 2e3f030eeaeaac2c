package io.millrace.executor.connector;

/**
 * A kind of source, found by its name in {@code WITH ('connector' = '...')}.
 */
public interface Connector {
    /** The name users write, in lower case. */
    String name();

    /**
     * The source of one table. Options are parsed to a typed record here, at the edge; nothing is opened or asked.
     *
     * @throws io.millrace.executor.error.EngineException for an unknown, missing or ill-typed option (with its position and the
     *     nearest valid name), or a column this connector cannot fill
     */
    Source source(TableDefinition table);
}
