package io.millrace.executor.circuit.table;

import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What was accepted and is not in the tables yet: the statements of the tick at hand, or of an open transaction. Takes a
 * statement whole or not at all, checked against the tables and what was staged before. Checks are made on the circuit's
 * thread, between two ticks.
 */
public final class StagedWrites {
    private final Function<String, TableRelation> relations;
    private final int shards;
    private final Map<String, StagedTable> tables = new LinkedHashMap<>();

    public StagedWrites(Function<String, TableRelation> relations, int shards) {
        this.relations = relations;
        this.shards = shards;
    }

    /** Takes the changes of a statement, or throws and takes none. */
    public void add(List<TableWrite> parts) {
        Map<StagedTable, Batch> deltas = new LinkedHashMap<>();
        for (TableWrite part : parts) {
            StagedTable table = table(part);
            deltas.merge(table, part.rows(), (before, more) -> {
                Batch both = before.copy();
                both.appendAll(more);
                return both;
            });
        }
        deltas.forEach(StagedTable::check);
        deltas.forEach(StagedTable::accept);
    }

    private StagedTable table(TableWrite part) {
        TableRelation table = relations.apply(part.table());
        table.checkNotFailed();
        StagedTable staged = tables.get(part.table());
        if (staged != null && staged.table() != table
                || !sameKinds(table.schema().types(), part.rows().types())) {
            throw new EngineException(
                    ErrorCode.SERIALIZATION_FAILURE,
                    "Table '" + part.table()
                            + "' was dropped and created again meanwhile. Nothing was written; run it again.");
        }
        if (staged == null) {
            staged = new StagedTable(table, shards);
            tables.put(part.table(), staged);
        }
        return staged;
    }

    private static boolean sameKinds(List<ColumnType> types, List<ColumnType> others) {
        return types.stream()
                .map(ColumnType::kind)
                .toList()
                .equals(others.stream().map(ColumnType::kind).toList());
    }

    /** Another one with the same changes. */
    public StagedWrites copy() {
        StagedWrites copy = new StagedWrites(relations, shards);
        tables.forEach((name, table) -> {
            StagedTable same = new StagedTable(table.table(), shards);
            table.accepted().forEach(same::accept);
            copy.tables.put(name, same);
        });
        return copy;
    }

    /** The staged changes of a table, in order. */
    public List<Batch> of(String name) {
        StagedTable table = tables.get(name);
        return table == null ? List.of() : List.copyOf(table.accepted());
    }

    /** The sum of all changes, as one statement. */
    public List<TableWrite> net() {
        List<TableWrite> net = new ArrayList<>();
        for (StagedTable table : tables.values()) {
            Batch rows = Deltas.net(table.table().schema().types(), table.accepted());
            if (rows.size() > 0) {
                net.add(new TableWrite(table.table().name(), rows));
            }
        }
        return net;
    }

    public boolean isEmpty() {
        return tables.values().stream().allMatch(table -> table.accepted().isEmpty());
    }
}
