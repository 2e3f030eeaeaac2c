package io.millrace.planner.validate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.jspecify.annotations.Nullable;

/** A query whose names and types are known, with the validator that knows them. */
public record ValidatedQuery(SqlValidator validator, SqlNode node) {
    /** Names and types of the result's columns. */
    public RelDataType rowType() {
        return validator.getValidatedNodeType(node);
    }

    /** The types of the {@code ?} parameters, in the order in which they are written. */
    public List<RelDataType> parameterTypes() {
        Map<Integer, RelDataType> types = new TreeMap<>();
        node.accept(new SqlBasicVisitor<Void>() {
            @Override
            public @Nullable Void visit(SqlDynamicParam parameter) {
                types.put(parameter.getIndex(), validator.getValidatedNodeType(parameter));
                return null;
            }
        });
        return List.copyOf(types.values());
    }
}
