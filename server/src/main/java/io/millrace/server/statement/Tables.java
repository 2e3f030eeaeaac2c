package io.millrace.server.statement;

import io.millrace.connectors.Connectors;
import io.millrace.connectors.options.EventTimeOptions;
import io.millrace.executor.circuit.stream.EventTime;
import io.millrace.executor.circuit.stream.StreamTable;
import io.millrace.executor.circuit.table.StoredTable;
import io.millrace.executor.circuit.table.UniqueConstraint;
import io.millrace.executor.connector.Option;
import io.millrace.executor.connector.Source;
import io.millrace.executor.connector.TableDefinition;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.Schema;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.catalog.WatermarkDefinition;
import io.millrace.planner.validate.CheckedTable;
import io.millrace.planner.validate.ComputedTime;
import io.millrace.server.catalog.Definition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From a CREATE TABLE that was checked to what the circuit keeps or reads. */
final class Tables {
    private Tables() {}

    /** What the planner sees of the table. */
    static Relation relation(CheckedTable table) {
        Relation relation = table.relation();
        WatermarkDefinition watermark = relation.watermark();
        if (watermark == null) {
            return relation;
        }
        return relation.withWatermark(watermark.accepting(acceptedMillis(EventTimeOptions.read(definition(table)))));
    }

    /** How late rows may be that are taken although they are late. */
    private static long acceptedMillis(EventTimeOptions options) {
        return switch (options.lateRows()) {
            case DROP -> 0;
            case ACCEPT -> options.lateRetention().map(Duration::toMillis).orElse(EventTime.ANY);
        };
    }

    static StoredTable stored(CheckedTable table, Definition definition) {
        Relation relation = table.relation();
        return new StoredTable(
                definition.id(), relation.name(), physical(relation), physicalKey(relation), uniques(table));
    }

    static StreamTable stream(
            CheckedTable table, Definition definition, Connectors connectors, KernelCompiler kernels) {
        Relation relation = table.relation();
        ComputedTime time = table.time();
        Schema columns = physical(relation);
        Source source = source(table, connectors);
        return new StreamTable(
                definition.id(),
                relation.name(),
                columns,
                time == null ? source : new ComputedTimeSource(source, without(columns, time.column()), time, kernels),
                definition.start(),
                eventTime(table));
    }

    private static Schema without(Schema columns, int column) {
        List<Column> others = new ArrayList<>(columns.columns());
        others.remove(column);
        return new Schema(others);
    }

    private static @Nullable EventTime eventTime(CheckedTable table) {
        WatermarkDefinition watermark = table.relation().watermark();
        if (watermark == null) {
            return null;
        }
        EventTimeOptions options = EventTimeOptions.read(definition(table));
        return new EventTime(
                table.relation().physicalColumns().indexOf(watermark.column()),
                watermark.delayMillis(),
                acceptedMillis(options),
                options.idleTimeout().orElse(null),
                options.maxAhead().orElse(null),
                options.keptLateRows());
    }

    /** Where the rows of a stream come from. */
    static Source source(CheckedTable table, Connectors connectors) {
        Option connector = table.connector();
        if (connector == null) {
            throw new IllegalArgumentException(table.relation().name() + " has no connector");
        }
        TableDefinition definition = definition(table);
        if (table.relation().watermark() == null) {
            EventTimeOptions.refuse(definition);
        } else {
            EventTimeOptions.read(definition);
        }
        try {
            return connectors
                    .find(connector.value(), connector.position())
                    .source(EventTimeOptions.without(definition));
        } catch (EngineException e) {
            // What is missing has no place of its own: the connector needs it.
            throw e.position() != null ? e : new EngineException(e.code(), connector.position(), e.text(), e);
        }
    }

    private static TableDefinition definition(CheckedTable table) {
        return new TableDefinition(table.relation().name(), table.sourceColumns(), table.options());
    }

    private static Schema physical(Relation relation) {
        List<Column> columns = new ArrayList<>();
        for (int index : relation.physicalColumns()) {
            RelationColumn column = relation.columns().get(index);
            columns.add(new Column(column.name(), column.type()));
        }
        return new Schema(columns);
    }

    /** The key as indexes into the physical columns. */
    private static List<Integer> physicalKey(Relation relation) {
        List<Integer> physical = relation.physicalColumns();
        return relation.key().stream().map(physical::indexOf).toList();
    }

    private static List<UniqueConstraint> uniques(CheckedTable table) {
        List<Integer> physical = table.relation().physicalColumns();
        return table.constraints().uniques().stream()
                .map(unique -> new UniqueConstraint(
                        unique.name(),
                        unique.columns().stream().map(physical::indexOf).toList()))
                .toList();
    }
}
