package io.millrace.server.nexmark;

import io.millrace.connectors.Connectors;
import io.millrace.executor.column.Batch;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The first Nexmark events as columns, from the generator and past all of the engine. That the generator's values are those
 * of the definition is a test of its own.
 *
 * @param events how many, of all kinds
 */
record NexmarkColumns(long events) {
    private static final Position NOWHERE = new Position(1, 1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<String> TIMES = Set.of("dateTime", "expires");
    private static final Set<String> NUMBERS =
            Set.of("id", "initialBid", "reserve", "seller", "category", "auction", "bidder", "price");

    /** How many rows a table has. */
    int rows(String table) {
        return Math.toIntExact(events
                / 50
                * switch (table) {
                    case "person" -> 1;
                    case "auction" -> 3;
                    case "bid" -> 46;
                    default -> throw new IllegalArgumentException(table);
                });
    }

    /**
     * Hands out all rows of a table in the order of their events.
     *
     * @param into gets some thousand rows at a time, in a batch that is filled anew afterwards
     */
    void read(String table, List<String> columns, Consumer<Batch> into) {
        List<SourceColumn> declared = columns.stream()
                .map(name -> new SourceColumn(new Column(name, type(name)), null, NOWHERE))
                .toList();
        Map<String, Option> options = Map.of("kind", option(table), "events", option(Long.toString(events)));
        Source source = Connectors.all().find("nexmark", null).source(new TableDefinition(table, declared, options));
        BadRecords none = (partition, position, reason, data, start, length) -> {
            throw new AssertionError(reason);
        };
        Decoder decoder =
                source.decoder(IntStream.range(0, columns.size()).boxed().toList(), none);
        Batch batch = new Batch(
                declared.stream().map(column -> column.column().type()).toList());
        Positions start = source.start();
        try (SourceReader reader = source.reader(start, source.end(start))) {
            while (!reader.finished()) {
                Chunk chunk = reader.poll(PATIENCE);
                if (chunk != null) {
                    batch.clear();
                    decoder.decode(chunk, 0, chunk.records(), batch);
                    into.accept(batch);
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while events are made", e);
        }
    }

    private static ColumnType type(String column) {
        return ColumnType.of(
                TIMES.contains(column)
                        ? TypeKind.TIMESTAMP
                        : NUMBERS.contains(column) ? TypeKind.BIGINT : TypeKind.VARCHAR);
    }

    private static Option option(String value) {
        return new Option(value, NOWHERE, NOWHERE);
    }
}
