package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.catalog.Constraints;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.parse.Positions;
import io.millrace.planner.parse.Suggestions;
import io.millrace.planner.parse.node.CheckNode;
import io.millrace.planner.parse.node.CreateTableNode;
import io.millrace.planner.parse.node.PrimaryKeyNode;
import io.millrace.planner.parse.node.UniqueNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Checks the UNIQUE and CHECK constraints of a CREATE TABLE and gives names to those without. Used once. */
final class ConstraintAnalysis {
    /** The type of a condition over a table's columns; throws if it does not hold together. */
    @FunctionalInterface
    interface Types {
        ColumnType of(SqlNode expression);
    }

    private final CreateTableNode node;
    private final Relation table;
    private final Types types;
    private final Set<String> names = new HashSet<>();

    ConstraintAnalysis(CreateTableNode node, Relation table, Types types) {
        this.node = node;
        this.table = table;
        this.types = types;
    }

    /** For a stored table; a stream can have none. */
    Constraints check(boolean stream) {
        if (stream) {
            node.uniques().forEach(unique -> refuseForStream(unique, "UNIQUE"));
            node.checks().forEach(check -> refuseForStream(check, "CHECK"));
            return Constraints.NONE;
        }
        PrimaryKeyNode key = node.primaryKey();
        if (key != null && key.name() != null) {
            take(key.name());
        }
        node.uniques().forEach(unique -> take(unique.name()));
        node.checks().forEach(check -> take(check.name()));
        List<Constraints.Unique> uniques = new ArrayList<>();
        for (UniqueNode unique : node.uniques()) {
            List<Integer> columns = columns(unique);
            uniques.add(new Constraints.Unique(name(unique.name(), columns, "key"), columns));
        }
        List<Constraints.Check> checks = new ArrayList<>();
        for (CheckNode check : node.checks()) {
            checks.add(check(check));
        }
        return new Constraints(uniques, checks);
    }

    private static void refuseForStream(SqlNode constraint, String kind) {
        throw new EngineException(
                ErrorCode.NOT_SUPPORTED,
                Positions.of(constraint.getParserPosition()),
                kind + " has no meaning for a stream: its records come as they are. Filter them in a view.");
    }

    private List<Integer> columns(UniqueNode unique) {
        List<Integer> columns = new ArrayList<>();
        for (SqlIdentifier identifier : unique.columns()) {
            String name = identifier.getSimple();
            int index = table.indexOf(name);
            SqlParserPos place = identifier.getParserPosition();
            if (index < 0) {
                throw new EngineException(
                        ErrorCode.COLUMN_NOT_FOUND,
                        Positions.of(place),
                        "Column '" + name + "' is not declared in this table."
                                + Suggestions.didYouMean(
                                        name,
                                        table.columns().stream()
                                                .map(column -> column.name())
                                                .toList()));
            }
            if (table.columns().get(index).isComputed() || columns.contains(index)) {
                throw new EngineException(
                        ErrorCode.INVALID_STATEMENT,
                        Positions.of(place),
                        columns.contains(index)
                                ? "Column '" + name + "' stands twice in UNIQUE."
                                : "Column '" + name + "' cannot be UNIQUE: it is not stored itself.");
            }
            columns.add(index);
        }
        return columns;
    }

    private Constraints.Check check(CheckNode node) {
        ColumnType type = types.of(node.condition());
        if (type.kind() != TypeKind.BOOLEAN) {
            throw new EngineException(
                    ErrorCode.TYPE_MISMATCH,
                    Positions.of(node.condition().getParserPosition()),
                    "CHECK takes a condition, such as price > 0, but this is " + type.kind() + ".");
        }
        TreeSet<Integer> columns = new TreeSet<>();
        node.condition().accept(new SqlBasicVisitor<Void>() {
            @Override
            public @Nullable Void visit(SqlIdentifier identifier) {
                int index = table.indexOf(identifier.names.get(identifier.names.size() - 1));
                if (index >= 0) {
                    columns.add(index);
                }
                return null;
            }
        });
        List<Integer> named = List.copyOf(columns);
        return new Constraints.Check(name(node.name(), named, "check"), TableAnalysis.text(node.condition()), named);
    }

    private void take(@Nullable SqlIdentifier name) {
        if (name != null && !names.add(name.getSimple().toLowerCase(Locale.ROOT))) {
            throw new EngineException(
                    ErrorCode.INVALID_STATEMENT,
                    Positions.of(name.getParserPosition()),
                    "Two constraints of this table are called '" + name.getSimple() + "'. Give one another name.");
        }
    }

    /** The name given, or one made of the table's and the columns' names. */
    private String name(@Nullable SqlIdentifier given, List<Integer> columns, String kind) {
        if (given != null) {
            return given.getSimple();
        }
        String base = table.name()
                + columns.stream()
                        .map(column -> "_" + table.columns().get(column).name())
                        .collect(Collectors.joining())
                + "_" + kind;
        String name = base;
        for (int number = 2; !names.add(name.toLowerCase(Locale.ROOT)); number++) {
            name = base + number;
        }
        return name;
    }
}
