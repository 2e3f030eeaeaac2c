package io.millrace.server.nexmark;

import java.util.ArrayList;
import java.util.List;

/** Takes rows as texts, whose columns are separated by {@code |}, in any order. For one thread. */
interface Lines {
    void add(CharSequence line);

    /** Keeps them, for a test that wants to see what differs. */
    final class Kept implements Lines {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void add(CharSequence line) {
            lines.add(line.toString());
        }

        List<String> sorted() {
            return lines.stream().sorted().toList();
        }
    }

    /** Counts them and adds up their hashes, for rows that are too many to be kept: two with the same text have the same lines. */
    final class Summed implements Lines {
        private static final long PRIME = 0x100000001B3L;
        private static final long START = 0xCBF29CE484222325L;

        private long count;
        private long sum;

        /** Adds the FNV-1a hash, mixed once more so that sums of similar lines differ. */
        @Override
        public void add(CharSequence line) {
            long hash = START;
            for (int i = 0; i < line.length(); i++) {
                hash = (hash ^ line.charAt(i)) * PRIME;
            }
            hash = (hash ^ (hash >>> 32)) * 0xD6E8FEB86659FD93L;
            sum += hash ^ (hash >>> 29);
            count++;
        }

        @Override
        public String toString() {
            return count + " rows, hash " + Long.toHexString(sum);
        }
    }
}
