package io.millrace.planner.parse;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.calcite.sql.SqlCollectionTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlMapTypeNameSpec;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlRowTypeNameSpec;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlUserDefinedTypeNameSpec;

/**
 * Refuses type names that nobody knows: as there are no user-defined types, the parser's "some other name" is always a
 * mistake. Linear in the tree; does not recurse.
 */
final class TypeNames {
    private static final List<String> KNOWN = List.of(
            "VARCHAR",
            "INT",
            "INTEGER",
            "BIGINT",
            "BOOLEAN",
            "DOUBLE",
            "DECIMAL",
            "NUMERIC",
            "TIMESTAMP",
            "DATE",
            "TIME",
            "STRING",
            "TEXT",
            "CHAR",
            "SMALLINT",
            "TINYINT",
            "REAL",
            "FLOAT",
            "VARBINARY",
            "BINARY",
            "ARRAY",
            "MAP",
            "ROW",
            "MULTISET",
            "UUID");

    private TypeNames() {}

    static void check(SqlNode root) {
        Deque<SqlNode> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            SqlNode node = open.pop();
            if (node instanceof SqlDataTypeSpec type) {
                check(type);
            }
            for (SqlNode child : ComplexityLimit.children(node)) {
                if (child != null) {
                    open.push(child);
                }
            }
        }
    }

    private static void check(SqlDataTypeSpec type) {
        Deque<SqlTypeNameSpec> open = new ArrayDeque<>();
        open.push(type.getTypeNameSpec());
        while (!open.isEmpty()) {
            SqlTypeNameSpec spec = open.pop();
            if (spec instanceof SqlCollectionTypeNameSpec collection) {
                open.push(collection.getElementTypeName());
            } else if (spec instanceof SqlMapTypeNameSpec map) {
                open.push(map.getValType().getTypeNameSpec());
                open.push(map.getKeyType().getTypeNameSpec());
            } else if (spec instanceof SqlRowTypeNameSpec row) {
                row.getFieldTypes().forEach(field -> open.push(field.getTypeNameSpec()));
            } else if (spec instanceof SqlUserDefinedTypeNameSpec) {
                throw unknown(spec);
            }
        }
    }

    private static EngineException unknown(SqlTypeNameSpec spec) {
        String name = String.valueOf(spec.getTypeName());
        String nearest = Suggestions.nearest(name, KNOWN);
        return new EngineException(
                ErrorCode.SYNTAX_ERROR,
                Positions.of(spec.getParserPos()),
                "Type '" + name + "' is not known."
                        + (nearest == null
                                ? " Types are BOOLEAN, INT, BIGINT, DECIMAL, DOUBLE, VARCHAR, VARBINARY, DATE, TIME,"
                                        + " TIMESTAMP and others."
                                : " Did you mean '" + nearest + "'?"));
    }
}
