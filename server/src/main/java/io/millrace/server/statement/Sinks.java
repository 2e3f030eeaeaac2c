package io.millrace.server.statement;

import io.millrace.connectors.Connectors;
import io.millrace.executor.connector.Option;
import io.millrace.executor.connector.Sink;
import io.millrace.executor.connector.SinkDefinition;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.type.Column;
import io.millrace.planner.Planner;
import io.millrace.planner.Purpose;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.catalog.RelationKind;
import io.millrace.planner.parse.node.CreateSinkNode;
import io.millrace.planner.parse.node.OptionNode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** From a CREATE SINK to what the circuit runs. */
final class Sinks {
    private static final String CONNECTOR = "connector";

    private Sinks() {}

    /**
     * Checks all of it; opens nothing.
     *
     * @param reads the tables and views that were asked of the catalog so far
     */
    static PlannedSink plan(
            CreateSinkNode node, Planner planner, Catalog catalog, Supplier<Set<String>> reads, Connectors connectors) {
        String name = Descriptions.simple(node.name());
        ViewPlan plan = planner.prepare(Streams.query(node.source()), catalog, Purpose.STREAM)
                .plan(List.of())
                .asView(name);
        List<RelationColumn> columns = plan.schema().columns().stream()
                .map((Column column) -> RelationColumn.physical(column.name(), column.type()))
                .toList();
        Relation relation = new Relation(
                Catalog.DEFAULT_SCHEMA, name, RelationKind.SINK, columns, plan.key(), null, plan.appendOnly(), true);
        return new PlannedSink(plan, target(node, plan, connectors), relation, reads.get());
    }

    private static Sink target(CreateSinkNode node, ViewPlan plan, Connectors connectors) {
        Map<String, Option> options = new HashMap<>();
        for (OptionNode option : node.options()) {
            options.put(
                    option.key().toLowerCase(Locale.ROOT),
                    new Option(
                            option.value(),
                            Descriptions.position(option.keyPosition()),
                            Descriptions.position(option.valuePosition())));
        }
        Option connector = options.remove(CONNECTOR);
        if (connector == null) {
            throw new EngineException(
                    ErrorCode.MISSING_OPTION,
                    Descriptions.position(node.name()),
                    "A sink needs WITH ('connector' = '...'). There are " + String.join(", ", connectors.sinkNames())
                            + ".");
        }
        return connectors
                .findSink(connector.value(), connector.position())
                .sink(new SinkDefinition(plan.name(), plan.schema(), options));
    }
}
