package io.millrace.connectors.file;

import io.millrace.connectors.format.Format;
import io.millrace.connectors.format.Formats;
import io.millrace.connectors.format.MetadataField;
import io.millrace.connectors.format.MetadataFields;
import io.millrace.connectors.format.RecordLayout;
import io.millrace.connectors.options.Columns;
import io.millrace.connectors.options.OptionReader;
import io.millrace.connectors.options.OptionSpec;
import io.millrace.connectors.options.TableOptions;
import io.millrace.connectors.options.TypeFamily;
import io.millrace.connectors.time.SourceClock;
import io.millrace.executor.connector.Connector;
import io.millrace.executor.connector.Source;
import io.millrace.executor.connector.SourceColumn;
import io.millrace.executor.connector.TableDefinition;
import java.util.ArrayList;
import java.util.List;

/** {@code 'connector' = 'file'}. */
public final class FileConnector implements Connector {
    private static final String NAME = "file";
    private static final List<String> METADATA = List.of("file", "position");
    private final Formats formats;
    private final SourceClock clock;
    private final FileRoots roots;
    private final OptionSpec<String> formatSpec;

    /** A connector that reads below some directories. */
    public FileConnector(Formats formats, SourceClock clock, FileRoots roots) {
        this.roots = roots;
        this.formats = formats;
        this.clock = clock;
        this.formatSpec =
                formats.spec(Formats.OPTION, true, "How the records are written; JSON files hold one object a line.");
    }

    /** All options but those of formats. */
    public List<OptionSpec<?>> options() {
        List<OptionSpec<?>> specs = new ArrayList<>(FileOptions.SPECS);
        specs.add(formatSpec);
        specs.addAll(TableOptions.SPECS);
        return specs;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Source source(TableDefinition table) {
        OptionReader reader = new OptionReader(table);
        Format format = formats.chosen(reader, formatSpec);
        Columns.refuse(table, NAME, format.hasNested());
        List<OptionSpec<?>> known = new ArrayList<>(options());
        known.addAll(format.options());
        reader.refuseUnknown(known, formats.optionsOfOthers(format, ""));
        FileOptions options = FileOptions.read(reader);
        table.columns().stream().filter(column -> column.metadata() != null).forEach(FileConnector::metadata);
        RecordLayout layout = new RecordLayout(
                table.columns(), format.open(reader, "", Format.Use.FILE), null, List.of(), FileConnector::metadata);
        options.replay().ifPresent(replay -> checkTimeColumn(reader, layout, replay.timeColumn()));
        return new FileSource(new Directory(table.name(), options, roots), layout, clock);
    }

    private static void checkTimeColumn(OptionReader reader, RecordLayout layout, String name) {
        List<SourceColumn> times = layout.valueFields().stream()
                .filter(field -> TypeFamily.of(field.column().type()) == TypeFamily.TIMESTAMP)
                .toList();
        if (times.stream().noneMatch(field -> field.column().name().equalsIgnoreCase(name))) {
            List<String> names = times.stream()
                    .map(field -> "'" + field.column().name() + "'")
                    .toList();
            throw FileOptions.badTimeColumn(
                    reader,
                    "is '" + name + "'; it takes the name of a TIMESTAMP column"
                            + (names.isEmpty()
                                    ? ", and the table has none."
                                    : ": " + String.join(" or ", names) + "."));
        }
    }

    private static MetadataField metadata(SourceColumn column) {
        return switch (String.valueOf(column.metadata())) {
            case "file" -> MetadataFields.text(column, partition -> partition);
            case "position" -> MetadataFields.position(column);
            default -> throw Columns.unknownMetadata(column, NAME, METADATA);
        };
    }
}
