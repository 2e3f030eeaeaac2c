package io.millrace.planner.validate;

import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
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

    private NamesInQuery(Catalog catalog) {
        this.catalog = catalog;
    }

    static NamesInQuery of(SqlNode query, Catalog catalog) {
        NamesInQuery names = new NamesInQuery(catalog);
        Deque<SqlNode> open = new ArrayDeque<>();
        open.push(query);
        while (!open.isEmpty()) {
            SqlNode node = open.pop();
            names.add(node);
            Iterable<? extends @Nullable SqlNode> children = node instanceof SqlCall call
                    ? call.getOperandList()
                    : node instanceof SqlNodeList list ? list : List.<SqlNode>of();
            for (SqlNode child : children) {
                if (child != null) {
                    open.push(child);
                }
            }
        }
        return names;
    }

    /** The relations, in no particular order. A name that is also a column's may be among them by mistake. */
    Collection<Relation> relations() {
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

    private void add(SqlNode node) {
        if (node instanceof SqlIdentifier identifier && !identifier.isStar()) {
            find(identifier).ifPresent(relation -> relations.putIfAbsent(relation, identifier.getParserPosition()));
        } else if (node.getKind() == SqlKind.AS && ((SqlCall) node).operand(1) instanceof SqlIdentifier alias) {
            aliases.add(alias.toString());
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
