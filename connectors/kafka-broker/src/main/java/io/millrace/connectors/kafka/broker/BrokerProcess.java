package io.millrace.connectors.kafka.broker;

import java.util.concurrent.CompletableFuture;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * The broker's own JVM: formats the data directory when that is told, then runs the broker. Halts when the JVM that
 * started it is gone, so that a killed test run leaves no broker behind.
 *
 * <p>Arguments: the parent's process id, the properties file, and a cluster id if the directory is to be formatted.
 */
final class BrokerProcess {
    private BrokerProcess() {}

    public static void main(String[] arguments) {
        ProcessHandle parent = ProcessHandle.of(Long.parseLong(arguments[0])).orElseThrow();
        CompletableFuture<Void> unused =
                parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
        String properties = arguments[1];
        if (arguments.length > 2) {
            int failed = StorageTool.execute(
                    new String[] {"format", "--cluster-id", arguments[2], "--config", properties}, System.out);
            if (failed != 0) {
                System.exit(failed);
            }
        }
        Kafka.main(new String[] {properties});
    }
}
