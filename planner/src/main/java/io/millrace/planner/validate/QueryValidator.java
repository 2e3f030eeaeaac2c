package io.millrace.planner.validate;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SelectNamespace;
import org.apache.calcite.sql.validate.SqlMonotonicity;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/** Calcite's validator, with string literals as VARCHAR. One for each statement; not to be shared. */
final class QueryValidator extends SqlValidatorImpl {
    QueryValidator(
            SqlOperatorTable operators, SqlValidatorCatalogReader catalog, RelDataTypeFactory factory, Config config) {
        super(operators, catalog, factory, config);
    }

    @Override
    public RelDataType deriveType(SqlValidatorScope scope, SqlNode expression) {
        RelDataType type = super.deriveType(scope, expression);
        if (expression instanceof SqlCharStringLiteral && type.getSqlTypeName() == SqlTypeName.CHAR) {
            RelDataType text = typeFactory.createTypeWithCharsetAndCollation(
                    typeFactory.createSqlType(SqlTypeName.VARCHAR, Math.max(1, type.getPrecision())),
                    type.getCharset() == null ? typeFactory.getDefaultCharset() : type.getCharset(),
                    type.getCollation() == null ? org.apache.calcite.sql.SqlCollation.IMPLICIT : type.getCollation());
            setValidatedNodeType(expression, text);
            return text;
        }
        return type;
    }

    /** Calcite asks anew for each use of a column whether its subquery orders by it, which takes exponential time. Nothing here is ordered. */
    @Override
    protected SelectNamespace createSelectNamespace(SqlSelect select, SqlNode enclosing) {
        return new SelectNamespace(this, select, enclosing) {
            @Override
            public SqlMonotonicity getMonotonicity(String column) {
                return SqlMonotonicity.NOT_MONOTONIC;
            }
        };
    }
}
