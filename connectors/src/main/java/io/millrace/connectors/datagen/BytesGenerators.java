package io.millrace.connectors.datagen;

import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.Vector;
import java.nio.charset.StandardCharsets;

/** Character and binary strings. */
final class BytesGenerators {
    private static final byte[] LETTERS = "abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_NUMBER = 20;

    private BytesGenerators() {}

    /** A fixed number of random lower-case letters or bytes. */
    static final class Random extends FieldGenerator {
        private final int length;
        private final boolean letters;

        Random(long stream, double nullRate, int length, boolean letters) {
            super(stream, nullRate);
            this.length = length;
            this.letters = letters;
        }

        @Override
        void fill(Vector into, int at, RowRange rows) {
            BytesVector bytes = (BytesVector) into;
            byte[] scratch = new byte[length];
            for (int i = 0; i < rows.count(); i++) {
                long row = rows.first() + i;
                if (isNull(row)) {
                    bytes.setNull(at + i);
                    continue;
                }
                long bits = bits(row);
                for (int k = 0; k < length; k++) {
                    if (k % Long.BYTES == 0) {
                        bits = mix(bits + k);
                    }
                    int part = (int) (bits >>> 8 * (k % Long.BYTES)) & 0xFF;
                    scratch[k] = letters ? LETTERS[part * LETTERS.length >>> 8] : (byte) part;
                }
                bytes.set(at + i, scratch, 0, length);
            }
        }
    }

    /** {@code start + row} in decimal digits. */
    static final class Sequence extends FieldGenerator {
        private final long start;

        Sequence(long stream, double nullRate, long start) {
            super(stream, nullRate);
            this.start = start;
        }

        @Override
        void fill(Vector into, int at, RowRange rows) {
            BytesVector bytes = (BytesVector) into;
            byte[] scratch = new byte[LONGEST_NUMBER];
            for (int i = 0; i < rows.count(); i++) {
                long row = rows.first() + i;
                if (isNull(row)) {
                    bytes.setNull(at + i);
                    continue;
                }
                int begin = digits(start + row, scratch);
                bytes.set(at + i, scratch, begin, LONGEST_NUMBER - begin);
            }
        }

        /** Writes a number at the end of {@code into}; answers where it begins. */
        private static int digits(long number, byte[] into) {
            int at = LONGEST_NUMBER;
            long rest = number;
            do {
                into[--at] = (byte) ('0' + Math.abs(rest % 10));
                rest /= 10;
            } while (rest != 0);
            if (number < 0) {
                into[--at] = '-';
            }
            return at;
        }
    }
}
