package io.millrace.benchmarks.cost;

import io.millrace.executor.circuit.CircuitStatus;
import io.millrace.server.Engine;
import io.millrace.server.EngineOptions;
import io.millrace.server.session.Cancellation;
import io.millrace.server.session.Session;
import io.millrace.server.session.SessionOptions;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether state is flat: views over the Nexmark streams, of which 100,000 events make a second of event time, read faster than that.
 * Prints what all operators keep, and the heap after a collection, when a quarter of the events has been taken, at half, at three
 * quarters and shortly before the end; and how many events were taken in a second.
 *
 * <p>Usage: {@code FlatStateComparison [seconds of event time [events a second]]}; 3600 is an hour. Events come at a rate, because
 * a view that is made over a stream that is there already reads it to its end before anybody can look. A rate above what the machine can
 * do is as fast as it goes.
 */
public final class FlatStateComparison {
    private static final long EVENTS_PER_SECOND = 100_000;
    private static final long START_MILLIS = 1_700_000_000_000L;
    private static final List<String> VIEWS = List.of(
            "joined AS SELECT COUNT(*) AS n, SUM(b.price) AS prices FROM auction AS a LEFT JOIN bid AS b"
                    + " ON b.auction = a.id AND b.dateTime BETWEEN a.dateTime AND a.dateTime + INTERVAL '10' SECOND",
            "bidders WITH ('retention' = '1 minute') AS SELECT window_start, COUNT(DISTINCT bidder) AS n"
                    + " FROM TABLE(HOP(TABLE bid, DESCRIPTOR(dateTime), INTERVAL '5' SECOND, INTERVAL '20' SECOND))"
                    + " GROUP BY window_start, window_end",
            "firsts AS SELECT COUNT(*) AS n FROM (SELECT ROW_NUMBER() OVER"
                    + " (PARTITION BY FLOOR(dateTime TO MINUTE), bidder ORDER BY dateTime, price) AS r FROM bid) AS t WHERE r = 1",
            "highest AS SELECT COUNT(*) AS n, SUM(price) AS prices FROM (SELECT price, ROW_NUMBER() OVER"
                    + " (PARTITION BY FLOOR(dateTime TO MINUTE) ORDER BY price DESC) AS r FROM bid) AS t WHERE r <= 10");

    private final Engine engine;
    private final Session session;

    private FlatStateComparison(Engine engine) {
        this.engine = engine;
        this.session = engine.open(SessionOptions.DEFAULT);
    }

    public static void main(String[] arguments) {
        long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 3600;
        long rate = arguments.length > 1 ? Long.parseLong(arguments[1]) : 400_000;
        try (Engine engine = Engine.start(EngineOptions.DEFAULT)) {
            new FlatStateComparison(engine).run(seconds, rate);
        }
    }

    private void run(long seconds, long rate) {
        long events = seconds * EVENTS_PER_SECOND;
        String options =
                ", WATERMARK FOR dateTime AS dateTime - INTERVAL '1' SECOND) WITH ('connector' = 'nexmark', 'events' = '"
                        + events + "', 'rate' = '" + rate + "', 'kind' = ";
        execute("CREATE TABLE auction (id BIGINT, dateTime TIMESTAMP(3) NOT NULL" + options + "'auction')");
        execute("CREATE TABLE bid (auction BIGINT, bidder BIGINT, price BIGINT, dateTime TIMESTAMP(3) NOT NULL"
                + options + "'bid')");
        long began = System.nanoTime();
        VIEWS.forEach(view -> execute("CREATE VIEW " + view));
        // All state is given back when the streams have ended.
        for (double part : new double[] {0.25, 0.5, 0.75, 0.97}) {
            await(START_MILLIS + (long) (part * seconds * 1_000));
            print(part, events, began);
        }
    }

    private void await(long time) {
        while (watermark() < time) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private long watermark() {
        long least = Long.MAX_VALUE;
        for (CircuitStatus.Stream stream : engine.circuit().status().streams()) {
            CircuitStatus.Time time = stream.time();
            least = Math.min(least, time == null ? Long.MIN_VALUE : time.watermark());
        }
        return least;
    }

    private void print(double part, long events, long began) {
        double elapsed = (System.nanoTime() - began) / 1e9;
        StringBuilder operators = new StringBuilder();
        long state = 0;
        for (CircuitStatus.KeptState kept : engine.circuit().status().operators()) {
            state += kept.stateBytes();
            operators
                    .append("\n    ")
                    .append(kept.kind())
                    .append(' ')
                    .append(kept.users())
                    .append(": ")
                    .append(kept.stateBytes() / 1024)
                    .append(" KiB");
        }
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        System.out.println(String.format(
                        Locale.ROOT,
                        "at %.0f %% of %,d events: operators keep %,d KiB, heap after collection %,d KiB, %,.0f events/s so far",
                        100 * part,
                        events,
                        state / 1024,
                        (runtime.totalMemory() - runtime.freeMemory()) / 1024,
                        part * events / elapsed)
                + operators);
    }

    private void execute(String sql) {
        session.execute(session.prepare(sql), List.of(), 0, new Cancellation());
    }
}
