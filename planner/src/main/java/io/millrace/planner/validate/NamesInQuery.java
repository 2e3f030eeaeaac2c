package io.millrace.planner.validate;

import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * The names a query uses, gathered before validation changes it: which relations at which place, and which columns a
 * writer can have meant. Walks the tree once, without recursion.
 */
final class NamesInQuery {
    private final Catalog catalog;
    private final Map<Relation, SqlParserPos> relations = new LinkedHashMap<>();
    private final Set<String> aliases = new LinkedHashSet<>();
    private final Deque<Step> open = new ArrayDeque<>();

    /** A node to visit, and whether a name there is that of a relation. */
    private record Step(SqlNode node, boolean table) {}

    private NamesInQuery(Catalog catalog) {
        this.catalog = catalog;
    }

    static NamesInQuery of(SqlNode query, Catalog catalog) {
        NamesInQuery names = new NamesInQuery(catalog);
        names.open.push(new Step(query, false));
        while (!names.open.isEmpty()) {
            names.visit(names.open.pop());
        }
        return names;
    }

    /** All relations that it names. */
    Set<Relation> relations() {
        return relations.keySet();
    }

    /** Where a relation is named. */
    @Nullable
    SqlParserPos position(Relation relation) {
        return relations.get(relation);
    }

    /** Column names that could have been meant: those of all relations, then aliases. */
    List<String> columns() {
        List<String> columns = new ArrayList<>();
        relations.keySet().forEach(relation -> columns.addAll(columnsOf(relation)));
        columns.addAll(aliases);
        return columns;
    }

    /** Whether the query itself gives this name with AS. */
    boolean isAlias(String name) {
        return aliases.stream().anyMatch(name::equalsIgnoreCase);
    }

    /** The columns of the relation of that name, or those of all. */
    List<String> columnsOf(String table) {
        return relations.keySet().stream()
                .filter(relation -> relation.name().equalsIgnoreCase(table))
                .findFirst()
                .map(NamesInQuery::columnsOf)
                .orElseGet(this::columns);
    }

    /** The only relation that the query names, or null. */
    @Nullable
    Relation onlyRelation() {
        return relations.size() == 1 ? relations.keySet().iterator().next() : null;
    }

    private static List<String> columnsOf(Relation relation) {
        return relation.columns().stream().map(RelationColumn::name).toList();
    }

    private void visit(Step step) {
        SqlNode node = step.node;
        if (node instanceof SqlIdentifier identifier) {
            if (step.table) {
                find(identifier).ifPresent(found -> relations.putIfAbsent(found, identifier.getParserPosition()));
            }
        } else if (node instanceof SqlSelect select) {
            for (SqlNode child : select.getOperandList()) {
                push(child, child == select.getFrom());
            }
        } else if (node instanceof SqlNodeList list) {
            list.forEach(child -> push(child, false));
        } else if (node instanceof SqlCall call) {
            visit(call, step.table || call.getKind() == SqlKind.EXPLICIT_TABLE);
        }
    }

    private void visit(SqlCall call, boolean table) {
        if (call.getKind() == SqlKind.AS) {
            if (!table && call.operand(1) instanceof SqlIdentifier alias) {
                aliases.add(alias.toString());
            }
            push(call.operand(0), table);
            return;
        }
        boolean tables = table && (call.getKind() == SqlKind.JOIN || call.getKind() == SqlKind.EXPLICIT_TABLE);
        call.getOperandList().forEach(child -> push(child, tables));
    }

    private void push(@Nullable SqlNode node, boolean table) {
        if (node != null) {
            open.push(new Step(node, table));
        }
    }

    private Optional<Relation> find(SqlIdentifier identifier) {
        return switch (identifier.names.size()) {
            case 1 -> catalog.relation(Catalog.DEFAULT_SCHEMA, identifier.names.get(0));
            case 2 ->
                catalog.schemas().stream()
                        .filter(schema -> schema.equalsIgnoreCase(identifier.names.get(0)))
                        .findFirst()
                        .flatMap(schema -> catalog.relation(schema, identifier.names.get(1)));
            default -> Optional.empty();
        };
    }
}
