package io.millrace.planner.validate;

import java.util.List;
import java.util.Objects;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.prepare.Prepare;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlMatchRecognize;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.fun.SqlDatePartFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql2rel.SqlRexContext;
import org.apache.calcite.sql2rel.SqlRexConvertlet;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.jspecify.annotations.Nullable;

/**
 * Validated syntax to relational expressions. Unlike its parent it does not compare the nullability that the validator
 * derived with that of the result: the result decides, because only there failing calls are nullable.
 */
final class QueryConverter extends SqlToRelConverter {
    private static final RelOptTable.ViewExpander NO_VIEWS = (rowType, query, schemaPath, viewPath) -> {
        throw new IllegalStateException("views are relations here, they are not expanded");
    };

    private final RecursiveTables recursions;
    private final RowPatterns patterns;

    QueryConverter(
            SqlValidator validator,
            Prepare.CatalogReader catalog,
            RelOptCluster cluster,
            Config config,
            RecursiveTables recursions,
            RowPatterns patterns) {
        super(NO_VIEWS, validator, catalog, cluster, QueryConverter::convertlet, config);
        this.recursions = recursions;
        this.patterns = patterns;
    }

    /**
     * Calcite makes POWER of SQRT; what is written is what messages speak of, and it has a kernel of its own. Over windows it
     * makes averages and variances of sums, which round more than once.
     */
    private static SqlRexConvertlet convertlet(SqlCall call) {
        if (call.getOperator() instanceof SqlAggFunction aggregate
                && SqlKind.AVG_AGG_FUNCTIONS.contains(call.getKind())) {
            return (context, written) ->
                    StandardConvertletTable.INSTANCE.convertAggregateFunction(context, aggregate, written);
        }
        if (call.getOperator() instanceof SqlDatePartFunction) {
            return QueryConverter::asExtract;
        }
        if (call.getKind() == SqlKind.CAST && call.operandCount() == 2) {
            return QueryConverter::cast;
        }
        return call.getOperator().equals(SqlStdOperatorTable.SQRT) || AsOfMarks.isMark(call.getOperator())
                ? QueryConverter::asWritten
                : Objects.requireNonNull(StandardConvertletTable.INSTANCE.get(call));
    }

    /** YEAR(x) and its kin are EXTRACT(YEAR FROM x), which Calcite makes of them only where the validator may rewrite calls. */
    private static RexNode asExtract(SqlRexContext context, SqlCall call) {
        SqlNode extract = call.getOperator().rewriteCall(context.getValidator(), call);
        List<RexNode> operands =
                List.of(context.getRexBuilder().makeFlag(unit(extract)), context.convertExpression(call.operand(0)));
        RelDataType type = context.getValidator().getValidatedNodeType(call);
        return context.getRexBuilder().makeCall(call.getParserPosition(), type, SqlStdOperatorTable.EXTRACT, operands);
    }

    /** Calcite takes whatever a collection is cast to for a collection. */
    private static RexNode cast(SqlRexContext context, SqlCall call) {
        SqlValidator validator = context.getValidator();
        RelDataType from = validator.getValidatedNodeTypeIfKnown(call.operand(0));
        RelDataType to = validator.getValidatedNodeTypeIfKnown(call);
        return from != null && isNested(from) && to != null && SqlTypeUtil.isCharacter(to)
                ? context.getRexBuilder()
                        .makeAbstractCast(
                                call.getParserPosition(), to, context.convertExpression(call.operand(0)), false)
                : Objects.requireNonNull(StandardConvertletTable.INSTANCE.get(call))
                        .convertCall(context, call);
    }

    /** Whether values of a type are made of others. */
    static boolean isNested(RelDataType type) {
        return type.getComponentType() != null || type.getKeyType() != null || type.isStruct();
    }

    private static TimeUnitRange unit(SqlNode extract) {
        return ((SqlIntervalQualifier) ((SqlCall) extract).operand(0)).timeUnitRange;
    }

    private static RexNode asWritten(SqlRexContext context, SqlCall call) {
        List<RexNode> operands =
                call.getOperandList().stream().map(context::convertExpression).toList();
        RelDataType type = context.getValidator().getValidatedNodeType(call);
        return context.getRexBuilder().makeCall(call.getParserPosition(), type, call.getOperator(), operands);
    }

    /**
     * Columns that a subquery, LATERAL or USING refers to have the types that the validator derived, which does not know what may
     * fail: it learns here which of them are nullable.
     */
    @Override
    protected void convertFrom(Blackboard blackboard, @Nullable SqlNode from, @Nullable List<String> fieldNames) {
        super.convertFrom(blackboard, from, fieldNames);
        RelNode rows = blackboard.root;
        if (from == null || rows == null || validator == null) {
            return;
        }
        SqlValidatorNamespace namespace = validator.getNamespace(from);
        if (namespace != null) {
            RelDataType known = namespace.getRowType();
            RelDataType now = withNullability(known, rows.getRowType());
            if (!now.equals(known)) {
                namespace.setType(now);
            }
        }
    }

    /** Unlike its parent, it knows what the values of the clause's expressions are of. */
    @Override
    protected void convertMatchRecognize(Blackboard blackboard, SqlMatchRecognize clause) {
        SqlValidator known = Objects.requireNonNull(validator);
        Blackboard inner = createBlackboard(known.getMatchRecognizeScope(clause), null, false);
        convertFrom(inner, clause.getTableRef());
        // Names are looked up in it, not in what is below.
        blackboard.setRoot(patterns.convert(clause, inner.root()), true);
    }

    /** A row type with columns that are nullable where those of another are, if the other has as many columns. */
    private RelDataType withNullability(RelDataType type, RelDataType other) {
        if (type.getFieldCount() != other.getFieldCount()) {
            return type;
        }
        RelDataTypeFactory.Builder builder = typeFactory.builder();
        for (RelDataTypeField field : type.getFieldList()) {
            boolean nullable =
                    other.getFieldList().get(field.getIndex()).getType().isNullable();
            builder.add(field.getName(), typeFactory.createTypeWithNullability(field.getType(), nullable));
        }
        return builder.build();
    }

    /** A join whose condition is marked is one as of a time. */
    @Override
    protected RelNode createJoin(
            Blackboard blackboard, RelNode left, RelNode right, RexNode condition, JoinRelType type) {
        RelNode asOf = AsOfCondition.join(left, right, condition, type);
        return asOf == null ? super.createJoin(blackboard, left, right, condition, type) : asOf;
    }

    /** Unlike its parent, it does not compare the types of what the names stand for. */
    @Override
    public RelRoot convertWith(SqlWith with, boolean top) {
        return convertQueryRecursive(with.body, top, null);
    }

    /** The rows of a validated query; those that only an ORDER BY needs come behind its own columns. */
    RelNode convert(SqlNode validated) {
        return convertQueryRecursive(validated, true, null).rel;
    }

    @Override
    protected RelRoot convertQueryRecursive(SqlNode query, boolean top, @Nullable RelDataType targetRowType) {
        RelRoot root = super.convertQueryRecursive(query, top, targetRowType);
        return top ? root : QueryPlaces.at(query, root);
    }

    @Override
    protected RelNode convertSetOp(SqlCall call) {
        if (!(call.getOperator() instanceof RecursiveUnion union)) {
            return super.convertSetOp(call);
        }
        RelNode base = convertQueryRecursive(call.operand(0), false, null).project();
        RelNode step = convertQueryRecursive(call.operand(1), false, null).project();
        RelDataType type = recursions.type(union, cluster.getTypeFactory());
        RecursiveTables.check(base.getRowType(), type, union, call);
        RecursiveTables.check(step.getRowType(), type, union, call);
        RecursionId id = RecursiveTables.id(union);
        return new Recursion(base, IterationNumbers.add(step, id), type, id, union.isAll());
    }
}
