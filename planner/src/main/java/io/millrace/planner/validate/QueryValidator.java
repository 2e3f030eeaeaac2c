package io.millrace.planner.validate;

import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlMatchRecognize;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SelectNamespace;
import org.apache.calcite.sql.validate.SetopNamespace;
import org.apache.calcite.sql.validate.SqlMonotonicity;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/** Calcite's validator, with string literals as VARCHAR and our types of parameters. One for each statement; not to be shared. */
final class QueryValidator extends SqlValidatorImpl {
    private final ParameterTypes parameters = new ParameterTypes(this);
    private final RecursiveTables recursions;
    private final RowPatterns patterns;

    QueryValidator(
            SqlOperatorTable operators,
            SqlValidatorCatalogReader catalog,
            RelDataTypeFactory factory,
            Config config,
            RecursiveTables recursions,
            RowPatterns patterns) {
        super(operators, catalog, factory, config);
        this.recursions = recursions;
        this.patterns = patterns;
    }

    /** Brings calls in the form of other engines to that of Calcite. */
    @Override
    protected @Nullable SqlNode performUnconditionalRewrites(@Nullable SqlNode node, boolean underFrom) {
        SqlIdentifier field = node == null ? null : field(node);
        return super.performUnconditionalRewrites(
                field != null ? field : node instanceof SqlCall call ? FunctionForms.of(call) : node, underFrom);
    }

    /** A field of a table's column as a name, or null: Calcite takes that of {@code (t.r).x} for a column where it orders. */
    private static @Nullable SqlIdentifier field(SqlNode node) {
        if (node.getKind() != SqlKind.DOT || !(((SqlCall) node).operand(1) instanceof SqlIdentifier name)) {
            return null;
        }
        SqlNode row = ((SqlCall) node).operand(0);
        SqlIdentifier path = row instanceof SqlIdentifier column ? column : field(row);
        return path != null && path.names.size() > 1 && name.isSimple()
                ? path.plus(name.getSimple(), name.getParserPosition())
                : null;
    }

    /** Calcite looks at the type of an operand before it knows the types of the parameters in it. */
    @Override
    protected void inferUnknownTypes(RelDataType expected, SqlValidatorScope scope, SqlNode node) {
        SqlValidatorScope own = scopes.getOrDefault(node, scope);
        if (node instanceof SqlDynamicParam) {
            boolean isKnown = !expected.equals(unknownType);
            type(node, parameters.parameter(isKnown ? expected : typeFactory.createSqlType(SqlTypeName.VARCHAR)));
        } else if (node instanceof SqlCall call && parameters.decides(call)) {
            parameters.infer(expected, own, call);
        } else {
            super.inferUnknownTypes(expected, scope, node);
        }
    }

    /** Gives the parameters of an expression, from which such a type is expected, their types. */
    void infer(RelDataType expected, SqlValidatorScope scope, SqlNode node) {
        inferUnknownTypes(expected, scope, node);
    }

    /** The same for a parameter that cannot be taken for a text: it is refused if its type is unknown. */
    void inferOrRefuse(RelDataType expected, SqlValidatorScope scope, SqlNode parameter) {
        if (expected.equals(unknownType)) {
            super.inferUnknownTypes(unknownType, scope, parameter);
        } else {
            inferUnknownTypes(expected, scope, parameter);
        }
    }

    /** Sets the type of a parameter. */
    void type(SqlNode parameter, RelDataType type) {
        setValidatedNodeType(
                parameter,
                SqlTypeUtil.inCharFamily(type)
                        ? typeFactory.createTypeWithCharsetAndCollation(
                                type, typeFactory.getDefaultCharset(), SqlCollation.IMPLICIT)
                        : type);
    }

    /** Calcite knows no cast of a collection or a row to a text; its type is the text's. */
    private @Nullable RelDataType castToText(SqlValidatorScope scope, SqlNode expression) {
        boolean isCast = expression.getKind() == SqlKind.CAST
                && expression instanceof SqlCall call
                && call.operandCount() == 2
                && call.operand(1) instanceof SqlDataTypeSpec;
        if (!isCast || getValidatedNodeTypeIfKnown(expression) != null) {
            return null;
        }
        SqlCall cast = (SqlCall) expression;
        RelDataType to = ((SqlDataTypeSpec) cast.operand(1)).deriveType(this);
        if (!SqlTypeUtil.inCharFamily(to) || cast.operand(0) instanceof SqlDynamicParam) {
            return null;
        }
        RelDataType from = deriveType(scope, cast.operand(0));
        if (!QueryConverter.isNested(from)) {
            return null;
        }
        RelDataType type = typeFactory.createTypeWithNullability(to, from.isNullable());
        setValidatedNodeType(expression, type);
        return type;
    }

    @Override
    public RelDataType deriveType(SqlValidatorScope scope, SqlNode expression) {
        RelDataType converted = castToText(scope, expression);
        if (converted != null) {
            return converted;
        }
        RelDataType type = super.deriveType(scope, expression);
        if (expression instanceof SqlCharStringLiteral && type.getSqlTypeName() == SqlTypeName.CHAR) {
            RelDataType text = typeFactory.createTypeWithCharsetAndCollation(
                    typeFactory.createSqlType(SqlTypeName.VARCHAR, Math.max(1, type.getPrecision())),
                    type.getCharset() == null ? typeFactory.getDefaultCharset() : type.getCharset(),
                    type.getCollation() == null ? SqlCollation.IMPLICIT : type.getCollation());
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

    /** The columns of a recursion are those of its first operand, which is validated first. */
    @Override
    protected SetopNamespace createSetopNamespace(SqlCall call, SqlNode enclosing) {
        if (call.getOperator() instanceof RecursiveUnion union) {
            recursions.validate(union, call);
        }
        return super.createSetopNamespace(call, enclosing);
    }

    /** Unlike its parent, it leaves the expressions to us. */
    @Override
    public void validateMatchRecognize(SqlCall call) {
        SqlMatchRecognize clause = (SqlMatchRecognize) call;
        SqlValidatorNamespace input = Objects.requireNonNull(getNamespace(clause.getTableRef()));
        RelDataType type = patterns.validate(clause, input.getRowType(), this);
        Objects.requireNonNull(getNamespace(clause)).setType(type);
    }
}
