package io.millrace.connectors;

import io.millrace.connectors.time.SourceClock;
import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.connector.BadRecords;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Decoder;
import io.millrace.executor.connector.Option;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Source;
import io.millrace.executor.connector.SourceColumn;
import io.millrace.executor.connector.SourceReader;
import io.millrace.executor.connector.TableDefinition;
import io.millrace.executor.error.Position;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** A table over a connector, and its rows as texts: columns joined by {@code |}, NULL as {@code null}. */
public final class TestTable {
    private final String connector;
    private final SourceClock clock;
    private final List<SourceColumn> columns = new ArrayList<>();
    private final Map<String, Option> options = new HashMap<>();
    private final List<String> bad = new ArrayList<>();

    public TestTable(String connector, SourceClock clock) {
        this.connector = connector;
        this.clock = clock;
    }

    public TestTable column(String name, ColumnType type) {
        columns.add(new SourceColumn(new Column(name, type), null, new Position(2, columns.size() + 1)));
        return this;
    }

    public TestTable column(String name, TypeKind kind) {
        return column(name, ColumnType.of(kind));
    }

    public TestTable metadata(String name, TypeKind kind, String key) {
        return metadata(name, ColumnType.of(kind), key);
    }

    public TestTable metadata(String name, ColumnType type, String key) {
        columns.add(new SourceColumn(new Column(name, type), key, new Position(2, columns.size() + 1)));
        return this;
    }

    /** Sets an option; the name of the n-th stands in line 6, its value in line 7, both in column n. */
    public TestTable with(String name, String value) {
        int column = options.size() + 1;
        options.put(name.toLowerCase(Locale.ROOT), new Option(value, new Position(6, column), new Position(7, column)));
        return this;
    }

    public Source source() {
        return Connectors.all(clock).find(connector, null).source(new TableDefinition("t", columns, options));
    }

    /** The bad records met so far: {@code partition:position reason <data>}. */
    public List<String> bad() {
        return bad;
    }

    public BadRecords badRecords() {
        return (partition, position, reason, data, start, length) -> bad.add(partition + ":" + position + " " + reason
                + " <" + new String(data, start, length, StandardCharsets.UTF_8) + ">");
    }

    public List<Integer> allColumns() {
        return IntStream.range(0, columns.size()).boxed().toList();
    }

    public List<ColumnType> types(List<Integer> wanted) {
        return wanted.stream().map(i -> columns.get(i).column().type()).toList();
    }

    /** All rows from the start to the present end. */
    public List<String> rows() throws InterruptedException {
        Source source = source();
        Positions start = source.start();
        return rows(source, start, source.end(start));
    }

    /** All rows between two positions. */
    public List<String> rows(Source source, Positions from, Positions until) throws InterruptedException {
        try (SourceReader reader = source.reader(from, until)) {
            return decode(source, chunks(reader), allColumns());
        }
    }

    /** All chunks until the reader is finished. */
    public static List<Chunk> chunks(SourceReader reader) throws InterruptedException {
        List<Chunk> chunks = new ArrayList<>();
        while (!reader.finished()) {
            Chunk chunk = reader.poll(Duration.ofSeconds(10));
            if (chunk != null) {
                chunks.add(chunk);
            }
        }
        return chunks;
    }

    public List<String> decode(Source source, List<Chunk> chunks, List<Integer> wanted) {
        Decoder decoder = source.decoder(wanted, badRecords());
        Batch batch = new Batch(types(wanted));
        for (Chunk chunk : chunks) {
            int half = chunk.records() / 2;
            decoder.decode(chunk, 0, half, batch);
            decoder.decode(chunk, half, chunk.records() - half, batch);
        }
        return texts(batch);
    }

    public static List<String> texts(Batch batch) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < batch.size(); row++) {
            List<String> values = new ArrayList<>();
            for (int column = 0; column < batch.width(); column++) {
                values.add(text(batch.column(column), batch.types().get(column), row));
            }
            rows.add(String.join("|", values));
        }
        return rows;
    }

    private static String text(Vector vector, ColumnType type, int row) {
        if (vector.isNull(row)) {
            return "null";
        }
        if (vector instanceof LongVector longs) {
            return text(longs.get(row), type);
        }
        if (vector instanceof DoubleVector doubles) {
            return Double.toString(doubles.get(row));
        }
        if (vector instanceof DecimalVector decimals) {
            return new BigDecimal(decimals.unscaled(row), type.scale()).toPlainString();
        }
        if (vector instanceof BytesVector bytes) {
            return type.kind() == TypeKind.BINARY || type.kind() == TypeKind.VARBINARY
                    ? HexFormat.of().formatHex(bytes.data(), bytes.start(row), bytes.start(row) + bytes.length(row))
                    : bytes.text(row);
        }
        return Boolean.toString(((io.millrace.executor.column.BooleanVector) vector).get(row));
    }

    private static String text(long value, ColumnType type) {
        return switch (type.kind()) {
            case DECIMAL -> new BigDecimal(BigInteger.valueOf(value), type.scale()).toPlainString();
            case DATE -> LocalDate.ofEpochDay(value).toString();
            case TIME -> LocalTime.ofNanoOfDay(value * 1_000_000).toString();
            case TIMESTAMP ->
                Instant.ofEpochMilli(value)
                        .atOffset(ZoneOffset.UTC)
                        .toLocalDateTime()
                        .toString();
            case TIMESTAMP_LTZ -> Instant.ofEpochMilli(value).toString();
            default -> Long.toString(value);
        };
    }
}
