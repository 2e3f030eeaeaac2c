package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationKind;
import io.millrace.planner.parse.Positions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableScan;

/** A query whose names, types and constructs were found to be good, with what is needed to tell later errors. */
public final class CheckedQuery {
    private final RelNode relation;
    private final List<String> columnNames;
    private final List<ColumnType> parameterTypes;
    private final NamesInQuery names;
    private final ResolvedCalls calls;

    CheckedQuery(
            RelNode relation,
            List<String> columnNames,
            List<ColumnType> parameterTypes,
            NamesInQuery names,
            ResolvedCalls calls) {
        this.relation = relation;
        this.columnNames = List.copyOf(columnNames);
        this.parameterTypes = List.copyOf(parameterTypes);
        this.names = names;
        this.calls = calls;
    }

    /** What it computes, not rewritten yet; an outermost ORDER BY or LIMIT is its root. */
    public RelNode relation() {
        return relation;
    }

    /** The names of the result's columns; the relation may have more, to order by. */
    public List<String> columnNames() {
        return columnNames;
    }

    /** The types of the {@code ?} parameters, in order. */
    public List<ColumnType> parameterTypes() {
        return parameterTypes;
    }

    /**
     * Whether every run of the query has the same plan: it has no parameters, and if it is not kept up to date, it does not ask for the
     * time.
     */
    public boolean hasOnePlan(boolean continuous) {
        return parameterTypes.isEmpty() && (continuous || !calls.tellsTime());
    }

    /** The relations that it reads, those of subqueries among them. */
    public Set<Relation> sources() {
        return names.relations();
    }

    /** The relations that a plan reads. */
    public static Set<Relation> sources(RelNode plan) {
        Set<Relation> sources = new LinkedHashSet<>();
        List<RelNode> open = new ArrayList<>(List.of(plan));
        while (!open.isEmpty()) {
            RelNode node = open.remove(open.size() - 1);
            if (node instanceof TableScan scan) {
                sources.add(scan.getTable().unwrapOrThrow(RelationTable.class).relation());
            }
            open.addAll(node.getInputs());
        }
        return sources;
    }

    /** Refuses relations that a rewritten plan cannot read once, or cannot read for ever if it is {@code continuous}. */
    public void checkSources(RelNode plan, boolean continuous) {
        for (Relation source : sources(plan)) {
            if (continuous && source.kind() == RelationKind.SYSTEM) {
                throw refused(
                        ErrorCode.NOT_SUPPORTED,
                        source,
                        "'" + source.circuitName()
                                + "' is about the server and does not tell its changes. SELECT from it"
                                + " without STREAM or a view.");
            }
            if (!continuous && !source.replayable()) {
                throw refused(
                        ErrorCode.WRONG_OBJECT_KIND,
                        source,
                        "Stream '" + source.name() + "' cannot be read again from its start, so there is nothing to"
                                + " SELECT. Use SELECT STREAM for the rows that come from now on, or create a view over"
                                + " it.");
            }
        }
    }

    /** The error with the place of the function that it names, if it has no place of its own. */
    public EngineException placed(EngineException e) {
        if (e.position() != null) {
            return e;
        }
        if (e.code() == ErrorCode.TIME_NOT_MAINTAINABLE) {
            return new EngineException(e.code(), Positions.of(calls.timePosition()), e.text(), e);
        }
        return calls.names().stream()
                .filter(name -> (" " + e.text()).contains(" " + name + " "))
                .max(Comparator.comparingInt(String::length))
                .map(name -> new EngineException(e.code(), Positions.of(calls.position(name)), e.text(), e))
                .orElse(e);
    }

    private EngineException refused(ErrorCode code, Relation source, String message) {
        return new EngineException(code, Positions.of(names.position(source)), message);
    }
}
