package io.millrace.connectors.datagen;

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
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatagenConnectorTest {
    private final TestClock clock = new TestClock();

    private TestTable table() {
        return new TestTable("datagen", clock);
    }

    private TestTable everyType() {
        TestTable table = table();
        for (TypeKind kind : TypeKind.values()) {
            if (kind == TypeKind.INTERVAL_MONTHS || kind == TypeKind.INTERVAL_MILLIS || kind.isNested()) {
                continue;
            }
            table.column("c_" + kind, kind);
        }
        return table.column("small", ColumnType.decimal(9, 2)).column("large", ColumnType.decimal(30, 10));
    }

    @Test
    void deliversFiveRowsASecondEachAsSoonAsItIsDue() throws Exception {
        TestTable table = table().column("id", TypeKind.INTEGER)
                .column("data", TypeKind.VARCHAR)
                .with("rows-per-second", "5");
        Source source = table.source();

        try (SourceReader reader = source.reader(source.start())) {
            Chunk first = reader.poll(Duration.ZERO);
            assertThat(first).isNotNull();
            assertThat(first.records()).isEqualTo(1);
            assertThat(reader.poll(Duration.ofMillis(199))).isNull();
            for (int i = 0; i < 20; i++) {
                Chunk next = reader.poll(Duration.ofMillis(200));
                assertThat(next).isNotNull();
                assertThat(next.records()).isEqualTo(1);
            }
            clock.advance(Duration.ofSeconds(100));
            Chunk late = reader.poll(Duration.ZERO);
            assertThat(late).isNotNull();
            assertThat(late.records()).isEqualTo(500);
            assertThat(reader.finished()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyPartOfEveryColumnComesOutTheSame(long seed) throws Exception {
        TestTable table = everyType()
                .with("number-of-rows", "3000")
                .with("rows-per-second", "100000")
                .with("seed", Long.toString(seed))
                .with("fields.c_varchar.null-rate", "0.3")
                .with("fields.large.null-rate", "0.3");
        Source source = table.source();
        Positions start = source.start();
        clock.advance(Duration.ofSeconds(1));
        Positions end = source.end(start);
        List<String> all = table.rows(source, start, end);
        assertThat(all).hasSize(3_000).doesNotHaveDuplicates();

        clock.advance(Duration.ofDays(3));
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            Positions middle = start.with("rows", random.nextInt(3_000));
            List<String> joined = new ArrayList<>(table.rows(table.source(), start, middle));
            joined.addAll(table.rows(table.source(), middle, end));
            assertThat(joined).as("seed %d", seed).isEqualTo(all);
        }
        List<Integer> two = List.of(5, 3);
        List<String> picked = table.decode(source, TestTable.chunks(source.reader(start, end)), two);
        for (int i = 0; i < 3_000; i++) {
            String[] values = all.get(i).split("\\|");
            assertThat(picked.get(i)).isEqualTo(values[5] + "|" + values[3]);
        }
    }

    @Test
    void otherSeedsGiveOtherRows() throws Exception {
        assertThat(table().column("id", TypeKind.BIGINT)
                        .with("number-of-rows", "1")
                        .rows())
                .isNotEqualTo(table().column("id", TypeKind.BIGINT)
                        .with("number-of-rows", "1")
                        .with("seed", "1")
                        .rows());
    }

    @Test
    void valuesStayWithinTheirBoundsAndReachThem() throws Exception {
        TestTable table = table().column("i", TypeKind.INTEGER)
                .column("d", ColumnType.decimal(30, 1))
                .column("s", ColumnType.decimal(3, 1))
                .column("x", TypeKind.DOUBLE)
                .column("t", TypeKind.TINYINT)
                .column("v", new ColumnType(TypeKind.VARCHAR, 3, 0, true))
                .column("day", TypeKind.DATE)
                .with("fields.i.min", "-2")
                .with("fields.i.max", "2")
                .with("fields.d.min", "-0.3")
                .with("fields.d.max", "0.4")
                .with("fields.s.min", "99.8")
                .with("fields.x.min", "10")
                .with("fields.x.max", "20")
                .with("fields.day.kind", "random")
                .with("fields.day.min", "2026-01-01")
                .with("fields.day.max", "2026-01-02")
                .with("number-of-rows", "5000")
                .with("rows-per-second", "unlimited");

        List<List<String>> columns = transposed(table.rows());

        assertThat(columns.get(0)).containsOnly("-2", "-1", "0", "1", "2");
        assertThat(columns.get(1)).containsOnly("-0.3", "-0.2", "-0.1", "0.0", "0.1", "0.2", "0.3", "0.4");
        assertThat(columns.get(2)).containsOnly("99.8", "99.9");
        assertThat(columns.get(3)).allMatch(x -> Double.parseDouble(x) >= 10 && Double.parseDouble(x) < 20);
        assertThat(columns.get(4)).contains("-128", "127");
        assertThat(columns.get(5)).allMatch(text -> text.matches("[a-z]{3}"));
        assertThat(columns.get(6)).containsOnly("2026-01-01", "2026-01-02");
    }

    private static List<List<String>> transposed(List<String> rows) {
        List<List<String>> columns = new ArrayList<>();
        for (String row : rows) {
            String[] values = row.split("\\|");
            for (int i = 0; i < values.length; i++) {
                if (columns.size() == i) {
                    columns.add(new ArrayList<>());
                }
                columns.get(i).add(values[i]);
            }
        }
        return columns;
    }

    @Test
    void aSequenceCountsAndEndsTheStream() throws Exception {
        TestTable table = table().column("i", TypeKind.BIGINT)
                .column("d", ColumnType.decimal(5, 2))
                .column("x", TypeKind.DOUBLE)
                .column("v", TypeKind.VARCHAR)
                .with("fields.i.kind", "sequence")
                .with("fields.i.start", "-1")
                .with("fields.i.end", "1")
                .with("fields.d.kind", "sequence")
                .with("fields.x.kind", "sequence")
                .with("fields.v.kind", "sequence")
                .with("fields.v.start", "-1")
                .with("rows-per-second", "unlimited");

        assertThat(table.rows()).containsExactly("-1|1.00|1.0|-1", "0|2.00|2.0|0", "1|3.00|3.0|1");
    }

    @Test
    void timesAreThoseAtWhichRowsAreDueLessTheDisorderAskedFor() throws Exception {
        TestTable table = table().column("ts", TypeKind.TIMESTAMP)
                .column("late", TypeKind.TIMESTAMP)
                .column("day", TypeKind.DATE)
                .column("at", TypeKind.TIME)
                .with("fields.late.max-past", "10 s")
                .with("rows-per-second", "2")
                .with("number-of-rows", "100");
        Source source = table.source();
        Positions start = source.start();
        clock.advance(Duration.ofMinutes(1));

        List<List<String>> columns = transposed(table.rows(source, start, source.end(start)));

        assertThat(columns.get(0))
                .startsWith("2026-03-01T12:00", "2026-03-01T12:00:00.500")
                .endsWith("2026-03-01T12:00:49.500");
        assertThat(columns.get(0)).isSorted();
        assertThat(columns.get(1).get(99)).isBetween("2026-03-01T12:00:39.500", "2026-03-01T12:00:49.500");
        assertThat(columns.get(1)).isNotEqualTo(columns.get(1).stream().sorted().toList());
        assertThat(columns.get(2)).containsOnly("2026-03-01");
        assertThat(columns.get(3)).startsWith("12:00", "12:00:00.500");
    }

    @Test
    void theShareOfNullsIsAsAskedFor() throws Exception {
        List<String> rows = table().column("i", TypeKind.INTEGER)
                .with("fields.i.null-rate", "0.25")
                .with("number-of-rows", "10000")
                .with("rows-per-second", "unlimited")
                .rows();

        assertThat(rows.stream().filter("null"::equals).count()).isBetween(2_300L, 2_700L);
    }

    @Test
    void largeDecimalsSpreadOverTheirWholeRange() throws Exception {
        List<String> rows = table().column("d", ColumnType.decimal(38, 0))
                .with("number-of-rows", "1000")
                .with("rows-per-second", "unlimited")
                .rows();

        BigDecimal limit = BigDecimal.TEN.pow(38);
        assertThat(rows).allMatch(text -> new BigDecimal(text).abs().compareTo(limit) < 0);
        assertThat(rows.stream().filter(text -> text.startsWith("-")).count()).isBetween(400L, 600L);
        assertThat(rows.stream().filter(text -> text.length() >= 38).count()).isGreaterThan(800);
    }

    @Test
    void makesAMillionRowsInTheArraysOfTheFirstBatch() throws Exception {
        TestTable table = everyType().with("number-of-rows", "1000000").with("rows-per-second", "unlimited");
        Source source = table.source();
        List<Chunk> chunks = TestTable.chunks(source.reader(source.start()));
        List<Integer> wanted = table.allColumns();
        Decoder decoder = source.decoder(wanted, table.badRecords());
        Batch batch = new Batch(table.types(wanted));
        long rows = 0;
        long grown = 0;
        for (Chunk chunk : chunks) {
            for (int first = 0; first < chunk.records(); first += 1_024) {
                batch.clear();
                decoder.decode(chunk, first, Math.min(1_024, chunk.records() - first), batch);
                rows += batch.size();
                grown = grown == 0 ? batch.bytes() : grown;
                assertThat(batch.bytes()).isLessThanOrEqualTo(grown);
            }
        }
        assertThat(rows).isEqualTo(1_000_000);
    }

    @Test
    void optionsThatHaveNoMeaningAreRefused() {
        refused(table().column("id", TypeKind.INTEGER).with("rows-per-secnd", "5"), ErrorCode.UNKNOWN_OPTION)
                .hasMessageContaining(
                        "line 6:1: Option 'rows-per-secnd' of table 't' is not known. Did you mean 'rows-per-second'?");
        refused(table().column("id", TypeKind.INTEGER).with("fields.idd.min", "5"), ErrorCode.UNKNOWN_OPTION)
                .hasMessageContaining("Did you mean 'fields.id.min'?");
        refused(table().column("id", TypeKind.INTEGER).with("fields.id.length", "5"), ErrorCode.UNKNOWN_OPTION)
                .hasMessageContaining("has no meaning");
        refused(table().column("id", TypeKind.TINYINT).with("fields.id.min", "128"), ErrorCode.ILLEGAL_OPTION_VALUE)
                .hasMessageContaining("is '128'; it takes a whole number from -128 to 127.");
        refused(
                        table().column("id", TypeKind.INTEGER)
                                .with("fields.id.min", "9")
                                .with("fields.id.max", "3"),
                        ErrorCode.ILLEGAL_OPTION_VALUE)
                .hasMessageContaining("min is 9, max is 3");
        refused(table().column("id", TypeKind.INTEGER).with("fields.id.kind", "time"), ErrorCode.ILLEGAL_OPTION_VALUE)
                .hasMessageContaining("the column is INTEGER");
        refused(table().column("id", TypeKind.INTEGER).with("fields.id.kind", "count"), ErrorCode.ILLEGAL_OPTION_VALUE)
                .hasMessageContaining("it takes 'random' or 'sequence' or 'time'");
        refused(
                        table().column("id", TypeKind.INTEGER).with("rows-per-second", "unlimited"),
                        ErrorCode.ILLEGAL_OPTION_VALUE)
                .hasMessageContaining("needs an end");
        refused(table().column("id", TypeKind.INTEGER).with("rows-per-second", "0"), ErrorCode.ILLEGAL_OPTION_VALUE);
        refused(table().column("d", TypeKind.DATE).with("fields.d.kind", "random"), ErrorCode.MISSING_OPTION)
                .hasMessageContaining("needs the option 'fields.d.min'");
        refused(
                table().column("id", ColumnType.of(TypeKind.INTEGER).notNull()).with("fields.id.null-rate", "0.1"),
                ErrorCode.ILLEGAL_OPTION_VALUE);
        refused(table().column("i", TypeKind.INTERVAL_MONTHS), ErrorCode.NOT_SUPPORTED);
        refused(table().metadata("k", TypeKind.VARCHAR, "key"), ErrorCode.INVALID_STATEMENT);
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(TestTable table, ErrorCode code) {
        return assertThatThrownBy(table::source)
                .isInstanceOf(EngineException.class)
                .satisfies(
                        thrown -> assertThat(((EngineException) thrown).code()).isEqualTo(code));
    }
}
