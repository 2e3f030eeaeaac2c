package io.millrace.connectors.format;

import io.millrace.executor.connector.BadRecords;
import io.millrace.executor.connector.Decoder;
import io.millrace.executor.connector.SourceColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where each column of a table comes from: a field of the value, a field of the key, or metadata. Immutable.
 *
 * @param columns the table's columns
 * @param value the format of values
 * @param key the format of keys, if columns come from there
 * @param keyColumns which columns are fields of the key
 * @param metadata makes the writer of a metadata column
 */
public record RecordLayout(
        List<SourceColumn> columns,
        RecordFormat value,
        @Nullable RecordFormat key,
        List<Integer> keyColumns,
        Function<SourceColumn, MetadataField> metadata) {
    public RecordLayout {
        columns = List.copyOf(columns);
        keyColumns = List.copyOf(keyColumns);
    }

    /** The columns that are fields of the value, in the order of the table. */
    public List<SourceColumn> valueFields() {
        return fields(valueColumns());
    }

    /** A decoder of some columns, for one owner; {@code wanted} as in {@code Source.decoder}. */
    public Decoder decoder(List<Integer> wanted, BadRecords badRecords) {
        List<RecordsDecoder.Metadata> writers = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            SourceColumn column = columns.get(i);
            if (column.metadata() != null) {
                writers.add(new RecordsDecoder.Metadata(wanted.indexOf(i), metadata.apply(column)));
            }
        }
        List<Integer> valueColumns = valueColumns();
        return new RecordsDecoder(
                new RecordsDecoder.Parts(
                        valueColumns.isEmpty() ? null : parser(value, valueColumns, wanted),
                        key == null ? null : parser(key, keyColumns, wanted),
                        writers),
                badRecords);
    }

    private RecordParser parser(RecordFormat format, List<Integer> from, List<Integer> wanted) {
        int[] targets = from.stream().mapToInt(wanted::indexOf).toArray();
        return format.parser(fields(from), targets);
    }

    private List<Integer> valueColumns() {
        List<Integer> picked = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).metadata() == null && !keyColumns.contains(i)) {
                picked.add(i);
            }
        }
        return picked;
    }

    private List<SourceColumn> fields(List<Integer> picked) {
        return picked.stream().map(columns::get).toList();
    }
}
