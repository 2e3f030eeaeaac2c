package io.millrace.server.statement;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.parse.Positions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/**
 * Where an INSERT names a column or its value, for errors about rows that it writes: they are found when the statement's text is far
 * away. Immutable.
 */
final class InsertPlaces {
    private static final Set<ErrorCode> ABOUT_ROWS =
            Set.of(ErrorCode.NOT_NULL_VIOLATION, ErrorCode.STRING_TOO_LONG, ErrorCode.UNIQUE_VIOLATION);
    private static final Pattern COLUMN = Pattern.compile("Column '([^']+)'.*", Pattern.DOTALL);

    private final @Nullable Position table;
    private final Map<String, Position> columns;

    private InsertPlaces(@Nullable Position table, Map<String, Position> columns) {
        this.table = table;
        this.columns = Map.copyOf(columns);
    }

    /** The places of a statement as it was parsed: the values of its only row, else the names of its columns. */
    static InsertPlaces of(SqlInsert insert, Relation relation) {
        SqlNodeList named = insert.getTargetColumnList();
        List<String> names = new ArrayList<>();
        Map<String, Position> places = new HashMap<>();
        if (named == null) {
            relation.physicalColumns()
                    .forEach(index -> names.add(relation.columns().get(index).name()));
        } else {
            for (SqlNode node : named) {
                SqlIdentifier name = (SqlIdentifier) node;
                names.add(name.names.get(name.names.size() - 1));
                put(places, names.get(names.size() - 1), node);
            }
        }
        SqlNode source = insert.getSource();
        if (source.getKind() == SqlKind.VALUES && ((SqlCall) source).operandCount() == 1) {
            SqlCall row = ((SqlCall) source).operand(0);
            for (int i = 0; i < Math.min(names.size(), row.operandCount()); i++) {
                put(places, names.get(i), row.operand(i));
            }
        }
        return new InsertPlaces(Positions.of(insert.getTargetTable().getParserPosition()), places);
    }

    private static void put(Map<String, Position> places, String column, SqlNode node) {
        Position position = Positions.of(node.getParserPosition());
        if (position != null) {
            places.put(column.toLowerCase(Locale.ROOT), position);
        }
    }

    /** The error with the place of the column that it is about, or of the table, if it is about a row and has no place. */
    EngineException placed(EngineException e) {
        if (e.position() != null || !ABOUT_ROWS.contains(e.code())) {
            return e;
        }
        Matcher column = COLUMN.matcher(e.text());
        Position place = column.matches() ? columns.get(column.group(1).toLowerCase(Locale.ROOT)) : null;
        return new EngineException(e.code(), place == null ? table : place, e.text(), e);
    }
}
