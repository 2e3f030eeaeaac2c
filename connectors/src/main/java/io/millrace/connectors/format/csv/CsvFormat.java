package io.millrace.connectors.format.csv;

import io.millrace.connectors.format.FieldNames;
import io.millrace.connectors.format.Format;
import io.millrace.connectors.format.RecordFormat;
import io.millrace.connectors.format.RecordParser;
import io.millrace.connectors.format.RecordSplitter;
import io.millrace.connectors.format.TimeOptions;
import io.millrace.connectors.options.Nearest;
import io.millrace.connectors.options.OptionReader;
import io.millrace.connectors.options.OptionSpec;
import io.millrace.connectors.options.OptionType;
import io.millrace.connectors.options.OptionTypes;
import io.millrace.executor.connector.SourceColumn;
import java.util.List;
import java.util.stream.Stream;

/** {@code 'format' = 'csv'}. */
public final class CsvFormat implements Format {
    private static final String NAME = "csv";

    private static final OptionSpec<Boolean> HEADER = OptionSpec.defaulted(
            "csv.header",
            OptionTypes.BOOLEAN,
            "false",
            "Files only: the first record of each file names the fields, which may then come in any order. Without it, fields "
                    + "are the table's columns in their order.");
    private static final OptionSpec<Byte> DELIMITER =
            OptionSpec.defaulted("csv.delimiter", OptionTypes.character(), ",", "What stands between fields.");
    private static final OptionSpec<Byte> QUOTE = OptionSpec.defaulted(
            "csv.quote",
            new OptionType<>(
                    "one ASCII character, or nothing",
                    text -> text.isEmpty()
                            ? CsvSyntax.NO_QUOTE
                            : OptionTypes.character().parse(text)),
            "\"",
            "What encloses fields that hold delimiters, line ends or quotes; a quote within is doubled. Empty: no quoting.");
    private static final OptionSpec<String> NULL =
            OptionSpec.defaulted("csv.null", OptionTypes.TEXT, "", "An unquoted field with just this text is NULL.");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean hasNested() {
        return false;
    }

    @Override
    public List<OptionSpec<?>> options() {
        return Stream.concat(Stream.of(HEADER, DELIMITER, QUOTE, NULL), TimeOptions.specs(NAME).stream())
                .toList();
    }

    @Override
    public RecordFormat open(OptionReader options, String prefix, Use use) {
        OptionSpec<Boolean> headerSpec = HEADER.named(prefix + HEADER.name());
        OptionSpec<Byte> quoteSpec = QUOTE.named(prefix + QUOTE.name());
        boolean header = options.read(headerSpec);
        if (header && use == Use.MESSAGE) {
            throw options.illegal(headerSpec, "is 'true', but messages have no header: fields are taken in order.");
        }
        byte delimiter = options.read(DELIMITER.named(prefix + DELIMITER.name()));
        byte quote = options.read(quoteSpec);
        if (delimiter == quote) {
            throw options.illegal(quoteSpec, "is the same character as the delimiter.");
        }
        CsvSyntax syntax = new CsvSyntax(delimiter, quote, options.read(NULL.named(prefix + NULL.name())));
        return new CsvRecords(header, syntax, TimeOptions.read(options, prefix + NAME));
    }

    private record CsvRecords(boolean header, CsvSyntax syntax, TimeOptions times) implements RecordFormat {
        @Override
        public RecordSplitter splitter() {
            return new CsvSplitter(syntax);
        }

        @Override
        public boolean hasHeader() {
            return header;
        }

        @Override
        public String checkHeader(byte[] bytes, List<SourceColumn> fields) {
            List<String> names = CsvFields.texts(bytes, syntax);
            if (names.isEmpty()) {
                return "its header has an unclosed quote";
            }
            for (SourceColumn field : fields) {
                String name = field.column().name();
                FieldNames one = new FieldNames(List.of(field));
                if (names.stream().noneMatch(found -> one.folded(found) == 0)) {
                    return "its header has no column '" + name + "', only " + String.join(", ", names) + "."
                            + Nearest.hint(name, names);
                }
            }
            return "";
        }

        @Override
        public RecordParser parser(List<SourceColumn> fields, int[] targets) {
            return new CsvRecordParser(fields, targets, syntax, times);
        }
    }
}
