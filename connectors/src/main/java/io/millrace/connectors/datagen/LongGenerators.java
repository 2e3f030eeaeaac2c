package io.millrace.connectors.datagen;

import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.type.Timestamps;

/** Columns that are stored as longs: integers, short decimals, dates and times. */
final class LongGenerators {
    private LongGenerators() {}

    /** Uniform from {@code min} to {@code max}, both included. */
    static final class Random extends FieldGenerator {
        private final long min;
        /** How many values there are, unsigned; 0 stands for all 2^64. */
        private final long range;

        Random(long stream, double nullRate, long min, long max) {
            super(stream, nullRate);
            this.min = min;
            this.range = max - min + 1;
        }

        @Override
        void fill(Vector into, int at, RowRange rows) {
            LongVector longs = (LongVector) into;
            for (int i = 0; i < rows.count(); i++) {
                long row = rows.first() + i;
                if (isNull(row)) {
                    longs.setNull(at + i);
                } else {
                    long bits = bits(row);
                    longs.set(at + i, range == 0 ? bits : min + upperProduct(bits, range));
                }
            }
        }
    }

    /** {@code start + row * step}. */
    static final class Sequence extends FieldGenerator {
        private final long start;
        private final long step;

        Sequence(long stream, double nullRate, long start, long step) {
            super(stream, nullRate);
            this.start = start;
            this.step = step;
        }

        @Override
        void fill(Vector into, int at, RowRange rows) {
            LongVector longs = (LongVector) into;
            for (int i = 0; i < rows.count(); i++) {
                long row = rows.first() + i;
                if (isNull(row)) {
                    longs.setNull(at + i);
                } else {
                    longs.set(at + i, start + row * step);
                }
            }
        }
    }

    /** What part of the moment at which a row is due a column holds. */
    enum Part {
        TIMESTAMP,
        DAY,
        TIME_OF_DAY
    }

    /** The moment at which a row is due, less a random time up to {@code maxPastMillis}. */
    static final class Time extends FieldGenerator {
        private final Part part;
        private final long maxPastMillis;

        Time(long stream, double nullRate, Part part, long maxPastMillis) {
            super(stream, nullRate);
            this.part = part;
            this.maxPastMillis = maxPastMillis;
        }

        @Override
        void fill(Vector into, int at, RowRange rows) {
            LongVector longs = (LongVector) into;
            for (int i = 0; i < rows.count(); i++) {
                long row = rows.first() + i;
                if (isNull(row)) {
                    longs.setNull(at + i);
                } else {
                    long timestamp = rows.eventMillis(row) - upperProduct(bits(row), maxPastMillis + 1);
                    longs.set(at + i, of(timestamp));
                }
            }
        }

        private long of(long timestamp) {
            return switch (part) {
                case TIMESTAMP -> timestamp;
                case DAY -> Timestamps.toDay(timestamp);
                case TIME_OF_DAY -> Timestamps.toTimeOfDay(timestamp);
            };
        }
    }
}
