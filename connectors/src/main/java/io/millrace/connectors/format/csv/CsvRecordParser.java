package io.millrace.connectors.format.csv;

import io.millrace.connectors.format.FieldNames;
import io.millrace.connectors.format.FieldWriter;
import io.millrace.connectors.format.RecordParser;
import io.millrace.connectors.format.TimeOptions;
import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Vector;
import io.millrace.executor.connector.SourceColumn;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads CSV records. Quotes, the number of fields and the texts of all columns are checked for every record, also of
 * columns that are not wanted; fields that are no columns may hold anything. Owned by one worker at a time; without garbage for good records.
 */
final class CsvRecordParser implements RecordParser {
    private static final int NOT_WANTED = -1;
    private final List<SourceColumn> fields;
    private final int[] targets;
    private final FieldWriter[] writers;
    private final CsvSyntax syntax;
    private final CsvFields record;

    /** For each field of a record, which of {@link #fields} it is, or none. */
    private int[] columns;

    CsvRecordParser(List<SourceColumn> fields, int[] targets, CsvSyntax syntax, TimeOptions times) {
        this.fields = List.copyOf(fields);
        this.targets = targets.clone();
        this.writers = fields.stream()
                .map(field -> new FieldWriter(field.column(), times))
                .toArray(FieldWriter[]::new);
        this.syntax = syntax;
        this.record = new CsvFields(syntax);
        this.columns = IntStream.range(0, targets.length).toArray();
    }

    @Override
    public void useHeader(byte[] header) {
        List<String> names = CsvFields.texts(header, syntax);
        FieldNames known = new FieldNames(fields);
        int[] byField = new int[names.size()];
        for (int i = 0; i < byField.length; i++) {
            String name = names.get(i);
            int exact = known.exact(name);
            int folded = known.folded(name);
            // A name that differs in case gives way to the very name elsewhere in the header.
            boolean taken = folded != FieldNames.NONE
                    && exact == FieldNames.NONE
                    && names.contains(fields.get(folded).column().name());
            byField[i] = exact != FieldNames.NONE ? exact : taken ? FieldNames.NONE : folded;
        }
        columns = byField;
    }

    @Override
    public @Nullable String parse(byte[] data, int start, int length, Batch into, int row) {
        record.begin(data, start, length);
        String reason = null;
        int count = 0;
        while (record.hasMore()) {
            if (!record.next()) {
                return "Field " + (count + 1) + " has a quote that is not closed at its end.";
            }
            int column = count < columns.length ? columns[count] : FieldNames.NONE;
            count++;
            if (column != FieldNames.NONE) {
                Vector target = targets[column] == NOT_WANTED ? null : into.column(targets[column]);
                String wrong = value(writers[column], target, row);
                reason = reason == null ? wrong : reason;
            }
        }
        return count == columns.length
                ? reason
                : "The record has " + count + (count == 1 ? " field" : " fields") + "; " + columns.length
                        + (columns.length == 1 ? " is" : " are") + " expected.";
    }

    private @Nullable String value(FieldWriter writer, @Nullable Vector into, int row) {
        return record.isNull()
                ? writer.writeNull(into, row)
                : writer.write(record.text(), record.textStart(), record.textLength(), into, row);
    }
}
