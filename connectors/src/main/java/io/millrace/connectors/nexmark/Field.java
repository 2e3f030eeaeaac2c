package io.millrace.connectors.nexmark;

import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.type.TypeKind;

/**
 * One field of a kind of event: a function of the event's number. Immutable; fills columns without garbage.
 *
 * @param name as the Nexmark suite calls it
 * @param type the type a column must have
 * @param values writes it
 */
record Field(String name, TypeKind type, Values values) {
    /** Which bits of a draw say where a piece of the long text starts. */
    private static final long START_BITS = 0x7FFFF;

    /** Writes values of consecutive rows. */
    @FunctionalInterface
    interface Values {
        /**
         * Fills rows {@code at .. at + count - 1} of a column.
         *
         * @param kind whose rows they are
         * @param row the first one
         */
        void fill(EventKind kind, long row, int count, Vector into, int at);
    }

    /** A number that follows from the number of an event. */
    @FunctionalInterface
    interface Formula {
        long of(long event);
    }

    static Field number(String name, Formula formula) {
        return new Field(name, TypeKind.BIGINT, numbers(formula));
    }

    static Field time(String name, Formula millis) {
        return new Field(name, TypeKind.TIMESTAMP, numbers(millis));
    }

    private static Values numbers(Formula formula) {
        return (kind, row, count, into, at) -> {
            LongVector longs = (LongVector) into;
            for (int i = 0; i < count; i++) {
                longs.set(at + i, formula.of(kind.event(row + i)));
            }
        };
    }

    /** One of some texts. */
    static Field word(String name, byte[][] words, Formula formula) {
        return new Field(name, TypeKind.VARCHAR, (kind, row, count, into, at) -> {
            BytesVector bytes = (BytesVector) into;
            for (int i = 0; i < count; i++) {
                byte[] word = words[(int) formula.of(kind.event(row + i))];
                bytes.set(at + i, word, 0, word.length);
            }
        });
    }

    /** A piece of the long text: it starts where the draw's lower bits say. */
    static Field text(String name, int draw, Formula length) {
        return new Field(name, TypeKind.VARCHAR, (kind, row, count, into, at) -> {
            BytesVector bytes = (BytesVector) into;
            for (int i = 0; i < count; i++) {
                long event = kind.event(row + i);
                int start = (int) (Events.draw(event, draw) & START_BITS);
                bytes.set(at + i, Words.TEXT, start, (int) length.of(event));
            }
        });
    }
}
