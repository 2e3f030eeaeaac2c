package io.millrace.executor.circuit.table;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.state.KeyGroups;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one table that were accepted and are not in it yet: those of the tick at hand, or of an open transaction.
 * They are indexed only when a later statement has to be checked against them, which most ticks do not need. Single-owner.
 */
final class StagedTable {
    private final TableRelation table;
    private final int shards;
    private final int[] all;
    private final List<KeyCheck> checks = new ArrayList<>();
    private final List<Batch> accepted = new ArrayList<>();

    /** For each of {@link #checks}; null until a later statement asks. */
    private @Nullable List<KeyStates> keys;

    private int keysFrom;

    /** All rows with the sum of their weights; null until a later statement deletes. */
    private @Nullable KeyedRows rows;

    private int rowsFrom;

    StagedTable(TableRelation table, int shards) {
        this.table = table;
        this.shards = shards;
        this.all = IntStream.range(0, table.schema().size()).toArray();
        if (!table.key().isEmpty()) {
            checks.add(KeyCheck.primary(table, shards));
        }
        for (UniqueKeys unique : table.uniques()) {
            checks.add(KeyCheck.unique(table, unique));
        }
    }

    TableRelation table() {
        return table;
    }

    /** The accepted changes, statement by statement. */
    List<Batch> accepted() {
        return accepted;
    }

    /** Throws if the table cannot take what a statement does to it. Accepts nothing. */
    void check(Batch delta) {
        checkNotNull(delta);
        checkDeleted(delta);
        List<KeyStates> states = checks.isEmpty() ? null : states();
        for (int i = 0; i < checks.size(); i++) {
            checks.get(i).check(delta, states == null ? null : states.get(i));
        }
    }

    /** Takes what was checked. */
    void accept(Batch delta) {
        accepted.add(delta);
    }

    private void checkNotNull(Batch delta) {
        for (int column = 0; column < delta.width(); column++) {
            if (table.schema().column(column).type().nullable()
                    || delta.column(column).nulls() == null) {
                continue;
            }
            for (int row = 0; row < delta.size(); row++) {
                if (delta.column(column).isNull(row)) {
                    throw new EngineException(
                            ErrorCode.NOT_NULL_VIOLATION,
                            "Column '" + table.schema().column(column).name() + "' of table '" + table.name()
                                    + "' may not be NULL. Give it a value in every row.");
                }
            }
        }
    }

    /** Every row that goes must be there, as the statement has read it. */
    private void checkDeleted(Batch delta) {
        if (!Deltas.hasDeletions(delta)) {
            return;
        }
        Batch net = Deltas.net(table.schema().types(), List.of(delta));
        Batch scratch = new Batch(table.schema().types());
        for (int row = 0; row < net.size(); row++) {
            if (net.weight(row) < 0 && copies(net, row, scratch) + net.weight(row) < 0) {
                throw new EngineException(
                        ErrorCode.SERIALIZATION_FAILURE,
                        "A row of table '" + table.name() + "' (" + text(net, row)
                                + ") was changed by another session since it was read. Nothing was written; run it again.");
            }
        }
    }

    /** How often a row is there, staged changes counted. */
    private long copies(Batch delta, int row, Batch scratch) {
        long copies = tableCopies(delta, row, scratch);
        KeyedRows staged = rows();
        if (staged != null) {
            int slot = staged.lookup(delta, all, KeyHash.ofRow(delta, all, row), row);
            copies += slot < 0
                    ? 0
                    : staged.store().word(slot, staged.store().layout().extra(0));
        }
        return copies;
    }

    private long tableCopies(Batch delta, int row, Batch scratch) {
        int[] key = table.key().isEmpty()
                ? all
                : table.key().stream().mapToInt(Integer::intValue).toArray();
        int shard = KeyGroups.shard(KeyHash.ofRow(delta, key, row), shards);
        scratch.clear();
        if (table.table(shard).lookup(delta, row, key, scratch) == 0) {
            return 0;
        }
        for (int column = 0; column < all.length; column++) {
            if (!scratch.column(column).equal(0, delta.column(column), row)) {
                return 0;
            }
        }
        return scratch.weight(0);
    }

    private String text(Batch delta, int row) {
        List<Integer> columns =
                table.key().isEmpty() ? IntStream.of(all).boxed().toList() : table.key();
        StringBuilder text = new StringBuilder();
        for (int column : columns) {
            text.append(text.length() == 0 ? "" : ", ")
                    .append(table.schema().column(column).name())
                    .append(" = ")
                    .append(Values.text(delta, column, row));
        }
        return text.toString();
    }

    private @Nullable List<KeyStates> states() {
        if (accepted.isEmpty()) {
            return null;
        }
        if (keys == null) {
            keys = new ArrayList<>();
            for (KeyCheck check : checks) {
                keys.add(new KeyStates(table.schema(), check.columns()));
            }
        }
        for (; keysFrom < accepted.size(); keysFrom++) {
            for (KeyStates states : keys) {
                states.put(Deltas.deletions(accepted.get(keysFrom)), KeyStates.ABSENT);
                states.put(Deltas.insertions(accepted.get(keysFrom)), KeyStates.PRESENT);
            }
        }
        return keys;
    }

    private @Nullable KeyedRows rows() {
        if (accepted.isEmpty()) {
            return null;
        }
        if (rows == null) {
            rows = new KeyedRows(new RowLayout(table.schema().types(), 1), all);
        }
        for (; rowsFrom < accepted.size(); rowsFrom++) {
            Deltas.add(rows, accepted.get(rowsFrom), all);
        }
        return rows;
    }
}
