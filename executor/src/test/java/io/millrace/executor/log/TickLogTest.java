package io.millrace.executor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is appended is read again; what a crash leaves unfinished is cut off; what is damaged is not opened. */
class TickLogTest {
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.of(TypeKind.BIGINT).notNull(),
            ColumnType.of(TypeKind.VARCHAR),
            ColumnType.of(TypeKind.DOUBLE),
            ColumnType.of(TypeKind.BOOLEAN),
            ColumnType.decimal(38, 3),
            ColumnType.decimal(9, 2));

    private static final LogOptions SMALL_SEGMENTS = new LogOptions(400, 1 << 20);

    /** Ticks as texts: number, table, and its rows with their weights. */
    private static final class Ticks implements LogReplay {
        private final List<String> read = new ArrayList<>();

        @Override
        public @Nullable List<ColumnType> types(long table) {
            return table == 9 ? null : TYPES;
        }

        @Override
        public void tick(TickRecord record) {
            read.add(text(record));
        }
    }

    private static String text(TickRecord record) {
        StringBuilder text = new StringBuilder().append(record.tick());
        for (TickInput input : record.inputs()) {
            TickInput.Rows rows = (TickInput.Rows) input;
            text.append(" t").append(rows.table());
            for (int row = 0; row < rows.rows().size(); row++) {
                text.append(" ").append(rows.rows().weight(row));
                for (int column = 0; column < rows.rows().width(); column++) {
                    text.append(",").append(Values.text(rows.rows(), column, row));
                }
            }
        }
        return text.toString();
    }

    private static Batch rows(Random random, int size) {
        Batch rows = new Batch(TYPES);
        boolean weighted = random.nextBoolean();
        for (int row = 0; row < size; row++) {
            Object[] values = {
                random.nextLong() >> random.nextInt(64),
                "é".repeat(random.nextInt(5)),
                random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian(),
                random.nextBoolean(),
                new BigDecimal("-12345678901234567890123.456").multiply(BigDecimal.valueOf(random.nextInt(1000))),
                BigDecimal.valueOf(random.nextInt(), 2).setScale(2)
            };
            for (int column = 0; column < values.length; column++) {
                Values.set(rows, column, row, column > 0 && random.nextInt(4) == 0 ? null : values[column]);
            }
            if (weighted) {
                rows.setWeight(row, random.nextInt(7) - 8L);
            }
        }
        rows.setSize(size);
        return rows;
    }

    private static TickRecord record(Random random, long tick) {
        List<TickInput> inputs = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            inputs.add(new TickInput.Rows(1 + random.nextInt(3), rows(random, random.nextInt(12))));
        }
        return new TickRecord(tick, inputs);
    }

    /** Appends some ticks, all durable; gives their texts. */
    private static List<String> write(LogStorage storage, LogOptions options, long seed, int count) {
        Random random = new Random(seed);
        List<String> texts = new ArrayList<>();
        try (TickLog log = TickLog.open(storage, options, new Ticks())) {
            for (long tick = 1; tick <= count; tick++) {
                TickRecord record = record(random, 3 * tick);
                texts.add(text(record));
                log.append(record);
                log.sync();
            }
        }
        return texts;
    }

    private static List<String> read(LogStorage storage) {
        Ticks ticks = new Ticks();
        TickLog.open(storage, SMALL_SEGMENTS, ticks).close();
        return ticks.read;
    }

    @Test
    void everyKindOfValueComesBackFromSeveralSegments() {
        MemoryStorage storage = new MemoryStorage();
        List<String> written = write(storage, SMALL_SEGMENTS, 7, 60);

        assertThat(storage.segments()).hasSizeGreaterThan(5);
        assertThat(read(storage)).isEqualTo(written);
    }

    @Test
    void aLogGoesOnWhereItEnded(@TempDir Path directory) throws IOException {
        List<String> all = new ArrayList<>();
        for (long tick = 1; tick <= 30; tick++) {
            Ticks ticks = new Ticks();
            try (TickLog log = TickLog.open(new LogDirectory(directory.resolve("log")), SMALL_SEGMENTS, ticks)) {
                assertThat(ticks.read).isEqualTo(all);
                assertThat(log.recovery().lastTick()).isEqualTo(tick - 1);
                TickRecord record = record(new Random(tick), tick);
                all.add(text(record));
                log.append(record);
            }
        }
        try (var files = Files.list(directory.resolve("log"))) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted().toList())
                    .hasSizeGreaterThan(3)
                    .startsWith("tick-00000000000000000001.log", "tick-00000000000000000002.log");
        }
    }

    @Test
    void theLastRecordTornAtAnyByteIsCutOffAndTheLogGoesOn() {
        MemoryStorage storage = new MemoryStorage();
        LogOptions oneSegment = LogOptions.DEFAULT;
        write(storage, oneSegment, 3, 4);
        int before = storage.bytes(1).length;
        MemoryStorage longer = storage.copy();
        try (TickLog log = TickLog.open(longer, oneSegment, new Ticks())) {
            log.append(record(new Random(99), 100));
        }
        byte[] whole = longer.bytes(1);
        List<String> kept = read(storage);
        for (int length = before; length < whole.length; length++) {
            for (boolean zeros : new boolean[] {false, true}) {
                MemoryStorage torn = new MemoryStorage();
                byte[] left = Arrays.copyOf(whole, length);
                // A file system may have made the file longer before it had the bytes.
                torn.put(1, zeros ? Arrays.copyOf(left, whole.length) : left);
                Ticks ticks = new Ticks();
                try (TickLog log = TickLog.open(torn, oneSegment, ticks)) {
                    assertThat(ticks.read).as("cut at %d", length).isEqualTo(kept);
                    boolean clean = length == before && !zeros;
                    assertThat(log.recovery().tornTail().isPresent()).isEqualTo(!clean);
                    log.append(record(new Random(5), 200));
                }
                assertThat(read(torn)).as("cut at %d, then written", length).hasSize(5);
            }
        }
    }

    @Test
    void aSegmentThatWasJustBeingMadeIsMadeAnew() {
        MemoryStorage storage = new MemoryStorage();
        List<String> written = write(storage, SMALL_SEGMENTS, 11, 10);
        long next = storage.segments().size() + 1L;
        for (int length = 0; length < Frames.SEGMENT_HEADER; length++) {
            MemoryStorage torn = storage.copy();
            torn.put(next, Arrays.copyOf(Frames.segmentHeader(next).array(), length));
            try (TickLog log = TickLog.open(torn, SMALL_SEGMENTS, new Ticks())) {
                log.append(record(new Random(5), 200));
            }
            assertThat(read(torn)).hasSize(written.size() + 1).startsWith(written.toArray(String[]::new));
        }
    }

    @Test
    void damageInTheMiddleIsFoundAtEveryByte() {
        MemoryStorage storage = new MemoryStorage();
        write(storage, SMALL_SEGMENTS, 3, 12);
        int segments = storage.segments().size();
        for (long segment = 1; segment <= segments; segment++) {
            byte[] bytes = storage.bytes(segment);
            int last = segment == segments ? lastFrame(bytes) : bytes.length;
            for (int at = 0; at < last; at++) {
                MemoryStorage damaged = storage.copy();
                byte[] changed = bytes.clone();
                changed[at] ^= 0x10;
                damaged.put(segment, changed);
                EngineException refused = catchThrowableOfType(EngineException.class, () -> read(damaged));
                assertThat((Throwable) refused)
                        .as("byte %d of segment %d", at, segment)
                        .isNotNull();
                assertThat(refused.code()).isEqualTo(ErrorCode.LOG_CORRUPT);
                assertThat(refused.text()).contains("segment-" + segment + " at byte ", "does not start", "Restore");
            }
        }
    }

    /** Where the last frame begins; damage there cannot be told from a crash that came while it was written. */
    private static int lastFrame(byte[] bytes) {
        int at = Frames.SEGMENT_HEADER;
        int last = at;
        while (at < bytes.length) {
            last = at;
            at += 8 + (bytes[at] & 0xFF) + ((bytes[at + 1] & 0xFF) << 8);
        }
        return last;
    }

    @Test
    void aMissingSegmentAndAnotherFormatAreRefused() {
        MemoryStorage storage = new MemoryStorage();
        write(storage, SMALL_SEGMENTS, 3, 12);
        MemoryStorage missing = storage.copy();
        missing.delete(2);
        assertThat(catchThrowableOfType(EngineException.class, () -> read(missing))
                        .text())
                .contains("segment-2", "missing");
        MemoryStorage later = storage.copy();
        byte[] bytes = later.bytes(1);
        bytes[8] = 2;
        later.put(1, bytes);
        assertThat(catchThrowableOfType(EngineException.class, () -> read(later))
                        .text())
                .contains("format 2, this version reads format 1");
    }

    @Test
    void rowsOfTablesThatAreNoMoreAreSteppedOver() {
        MemoryStorage storage = new MemoryStorage();
        Batch rows = rows(new Random(1), 3);
        try (TickLog log = TickLog.open(storage, SMALL_SEGMENTS, new Ticks())) {
            log.append(new TickRecord(1, List.of(new TickInput.Rows(9, rows), new TickInput.Rows(1, rows))));
        }

        assertThat(read(storage)).containsExactly(text(new TickRecord(1, List.of(new TickInput.Rows(1, rows)))));
    }

    @Test
    void aFullDiskRefusesARecordAndLeavesTheLogAsItWas() {
        MemoryStorage storage = new MemoryStorage();
        List<String> kept = new ArrayList<>();
        try (TickLog log = TickLog.open(storage, SMALL_SEGMENTS, new Ticks())) {
            Random random = new Random(21);
            for (long tick = 1; tick <= 40; tick++) {
                TickRecord record = record(random, tick);
                boolean full = tick % 3 == 0;
                storage.room(full ? random.nextInt(20) : Long.MAX_VALUE);
                if (full) {
                    assertThat(catchThrowableOfType(EngineException.class, () -> log.append(record))
                                    .text())
                            .contains("No space left on device", "nothing was changed");
                } else {
                    log.append(record);
                    log.sync();
                    kept.add(text(record));
                }
            }
        }

        assertThat(read(storage)).isEqualTo(kept);
        assertThat(read(storage.crash())).isEqualTo(kept);
    }

    @Test
    void afterAFailedFsyncNothingIsTakenAnyMore() {
        MemoryStorage storage = new MemoryStorage();
        TickLog log = TickLog.open(storage, SMALL_SEGMENTS, new Ticks());
        log.append(record(new Random(1), 1));
        storage.failForce(true);
        assertThat(catchThrowableOfType(EngineException.class, log::sync).code())
                .isEqualTo(ErrorCode.LOG_FAILED);
        storage.failForce(false);
        assertThat(catchThrowableOfType(EngineException.class, () -> log.append(record(new Random(1), 2)))
                        .text())
                .contains("takes no more changes");
        assertThat((Throwable) catchThrowableOfType(EngineException.class, log::sync))
                .isNotNull();
        assertThat(log.synced()).isZero();
        log.close();
        assertThat(read(storage)).hasSize(1);
    }

    @Test
    void whatCannotBeTakenBackStopsTheLog() {
        MemoryStorage storage = new MemoryStorage();
        TickLog log = TickLog.open(storage, SMALL_SEGMENTS, new Ticks());
        storage.room(5);
        storage.failTruncate(true);
        assertThat((Throwable) catchThrowableOfType(EngineException.class, () -> log.append(record(new Random(1), 1))))
                .isNotNull();
        storage.room(Long.MAX_VALUE);
        assertThat(catchThrowableOfType(EngineException.class, () -> log.append(record(new Random(1), 2)))
                        .text())
                .contains("takes no more changes");
        log.close();
    }

    @Test
    void aRecordThatIsTooLargeIsRefused() {
        try (TickLog log = TickLog.open(new MemoryStorage(), new LogOptions(1000, 200), new Ticks())) {
            TickRecord large = new TickRecord(1, List.of(new TickInput.Rows(1, rows(new Random(1), 100))));
            assertThat(catchThrowableOfType(EngineException.class, () -> log.append(large))
                            .code())
                    .isEqualTo(ErrorCode.MEMORY_LIMIT);
            log.append(new TickRecord(1, List.of(new TickInput.Rows(1, rows(new Random(1), 1)))));
        }
    }
}
