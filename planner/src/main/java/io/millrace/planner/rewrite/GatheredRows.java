package io.millrace.planner.rewrite;

import com.google.common.collect.ImmutableList;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.kernel.KernelRequest;
import io.millrace.planner.kernel.ZonedOperators;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * A UNION ALL of rows that were written one by one, as the VALUES of an INSERT are, becomes one projection for each shape of row: the
 * literals of the rows are data, and rows that differ in literals only are computed by one kernel. A column of positions beside
 * the literals tells where a row that fails was written. Linear in the size of the union.
 */
final class GatheredRows {
    private final RelOptCluster cluster;
    private final Map<List<String>, Group> groups = new LinkedHashMap<>();
    private final List<RelNode> others = new ArrayList<>();

    private GatheredRows(RelOptCluster cluster) {
        this.cluster = cluster;
    }

    static RelNode apply(RelNode plan) {
        return plan.accept(new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode node) {
                return node instanceof LogicalUnion union && union.all ? gathered(union) : super.visit(node);
            }

            private RelNode gathered(LogicalUnion union) {
                GatheredRows rows = new GatheredRows(union.getCluster());
                rows.collect(union);
                for (int i = 0; i < rows.others.size(); i++) {
                    rows.others.set(i, super.visit(rows.others.get(i)));
                }
                return rows.union(union);
            }
        });
    }

    private void collect(RelNode node) {
        if (node instanceof LogicalUnion union && union.all) {
            union.getInputs().forEach(this::collect);
        } else if (node instanceof Project project && isOneRow(project)) {
            Row row = new Row(project);
            groups.computeIfAbsent(row.shape(), shape -> new Group(row)).rows.add(row);
        } else {
            others.add(node);
        }
    }

    /** Whether a projection gives one row of expressions over nothing. */
    private static boolean isOneRow(Project project) {
        return project.getInput() instanceof Values values
                && values.getTuples().size() == 1
                && project.getProjects().stream()
                        .allMatch(node -> ColumnTypes.isSupported(node.getType()) && !RexUtil.containsInputRef(node));
    }

    private RelNode union(LogicalUnion union) {
        List<RelNode> inputs = new ArrayList<>();
        groups.values().forEach(group -> inputs.add(group.node()));
        inputs.addAll(others);
        RelNode all = inputs.size() == 1 ? inputs.get(0) : LogicalUnion.create(inputs, true);
        if (all.getRowType().equals(union.getRowType())) {
            return all;
        }
        // The same types under the names, and with the widths, that the nodes above know.
        RexBuilder builder = cluster.getRexBuilder();
        List<RexNode> columns = new ArrayList<>();
        for (int i = 0; i < union.getRowType().getFieldCount(); i++) {
            RelDataType type = union.getRowType().getFieldList().get(i).getType();
            columns.add(builder.makeCast(type, builder.makeInputRef(all, i)));
        }
        return LogicalProject.create(all, List.of(), columns, union.getRowType().getFieldNames(), java.util.Set.of());
    }

    /** A row: its expressions, and the literals in them that are data, in order. */
    private static final class Row {
        private final Project project;
        private final List<RexLiteral> data = new ArrayList<>();
        private final List<String> shape = new ArrayList<>();
        private long position;

        Row(Project project) {
            this.project = project;
            for (RexNode node : project.getProjects()) {
                describe(node, true);
                shape.add(";");
            }
        }

        List<String> shape() {
            return shape;
        }

        /** Notes what an expression is made of, but for its literals; {@code loose} where their exact type does not matter. */
        private void describe(RexNode node, boolean loose) {
            if (node instanceof RexLiteral literal) {
                shape.add(isData(literal) ? "?" + type(literal.getType(), loose) : literal.toString());
                if (isData(literal)) {
                    data.add(literal);
                }
            } else if (node instanceof RexCall call) {
                notePosition(call.getParserPosition());
                shape.add(call.getOperator().getName() + "/"
                        + call.getOperands().size() + ":" + call.getType().getFullTypeString());
                // A text of a number shows its digits: of 1.5 beside 2.25 it is not to become 1.50.
                boolean loosely = call.getKind() == SqlKind.CAST
                        && (!SqlTypeUtil.isCharacter(call.getType())
                                || !SqlTypeUtil.isNumeric(
                                        call.getOperands().get(0).getType()));
                for (int i = 0; i < call.getOperands().size(); i++) {
                    RexNode operand = call.getOperands().get(i);
                    if (ZonedOperators.isZone(call, i) && operand instanceof RexLiteral zone) {
                        shape.add(zone.toString());
                    } else {
                        describe(operand, loosely);
                    }
                }
            } else {
                shape.add(node + ":" + node.getType().getFullTypeString());
            }
        }

        private void notePosition(SqlParserPos place) {
            if (position == 0 && place.getLineNum() > 0) {
                position = FailureSite.encode(place.getLineNum(), place.getColumnNum());
            }
        }

        private static String type(RelDataType type, boolean loose) {
            SqlTypeName name = type.getSqlTypeName();
            return loose && (name == SqlTypeName.DECIMAL || SqlTypeName.CHAR_TYPES.contains(name))
                    ? name.getName()
                    : loose ? type.toString() : type.getFullTypeString();
        }

        static boolean isData(RexLiteral literal) {
            SqlTypeName name = literal.getType().getSqlTypeName();
            return name != SqlTypeName.NULL && ColumnTypes.isSupported(literal.getType());
        }
    }

    /** Rows of one shape. */
    private final class Group {
        private final Row first;
        private final List<Row> rows = new ArrayList<>();

        Group(Row first) {
            this.first = first;
        }

        RelNode node() {
            return rows.size() == 1
                    ? first.project
                    : LogicalProject.create(
                            values(),
                            List.of(),
                            expressions(),
                            first.project.getRowType().getFieldNames(),
                            java.util.Set.of());
        }

        private LogicalValues values() {
            RelDataTypeFactory factory = cluster.getTypeFactory();
            RelDataType bigint = factory.createSqlType(SqlTypeName.BIGINT);
            RelDataTypeFactory.Builder type = factory.builder();
            for (int i = 0; i < first.data.size(); i++) {
                type.add(KernelRequest.VALUE + (i + 1), type(i));
            }
            type.add(KernelRequest.POSITION, bigint);
            ImmutableList.Builder<ImmutableList<RexLiteral>> tuples = ImmutableList.builder();
            for (Row row : rows) {
                tuples.add(ImmutableList.<RexLiteral>builder()
                        .addAll(row.data)
                        .add(cluster.getRexBuilder().makeExactLiteral(BigDecimal.valueOf(row.position), bigint))
                        .build());
            }
            return new LogicalValues(
                    cluster, cluster.traitSetOf(org.apache.calcite.plan.Convention.NONE), type.build(), tuples.build());
        }

        /** The type that the literals at a place have in common. */
        private RelDataType type(int place) {
            List<RelDataType> types = rows.stream()
                    .map(row -> row.data.get(place).getType())
                    .distinct()
                    .toList();
            RelDataType common = cluster.getTypeFactory().leastRestrictive(types);
            return common == null ? types.get(0) : common;
        }

        private List<RexNode> expressions() {
            int[] next = {0};
            List<RexNode> expressions = new ArrayList<>();
            for (RexNode node : first.project.getProjects()) {
                expressions.add(overData(node, next));
            }
            return expressions;
        }

        private RexNode overData(RexNode node, int[] next) {
            if (node instanceof RexLiteral literal && Row.isData(literal)) {
                int place = next[0]++;
                return new RexInputRef(place, type(place));
            }
            if (node instanceof RexCall call) {
                List<RexNode> operands = new ArrayList<>();
                for (int i = 0; i < call.getOperands().size(); i++) {
                    RexNode operand = call.getOperands().get(i);
                    boolean isZone = ZonedOperators.isZone(call, i) && operand instanceof RexLiteral;
                    operands.add(isZone ? operand : overData(operand, next));
                }
                return call.clone(call.getType(), operands);
            }
            return node;
        }
    }
}
