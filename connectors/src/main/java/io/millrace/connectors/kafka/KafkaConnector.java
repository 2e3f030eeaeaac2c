package io.millrace.connectors.kafka;

import io.millrace.connectors.format.Format;
import io.millrace.connectors.format.Formats;
import io.millrace.connectors.format.MetadataField;
import io.millrace.connectors.format.MetadataFields;
import io.millrace.connectors.format.RecordFormat;
import io.millrace.connectors.format.RecordLayout;
import io.millrace.connectors.options.Columns;
import io.millrace.connectors.options.Nearest;
import io.millrace.connectors.options.OptionReader;
import io.millrace.connectors.options.OptionSpec;
import io.millrace.connectors.options.OptionTypes;
import io.millrace.connectors.options.TableOptions;
import io.millrace.connectors.time.SourceClock;
import io.millrace.executor.connector.Connector;
import io.millrace.executor.connector.Source;
import io.millrace.executor.connector.SourceColumn;
import io.millrace.executor.connector.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code 'connector' = 'kafka'}. */
public final class KafkaConnector implements Connector {
    private static final String NAME = "kafka";
    private static final String KEY_PREFIX = "key.";
    private static final String HEADER_PREFIX = "headers.";
    private static final List<String> METADATA =
            List.of("topic", "partition", "offset", "timestamp", "key", "headers", "headers.NAME");

    /** What users of other systems may write, and what to do instead. */
    private static final Map<String, String> EXPLAINED = Map.of(
            "properties.group.id", "Offsets are kept by the server, not by a consumer group: leave it out.",
            "properties.enable.auto.commit", "Offsets are kept by the server, not by a consumer group: leave it out.",
            "properties.auto.offset.reset", "Say with 'scan.startup.mode' where to begin.",
            "properties.isolation.level", "Only records of finished transactions are read: leave it out.",
            "value.format", "Say 'format'.");

    private static final OptionSpec<List<String>> KEY_FIELDS = OptionSpec.optional(
            "key.fields",
            OptionTypes.list(),
            "The columns that are fields of the message's key, separated by `;` or `,`; must be given with `key.format`.");

    private final Formats formats;
    private final SourceClock clock;
    private final OptionSpec<String> formatSpec;
    private final OptionSpec<String> keyFormatSpec;

    public KafkaConnector(Formats formats, SourceClock clock) {
        this.formats = formats;
        this.clock = clock;
        this.formatSpec = formats.spec(Formats.OPTION, true, "How the messages' values are written.");
        this.keyFormatSpec = formats.spec(
                KEY_PREFIX + Formats.OPTION,
                false,
                "How the messages' keys are written, if columns are fields of the key. The format's options then begin with "
                        + "`key.`, as in `key.csv.delimiter`. (A key that is one text: `METADATA FROM 'key'`.)");
    }

    /** All options but those of formats. */
    public List<OptionSpec<?>> options() {
        List<OptionSpec<?>> specs = new ArrayList<>(KafkaOptions.SPECS);
        specs.addAll(List.of(formatSpec, keyFormatSpec, KEY_FIELDS));
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
        Optional<Format> keyFormat = reader.find(keyFormatSpec).map(formats::find);
        Columns.refuse(
                table,
                NAME,
                format.hasNested() && keyFormat.map(Format::hasNested).orElse(true));
        refuseUnknown(reader, format, keyFormat);
        KafkaOptions options = KafkaOptions.read(reader);
        table.columns().stream().filter(column -> column.metadata() != null).forEach(KafkaConnector::metadata);
        RecordFormat key = keyFormat
                .map(chosen -> chosen.open(reader, KEY_PREFIX, Format.Use.MESSAGE))
                .orElse(null);
        RecordLayout layout = new RecordLayout(
                table.columns(),
                format.open(reader, "", Format.Use.MESSAGE),
                key,
                keyColumns(table, reader, keyFormat.isPresent()),
                KafkaConnector::metadata);
        boolean keys = key != null || usesMetadata(table, "key");
        return new KafkaSource(
                table.name(), options, layout, new ChunkBuilder(keys, usesMetadata(table, "headers")), clock);
    }

    private void refuseUnknown(OptionReader reader, Format format, Optional<Format> keyFormat) {
        List<OptionSpec<?>> known = new ArrayList<>(options());
        known.addAll(format.options());
        keyFormat.ifPresent(chosen -> known.addAll(Formats.prefixed(chosen, KEY_PREFIX)));
        List<OptionSpec<?>> elsewhere = new ArrayList<>(formats.optionsOfOthers(format, ""));
        formats.all().forEach(other -> elsewhere.addAll(Formats.prefixed(other, KEY_PREFIX)));
        EXPLAINED.forEach(reader::refuse);
        reader.refuseUnknown(known, elsewhere);
    }

    private static boolean usesMetadata(TableDefinition table, String prefix) {
        return table.columns().stream()
                .anyMatch(
                        column -> column.metadata() != null && column.metadata().startsWith(prefix));
    }

    private List<Integer> keyColumns(TableDefinition table, OptionReader reader, boolean hasFormat) {
        List<String> wanted = reader.find(KEY_FIELDS).orElse(List.of());
        if (hasFormat && wanted.isEmpty()) {
            throw reader.missing(KEY_FIELDS.name(), KEY_FIELDS.type().allowed());
        }
        if (!hasFormat && !wanted.isEmpty()) {
            throw reader.missing(keyFormatSpec.name(), keyFormatSpec.type().allowed());
        }
        List<String> names =
                table.columns().stream().map(column -> column.column().name()).toList();
        List<Integer> columns = new ArrayList<>();
        for (String name : wanted) {
            int index = -1;
            for (int i = 0; i < names.size(); i++) {
                if (names.get(i).equalsIgnoreCase(name)
                        && table.columns().get(i).metadata() == null) {
                    index = i;
                }
            }
            if (index < 0) {
                throw reader.illegal(KEY_FIELDS, "names no column '" + name + "'." + Nearest.hint(name, names));
            }
            columns.add(index);
        }
        return columns;
    }

    private static MetadataField metadata(SourceColumn column) {
        String key = String.valueOf(column.metadata());
        if (key.startsWith(HEADER_PREFIX)) {
            return HeaderFields.one(column, key.substring(HEADER_PREFIX.length()));
        }
        return switch (key) {
            case "topic" -> MetadataFields.text(column, Partitions::topic);
            case "partition" -> MetadataFields.number(column, Partitions::number);
            case "offset" -> MetadataFields.position(column);
            case "timestamp" -> MetadataFields.timestamp(column);
            case "key" -> MetadataFields.key(column);
            case "headers" -> HeaderFields.all(column);
            default -> throw Columns.unknownMetadata(column, NAME, METADATA);
        };
    }
}
