package io.millrace.executor.operator.aggregate;

import org.jspecify.annotations.Nullable;

/**
 * A number of rows, or of arguments that are not NULL: what one word of a group counts, less what another one does.
 *
 * @param rows counts the rows
 * @param nulls counts those that do not count, or null if all do
 */
record Count(Accumulator rows, @Nullable Accumulator nulls) {
    long of(long[] words, int base) {
        long all = words[base + rows.word()];
        return nulls == null ? all : all - words[base + nulls.word()];
    }
}
