package io.millrace.planner.validate;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.validate.SqlValidator;

/** A query whose names and types are known, with the validator that knows them. */
public record ValidatedQuery(SqlValidator validator, SqlNode node) {
    /** Names and types of the result's columns. */
    public RelDataType rowType() {
        return validator.getValidatedNodeType(node);
    }

    /** The types of the {@code ?} parameters, in order. */
    public RelDataType parameterTypes() {
        return validator.getParameterRowType(node);
    }
}
