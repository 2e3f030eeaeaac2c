package io.millrace.connectors.nexmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connectors.TestClock;
import io.millrace.connectors.TestTable;
import io.millrace.executor.column.Batch;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Decoder;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Source;
import io.millrace.executor.connector.SourceReader;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NexmarkConnectorTest {
    private final TestClock clock = new TestClock();

    private TestTable table(EventKind kind, String... columns) {
        TestTable table = new TestTable("nexmark", clock).with("kind", kind.name());
        for (Field field : Fields.of(kind)) {
            if (columns.length == 0 || List.of(columns).contains(field.name())) {
                table.column(field.name(), field.type());
            }
        }
        return table;
    }

    @ParameterizedTest
    @EnumSource(EventKind.class)
    void everyFieldIsThatOfTheDefinition(EventKind kind) throws Exception {
        for (long first : new long[] {0, 4_981, 2_999_777, 123_456_789_012L}) {
            List<String> expected = new ArrayList<>();
            NexmarkDefinition event = new NexmarkDefinition();
            for (long i = first; i < first + 5_000; i++) {
                event.at(i);
                if (event.kind.name().equals(kind.name())) {
                    expected.add(defined(event));
                }
            }
            TestTable table =
                    table(kind).with("first-event", Long.toString(first)).with("events", "5000");

            assertThat(table.rows()).as("%s from %d", kind, first).isEqualTo(expected);
        }
    }

    private static String defined(NexmarkDefinition event) {
        String time = time(event.dateTime);
        String extra = text(event.extraOffset, event.extraLength);
        return switch (event.kind) {
            case PERSON ->
                String.join(
                        "|",
                        Long.toString(event.id),
                        NexmarkDefinition.NAME[event.name],
                        NexmarkDefinition.EMAIL[event.emailAddress],
                        NexmarkDefinition.CREDIT_CARD[event.creditCard],
                        NexmarkDefinition.CITY[event.city],
                        NexmarkDefinition.STATE[event.state],
                        time,
                        extra);
            case AUCTION ->
                event.id + "|" + text(event.itemNameOffset, event.itemNameLength) + "|"
                        + text(event.descriptionOffset, event.descriptionLength) + "|" + event.initialBid + "|"
                        + event.reserve + "|" + time + "|" + time(event.expires) + "|" + event.seller + "|"
                        + event.category + "|" + extra;
            case BID ->
                event.auction + "|" + event.bidder + "|" + event.price + "|"
                        + NexmarkDefinition.CHANNEL[event.channel] + "|" + NexmarkDefinition.URL[event.channel] + "|"
                        + time + "|" + extra;
        };
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis)
                .atOffset(ZoneOffset.UTC)
                .toLocalDateTime()
                .toString();
    }

    private static String text(int offset, int length) {
        return new String(NexmarkDefinition.TEXT, offset, length, StandardCharsets.US_ASCII);
    }

    /** The figures on which two other engines agreed (q0 to q2). */
    @Test
    void threeMillionEventsHaveTheKnownChecksums() throws Exception {
        TestTable table = table(EventKind.BID, "auction", "bidder", "price").with("events", "3000000");
        Source source = table.source();
        Positions start = source.start();
        Decoder decoder = source.decoder(table.allColumns(), table.badRecords());
        Batch batch = new Batch(table.types(table.allColumns()));
        long rows = 0;
        long sum = 0;
        long selected = 0;
        long selectedSum = 0;
        for (Chunk chunk : TestTable.chunks(source.reader(start, source.end(start)))) {
            batch.clear();
            decoder.decode(chunk, 0, chunk.records(), batch);
            rows += batch.size();
            for (int row = 0; row < batch.size(); row++) {
                long auction = batch.longs(0).get(row);
                long price = batch.longs(2).get(row);
                sum += auction + 2 * batch.longs(1).get(row) + 3 * price;
                if (auction % 123 == 0) {
                    selected++;
                    selectedSum += auction + 2 * price;
                }
            }
        }
        assertThat(rows).isEqualTo(2_760_000);
        assertThat(sum).isEqualTo(60_321_186_765_766L);
        assertThat(selected).isEqualTo(22_092);
        assertThat(selectedSum).isEqualTo(319_493_764_609L);
    }

    @ParameterizedTest
    @EnumSource(EventKind.class)
    void aReaderGoesOnAtAnyEvent(EventKind kind) throws Exception {
        TestTable table = table(kind).with("events", "1000").with("first-event", "77");
        Source source = table.source();
        Positions start = source.start();
        List<String> all = table.rows();
        for (long event = 77; event <= 1_077; event += 3) {
            Positions middle = start.with("events", event);
            List<String> parts = new ArrayList<>(table.rows(source, start, middle));
            parts.addAll(table.decode(source, TestTable.chunks(source.reader(middle)), table.allColumns()));

            assertThat(parts).as("at event %d", event).isEqualTo(all);
        }
        assertThat(all).hasSize((int) (kind.rowsBefore(1_077) - kind.rowsBefore(77)));
    }

    @Test
    void eventsComeAtTheirRate() throws Exception {
        TestTable table = table(EventKind.AUCTION, "id").with("rate", "100");
        Source source = table.source();
        Positions start = source.start();

        try (SourceReader reader = source.reader(start)) {
            assertThat(reader.poll(Duration.ofMillis(5))).isNull();
            assertThat(table.decode(source, List.of(reader.poll(Duration.ofMillis(10))), List.of(0)))
                    .containsExactly("1000");
            assertThat(table.decode(source, List.of(reader.poll(Duration.ofMillis(10))), List.of(0)))
                    .containsExactly("1001");
            clock.advance(Duration.ofMillis(500));
            assertThat(table.decode(source, List.of(reader.poll(Duration.ZERO)), List.of(0)))
                    .containsExactly("1002", "1003", "1004");
            assertThat(table.rows(source, start, source.end(start))).hasSize(5);
            assertThat(reader.finished()).isFalse();
        }
    }

    @Test
    void whatDoesNotFitIsRefusedByName() {
        refused(new TestTable("nexmark", clock), ErrorCode.MISSING_OPTION, "'events'");
        refused(new TestTable("nexmark", clock).with("events", "1"), ErrorCode.MISSING_OPTION, "'kind'");
        refused(table(EventKind.BID), ErrorCode.MISSING_OPTION, "needs the option 'events'");
        refused(
                table(EventKind.BID).with("rate", "unlimited"),
                ErrorCode.ILLEGAL_OPTION_VALUE,
                "is 'unlimited', so the stream needs an end: give 'events'.");
        refused(
                table(EventKind.BID).with("events", "1").with("seed", "7"),
                ErrorCode.UNKNOWN_OPTION,
                "Option 'seed' of table 't' is not known.");
        refused(
                table(EventKind.BID, "price").column("prize", TypeKind.BIGINT).with("events", "1"),
                ErrorCode.INVALID_STATEMENT,
                "A nexmark bid has no column 'prize'. It has auction, bidder, price, channel, url, dateTime, extra."
                        + " Did you mean 'price'?");
        refused(
                new TestTable("nexmark", clock)
                        .with("kind", "bid")
                        .with("events", "1")
                        .column("PRICE", TypeKind.INTEGER),
                ErrorCode.TYPE_MISMATCH,
                "Column 'PRICE' of a nexmark bid is BIGINT; it is declared as INTEGER.");
        refused(
                new TestTable("nexmark", clock)
                        .with("kind", "bid")
                        .with("events", "1")
                        .column("url", new ColumnType(TypeKind.VARCHAR, 5, 0, true)),
                ErrorCode.TYPE_MISMATCH,
                "Column 'url' of a nexmark bid is VARCHAR; it is declared as VARCHAR(5).");
    }

    private static void refused(TestTable table, ErrorCode code, String message) {
        assertThatThrownBy(table::source)
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(message)
                .extracting(thrown -> ((EngineException) thrown).code())
                .isEqualTo(code);
    }
}
