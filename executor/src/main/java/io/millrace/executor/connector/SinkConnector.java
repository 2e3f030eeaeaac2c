package io.millrace.executor.connector;

/** A kind of sink, found by its name in {@code WITH ('connector' = '...')}. */
public interface SinkConnector {
    /** The name users write, in lower case. */
    String name();

    /**
     * Where the changes of one query shall go. Options are parsed here, at the edge; nothing is opened or asked.
     *
     * @throws io.millrace.executor.error.EngineException for an unknown, missing or ill-typed option (with its position and the
     *     nearest valid name), or a column this connector cannot take
     */
    Sink sink(SinkDefinition definition);
}
