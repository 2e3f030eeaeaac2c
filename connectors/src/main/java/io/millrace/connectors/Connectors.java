package io.millrace.connectors;

import io.millrace.connectors.blackhole.BlackholeConnector;
import io.millrace.connectors.datagen.DatagenConnector;
import io.millrace.connectors.file.FileConnector;
import io.millrace.connectors.file.FileRoots;
import io.millrace.connectors.format.Formats;
import io.millrace.connectors.format.csv.CsvFormat;
import io.millrace.connectors.format.json.JsonFormat;
import io.millrace.connectors.kafka.KafkaConnector;
import io.millrace.connectors.nexmark.NexmarkConnector;
import io.millrace.connectors.options.Nearest;
import io.millrace.connectors.print.PrintConnector;
import io.millrace.connectors.time.SourceClock;
import io.millrace.executor.connector.Connector;
import io.millrace.executor.connector.SinkConnector;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The connectors there are. Immutable. */
public final class Connectors {
    private final List<Connector> connectors;
    private final List<SinkConnector> sinks;

    private Connectors(List<Connector> connectors, List<SinkConnector> sinks) {
        this.connectors = List.copyOf(connectors);
        this.sinks = List.copyOf(sinks);
    }

    /** All that come with the project. */
    public static Connectors all() {
        return all(FileRoots.UNCONFINED);
    }

    /** All that come with the project; files are read below some directories. */
    public static Connectors all(FileRoots roots) {
        return all(SourceClock.system(), roots);
    }

    /** All that come with the project, under a clock of the caller's. */
    public static Connectors all(SourceClock clock) {
        return all(clock, FileRoots.UNCONFINED);
    }

    private static Connectors all(SourceClock clock, FileRoots roots) {
        return new Connectors(
                List.of(
                        new DatagenConnector(clock),
                        new FileConnector(formats(), clock, roots),
                        new KafkaConnector(formats(), clock),
                        new NexmarkConnector(clock)),
                List.of(new BlackholeConnector(), new PrintConnector(System.out)));
    }

    static Formats formats() {
        return new Formats(List.of(new JsonFormat(), new CsvFormat()));
    }

    /** The names users may write for tables, in lower case. */
    public List<String> names() {
        return connectors.stream().map(Connector::name).toList();
    }

    /**
     * The connector of a name, in any case.
     *
     * @param position where the user wrote it
     */
    public Connector find(String name, @Nullable Position position) {
        return connectors.stream()
                .filter(connector -> connector.name().equals(folded(name)))
                .findFirst()
                .orElseThrow(() -> unknown(
                        name,
                        position,
                        names(),
                        sinkNames().contains(folded(name)) ? " for tables: it is for sinks" : ""));
    }

    /** The names users may write for sinks, in lower case. */
    public List<String> sinkNames() {
        return sinks.stream().map(SinkConnector::name).toList();
    }

    /**
     * The connector for sinks of a name, in any case.
     *
     * @param position where the user wrote it
     */
    public SinkConnector findSink(String name, @Nullable Position position) {
        return sinks.stream()
                .filter(connector -> connector.name().equals(folded(name)))
                .findFirst()
                .orElseThrow(() -> unknown(
                        name,
                        position,
                        sinkNames(),
                        names().contains(folded(name)) ? " for sinks: it is for tables" : ""));
    }

    private static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    private static EngineException unknown(
            String name, @Nullable Position position, List<String> names, String remark) {
        return new EngineException(
                ErrorCode.UNKNOWN_CONNECTOR,
                position,
                "Connector '" + name + "' is not known" + remark + ". There are " + String.join(", ", names) + "."
                        + Nearest.hint(name, names));
    }
}
