package io.millrace.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connectors.kafka.broker.KafkaBroker;
import io.millrace.server.Engine;
import io.millrace.server.EngineOptions;
import io.millrace.server.wire.WireOptions;
import io.millrace.server.wire.WireServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A million orders in a real broker, counted and summed by minute and product in two views, of which one is created while
 * the orders flow; and the same by H2 over the same rows.
 */
@Tag("long")
@Timeout(300)
class KafkaOrdersTest {
    private static final int ORDERS = 1_000_000;
    private static final int PARTITIONS = 4;
    private static final int PRODUCTS = 50;
    private static final long SEED = 20_261_120;
    private static final long START = 1_767_225_600_000L; // 2026-01-01 00:00:00

    private static final String VIEW =
            "SELECT window_start, product, COUNT(*) AS orders, SUM(quantity) AS pieces, SUM(price) AS revenue "
                    + "FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end, product";

    private record Order(long id, String product, int quantity, long cents, long ts) {
        static Order random(long id, Random random) {
            return new Order(
                    id,
                    "product-" + random.nextInt(PRODUCTS),
                    1 + random.nextInt(9),
                    random.nextInt(100_000),
                    START + id * 2 + random.nextInt(2_000));
        }

        String json() {
            return "{\"id\":" + id + ",\"product\":\"" + product + "\",\"quantity\":" + quantity + ",\"price\":"
                    + cents / 100 + "." + (cents % 100 < 10 ? "0" : "") + cents % 100 + ",\"ts\":\""
                    + new java.sql.Timestamp(ts) + "\"}";
        }
    }

    @Test
    void twoViewsOverATopicAgreeAtEveryReadAndEqualH2(@TempDir Path directory) throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(directory);
                Engine engine = Engine.start(EngineOptions.DEFAULT);
                WireServer wire = WireServer.start(engine, WireOptions.DEFAULT.at("127.0.0.1", 0));
                Connection connection = DriverManager.getConnection("jdbc:millrace://127.0.0.1:" + wire.port() + "/");
                Statement statement = connection.createStatement()) {
            broker.createTopic("orders", PARTITIONS);
            statement.execute(
                    "CREATE TABLE orders (id BIGINT, product VARCHAR, quantity INT, price DECIMAL(10, 2), ts TIMESTAMP NOT NULL) "
                            + "WITH ('connector' = 'kafka', 'topic' = 'orders', 'format' = 'json', 'properties.bootstrap.servers' = '"
                            + broker.bootstrapServers() + "')");
            produce(broker, 0, ORDERS / 2);
            long began = System.nanoTime();
            statement.execute("CREATE MATERIALIZED VIEW first AS " + VIEW);
            Thread producer = new Thread(() -> produce(broker, ORDERS / 2, ORDERS));
            producer.start();
            statement.execute("CREATE MATERIALIZED VIEW second AS " + VIEW);
            long counted = 0;
            int reads = 0;
            while (counted < ORDERS) {
                counted = readBoth(statement);
                reads++;
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            producer.join();
            assertThat(rows(statement, "SELECT * FROM second")).isEqualTo(h2());
            System.out.printf(
                    "kafka: %,d orders into two views in %.1f s (%,.0f orders/s while half of them were still being produced), %d reads agreed%n",
                    ORDERS, seconds, ORDERS / seconds, reads);
        }
    }

    /** Reads both views in one statement, so of one tick, and compares them; gives how many orders they have counted. */
    private static long readBoth(Statement statement) throws SQLException {
        Map<String, String> first = new HashMap<>();
        Map<String, String> second = new HashMap<>();
        long counted = 0;
        try (ResultSet rows = statement.executeQuery(
                "SELECT 1 AS v, window_start, product, orders, pieces, revenue FROM first UNION ALL SELECT 2, * FROM second")) {
            while (rows.next()) {
                String key = rows.getString(2) + rows.getString(3);
                String value = rows.getLong(4) + "|" + rows.getLong(5) + "|" + rows.getBigDecimal(6);
                (rows.getInt(1) == 1 ? first : second).put(key, value);
                counted += rows.getInt(1) == 1 ? rows.getLong(4) : 0;
            }
        }
        assertThat(second).isEqualTo(first);
        return counted;
    }

    private static void produce(KafkaBroker broker, int from, int to) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 18);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Order order : orders(from, to)) {
                byte[] value = order.json().getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>("orders", (int) (order.id() % PARTITIONS), null, value));
            }
        }
    }

    private static List<Order> orders(int from, int to) {
        Random random = new Random(SEED);
        List<Order> orders = new ArrayList<>();
        for (int id = 0; id < to; id++) {
            Order order = Order.random(id, random);
            if (id >= from) {
                orders.add(order);
            }
        }
        return orders;
    }

    private static List<String> h2() throws SQLException {
        try (Connection h2 = DriverManager.getConnection("jdbc:h2:mem:");
                Statement statement = h2.createStatement()) {
            statement.execute(
                    "CREATE TABLE orders (id BIGINT, product VARCHAR, quantity INT, price DECIMAL(10, 2), ts TIMESTAMP(3))");
            try (PreparedStatement insert = h2.prepareStatement("INSERT INTO orders VALUES (?, ?, ?, ?, ?)")) {
                for (Order order : orders(0, ORDERS)) {
                    insert.setLong(1, order.id());
                    insert.setString(2, order.product());
                    insert.setInt(3, order.quantity());
                    insert.setBigDecimal(4, java.math.BigDecimal.valueOf(order.cents(), 2));
                    insert.setTimestamp(5, new java.sql.Timestamp(order.ts()));
                    insert.addBatch();
                    if (order.id() % 10_000 == 9_999) {
                        insert.executeBatch();
                    }
                }
                insert.executeBatch();
            }
            return rows(
                    statement,
                    "SELECT DATE_TRUNC(MINUTE, ts) AS m, product, COUNT(*), SUM(quantity), SUM(price) FROM orders GROUP BY m, product");
        }
    }

    /** Rows as text, sorted. */
    private static List<String> rows(Statement statement, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getTimestamp(1) + "|" + rows.getString(2) + "|" + rows.getLong(3) + "|" + rows.getLong(4)
                        + "|" + rows.getBigDecimal(5));
            }
        }
        texts.sort(null);
        return texts;
    }
}
