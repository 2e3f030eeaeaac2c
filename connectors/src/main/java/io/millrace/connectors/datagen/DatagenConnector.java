package io.millrace.connectors.datagen;

import io.millrace.connectors.options.Columns;
import io.millrace.connectors.options.OptionReader;
import io.millrace.connectors.options.OptionSpec;
import io.millrace.connectors.options.TableOptions;
import io.millrace.connectors.time.SourceClock;
import io.millrace.executor.connector.Connector;
import io.millrace.executor.connector.Source;
import io.millrace.executor.connector.SourceColumn;
import io.millrace.executor.connector.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code 'connector' = 'datagen'}. */
public final class DatagenConnector implements Connector {
    private static final String NAME = "datagen";
    private final SourceClock clock;

    public DatagenConnector(SourceClock clock) {
        this.clock = clock;
    }

    /** All options, those of columns with a {@code *} for the column's name. */
    public static List<OptionSpec<?>> options() {
        return Stream.of(DatagenOptions.SPECS, FieldOptions.SPECS, TableOptions.SPECS)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Source source(TableDefinition table) {
        Columns.refuse(table, NAME, false);
        OptionReader reader = new OptionReader(table);
        for (SourceColumn column : table.columns()) {
            if (column.metadata() != null) {
                throw Columns.unknownMetadata(column, NAME, List.of());
            }
        }
        DatagenOptions options = DatagenOptions.read(reader);
        FieldFactory factory = new FieldFactory(reader, options.seed());
        refuseUnknown(table, reader, factory);
        List<FieldGenerator> generators = new ArrayList<>();
        for (SourceColumn column : table.columns()) {
            FieldFactory.Field field = factory.field(column, generators.size());
            generators.add(field.generator());
            options = options.atMost(field.rows());
        }
        if (Double.isInfinite(options.rowsPerSecond()) && !isBounded(table, reader, factory)) {
            throw reader.illegal(
                    DatagenOptions.ROWS_PER_SECOND,
                    "is 'unlimited', so the stream needs an end: give 'number-of-rows', or a sequence with an 'end'.");
        }
        return new DatagenSource(options, generators, clock);
    }

    private static void refuseUnknown(TableDefinition table, OptionReader reader, FieldFactory factory) {
        List<OptionSpec<?>> known = new ArrayList<>(DatagenOptions.SPECS);
        known.addAll(TableOptions.SPECS);
        List<OptionSpec<?>> elsewhere = new ArrayList<>();
        for (SourceColumn column : table.columns()) {
            known.addAll(factory.specs(column));
            for (OptionSpec<?> spec : FieldOptions.SPECS) {
                elsewhere.add(spec.of(Columns.optionName(column)));
            }
        }
        reader.refuseUnknown(known, elsewhere);
    }

    private static boolean isBounded(TableDefinition table, OptionReader reader, FieldFactory factory) {
        return reader.has(DatagenOptions.NUMBER_OF_ROWS)
                || table.columns().stream()
                        .anyMatch(column -> factory.kind(column) == FieldOptions.Kind.SEQUENCE
                                && reader.has(FieldOptions.END.of(Columns.optionName(column))));
    }
}
