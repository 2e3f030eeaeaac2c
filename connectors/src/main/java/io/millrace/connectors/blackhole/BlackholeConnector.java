package io.millrace.connectors.blackhole;

import io.millrace.connectors.options.OptionReader;
import io.millrace.executor.column.Batch;
import io.millrace.executor.connector.Sink;
import io.millrace.executor.connector.SinkConnector;
import io.millrace.executor.connector.SinkDefinition;
import io.millrace.executor.connector.SinkWriter;
import java.util.List;

/** {@code 'connector' = 'blackhole'}: takes changes and does nothing with them; a row costs nothing. It has no options. */
public final class BlackholeConnector implements SinkConnector {
    private static final SinkWriter NOTHING = new SinkWriter() {
        @Override
        public void write(int shard, Batch changes) {}

        @Override
        public void endTick(long tick) {}

        @Override
        public void close() {}
    };

    @Override
    public String name() {
        return "blackhole";
    }

    @Override
    public Sink sink(SinkDefinition definition) {
        new OptionReader(definition).refuseUnknown(List.of(), List.of());
        return shards -> NOTHING;
    }
}
