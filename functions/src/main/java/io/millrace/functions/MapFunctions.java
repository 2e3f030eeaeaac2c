package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;

/**
 * Functions of maps of one type. One for each call in a kernel; a value that it gives is valid until its next one. Of values with one
 * key the last counts; a key that is NULL is refused.
 */
public final class MapFunctions {
    private final NestedCursor entries;
    private final ElementList keys;
    private final ElementList values;
    private final NestedBuilder result = new NestedBuilder();

    /** For maps of a type. */
    public MapFunctions(ColumnType map) {
        this.entries = new NestedCursor(map);
        this.keys = new ElementList(map.part(0));
        this.values = new ElementList(map.part(1));
    }

    /** The keys (part 0) or the values (part 1), in the order of the keys, as an array. */
    public Slice part(Slice map, int part) {
        entries.open(map);
        result.clear();
        while (entries.hasNext()) {
            for (int at = 0; at < 2; at++) {
                entries.read(at);
                if (at == part) {
                    result.addEncoded(entries.encoded());
                }
            }
        }
        return result.endArray();
    }

    /** The entries as an array of rows of key and value. */
    public Slice entries(Slice map, NestedBuilder row) {
        entries.open(map);
        result.clear();
        while (entries.hasNext()) {
            row.clear();
            entries.read(0);
            row.addEncoded(entries.encoded());
            entries.read(1);
            row.addEncoded(entries.encoded());
            result.addPayload(row.done());
        }
        return result.endArray();
    }

    /** A map of keys and of values in the same order. */
    public Slice ofArrays(Slice keyArray, Slice valueArray) {
        keys.read(keyArray);
        values.read(valueArray);
        if (keys.size() != values.size()) {
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A map is made of as many keys as values, but there are " + keys.size() + " keys and "
                            + values.size() + " values.");
        }
        result.clear();
        for (int i = 0; i < keys.size(); i++) {
            result.startEntry();
            result.checkKey(keys.isNull(i));
            result.addEncoded(keys.get(i));
            result.endKey();
            result.addEncoded(values.get(i));
        }
        return result.endEntries();
    }

    /** Starts a map of the entries of others. */
    public void start() {
        result.clear();
    }

    /** Adds all entries of a map. */
    public void addAll(Slice map) {
        entries.open(map);
        while (entries.hasNext()) {
            result.startEntry();
            entries.read(0);
            result.addEncoded(entries.encoded());
            result.endKey();
            entries.read(1);
            result.addEncoded(entries.encoded());
        }
    }

    /** The map put together. */
    public Slice done() {
        return result.endEntries();
    }
}
