package io.millrace.executor.type;

import java.util.List;

/** The columns of a relation, in order. */
public record Schema(List<Column> columns) {
    public Schema {
        columns = List.copyOf(columns);
    }

    public int size() {
        return columns.size();
    }

    public Column column(int index) {
        return columns.get(index);
    }

    /** The types of the columns, in order. */
    public List<ColumnType> types() {
        return columns.stream().map(Column::type).toList();
    }

    /** The schema of some of the columns, in the order given. */
    public Schema select(List<Integer> indexes) {
        return new Schema(indexes.stream().map(columns::get).toList());
    }
}
