package io.millrace.connectors.nexmark;

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
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import java.util.stream.Stream;

/** {@code 'connector' = 'nexmark'}: the persons, auctions or bids of the Nexmark benchmark, always the same. */
public final class NexmarkConnector implements Connector {
    private static final String NAME = "nexmark";
    private final SourceClock clock;

    public NexmarkConnector(SourceClock clock) {
        this.clock = clock;
    }

    /** All options. */
    public static List<OptionSpec<?>> options() {
        return Stream.of(NexmarkOptions.SPECS, TableOptions.SPECS)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Source source(TableDefinition table) {
        OptionReader reader = new OptionReader(table);
        reader.refuseUnknown(options(), List.of());
        NexmarkOptions options = NexmarkOptions.read(reader);
        List<Field> fields = table.columns().stream()
                .map(column -> field(column, options.kind()))
                .toList();
        return new NexmarkSource(options, fields, clock);
    }

    private static Field field(SourceColumn column, EventKind kind) {
        if (column.metadata() != null) {
            throw Columns.unknownMetadata(column, NAME, List.of());
        }
        String name = column.column().name();
        Field field = Fields.of(kind).stream()
                .filter(known -> known.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> unknown(name, column, kind));
        ColumnType type = column.column().type();
        boolean fits = type.kind() == field.type()
                && (field.type() != TypeKind.VARCHAR || type.precision() == ColumnType.UNBOUNDED);
        if (!fits) {
            throw new EngineException(
                    ErrorCode.TYPE_MISMATCH,
                    column.position(),
                    "Column '" + name + "' of a nexmark " + OptionTypes.spelled(kind) + " is " + field.type()
                            + "; it is declared as " + Columns.name(type) + ".");
        }
        return field;
    }

    private static EngineException unknown(String name, SourceColumn column, EventKind kind) {
        List<String> names = Fields.of(kind).stream().map(Field::name).toList();
        return new EngineException(
                ErrorCode.INVALID_STATEMENT,
                column.position(),
                "A nexmark " + OptionTypes.spelled(kind) + " has no column '" + name + "'. It has "
                        + String.join(", ", names) + "." + Nearest.hint(name, names));
    }
}
