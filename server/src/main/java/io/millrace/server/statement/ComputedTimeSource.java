package io.millrace.server.statement;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Values;
import io.millrace.executor.column.Vector;
import io.millrace.executor.connector.BadRecordPolicy;
import io.millrace.executor.connector.BadRecords;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Decoder;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Source;
import io.millrace.executor.connector.SourceReader;
import io.millrace.executor.kernel.Kernel;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.planner.validate.ComputedTime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * A stream with a column more than its connector fills: the event time, computed from the others when a record is decoded. A record for
 * which there is none (it is NULL, or the computation fails) is a bad record. Thread-safe; its decoders have an owner each.
 */
final class ComputedTimeSource implements Source {
    private final Source source;
    private final Schema filled;
    private final ComputedTime time;
    private final KernelCompiler kernels;

    /**
     * As above.
     *
     * @param filled the columns that the connector fills
     * @param kernels compiles the computation
     */
    ComputedTimeSource(Source source, Schema filled, ComputedTime time, KernelCompiler kernels) {
        this.source = source;
        this.filled = filled;
        this.time = time;
        this.kernels = kernels;
    }

    @Override
    public Positions start() {
        return source.start();
    }

    @Override
    public Positions end(Positions start) {
        return source.end(start);
    }

    @Override
    public BadRecordPolicy onBadRecord() {
        return source.onBadRecord();
    }

    @Override
    public SourceReader reader(Positions from) {
        return source.reader(from);
    }

    @Override
    public SourceReader reader(Positions from, Positions until) {
        return source.reader(from, until);
    }

    @Override
    public Decoder decoder(List<Integer> columns, BadRecords badRecords) {
        return new TimeDecoder(columns, badRecords);
    }

    /** Decodes what is wanted and what the time is computed from, and puts the columns together. */
    private final class TimeDecoder implements Decoder {
        /** The connector's columns that are decoded. */
        private final List<Integer> decoded = new ArrayList<>();

        /** For each column that is wanted its place among those decoded, or -1 for the time. */
        private final int[] places;

        /** Where the columns are that the time is computed from. */
        private final int[] inputs;

        private final List<ColumnType> inputTypes;
        private final BadRecords badRecords;
        private final Decoder decoder;
        private final Kernel kernel;
        private final Batch raw;
        private final Batch times;
        private int[] good = new int[0];

        TimeDecoder(List<Integer> wanted, BadRecords badRecords) {
            this.badRecords = badRecords;
            this.places = new int[wanted.size()];
            for (int i = 0; i < places.length; i++) {
                int column = wanted.get(i);
                places[i] = column == time.column() ? -1 : place(column < time.column() ? column : column - 1);
            }
            this.inputs = time.inputs().stream().mapToInt(this::place).toArray();
            this.inputTypes = time.inputs().stream().map(filled.types()::get).toList();
            this.decoder = source.decoder(decoded, badRecords);
            this.kernel = kernels.instantiate(time.kernel(), (code, site, detail, input, row) -> {});
            this.raw = new Batch(filled.select(decoded).types());
            this.times = new Batch(List.of(time.type().withNullable(true)));
        }

        private int place(int column) {
            int known = decoded.indexOf(column);
            if (known < 0) {
                decoded.add(column);
                return decoded.size() - 1;
            }
            return known;
        }

        @Override
        public void decode(Chunk chunk, int first, int count, Batch into) {
            decode(decoder, chunk, first, count);
            int size = raw.size();
            LongVector computed = times.longs(0);
            good = good.length < size ? new int[size] : good;
            int found = 0;
            for (int row = 0; row < size; row++) {
                if (!computed.isNull(row)) {
                    good[found++] = row;
                }
            }
            boolean all = found == size;
            Vector[] vectors = new Vector[places.length];
            for (int i = 0; i < vectors.length; i++) {
                vectors[i] = places[i] < 0 ? computed : raw.column(places[i]);
            }
            Batch rows = raw.withColumns(into.types(), vectors);
            if (all) {
                into.appendAll(rows);
            } else {
                into.gather(rows, good, found);
                report(chunk, first, count);
            }
        }

        private void decode(Decoder by, Chunk chunk, int first, int count) {
            raw.clear();
            times.clear();
            by.decode(chunk, first, count, raw);
            kernel.run(raw.select(inputs, inputTypes), times);
        }

        /** Finds the records without a time, one by one: they are few, and rows do not tell which record they come from. */
        private void report(Chunk chunk, int first, int count) {
            Decoder again = source.decoder(decoded, (partition, position, reason, data, start, length) -> {});
            for (int record = first; record < first + count; record++) {
                decode(again, chunk, record, 1);
                if (raw.size() == 1 && times.longs(0).isNull(0)) {
                    byte[] values = values().getBytes(StandardCharsets.UTF_8);
                    badRecords.report(
                            chunk.partition(),
                            chunk.position(record),
                            "The event time " + time.text() + " is NULL or cannot be computed.",
                            values,
                            0,
                            values.length);
                }
            }
        }

        private String values() {
            StringJoiner text = new StringJoiner(", ");
            List<Column> columns = filled.columns();
            IntStream.range(0, inputs.length)
                    .forEach(i ->
                            text.add(columns.get(time.inputs().get(i)).name() + " = " + Values.get(raw, inputs[i], 0)));
            return text.toString();
        }
    }
}
