package io.millrace.planner.lower;

import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.type.Storage;
import io.millrace.planner.kernel.Aggregates;
import io.millrace.planner.kernel.ColumnTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * What a projection with window functions needs side by side: the columns of its input that it reads, then what is computed
 * for the functions, then the values of the functions. Each expression is there once.
 */
final class OverColumns {
    private final RelDataType input;
    private final RexBuilder builder;
    private final Map<RexNode, Integer> places = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<RexOver> calls = new ArrayList<>();
    private final Map<RexOver, Integer> values = new LinkedHashMap<>();

    OverColumns(Project project) {
        this.input = project.getInput().getRowType();
        this.builder = project.getCluster().getRexBuilder();
        Map<Integer, RexInputRef> read = new TreeMap<>();
        List<RexNode> computed = new ArrayList<>();
        RexVisitorImpl<Void> collector = new RexVisitorImpl<>(true) {
            @Override
            public @Nullable Void visitInputRef(RexInputRef ref) {
                read.put(ref.getIndex(), ref);
                return null;
            }

            @Override
            public @Nullable Void visitOver(RexOver over) {
                if (!calls.contains(over)) {
                    calls.add(over);
                    needed(over).forEach(computed::add);
                }
                return null;
            }
        };
        project.getProjects().forEach(expression -> expression.accept(collector));
        computed.stream()
                .filter(RexInputRef.class::isInstance)
                .map(RexInputRef.class::cast)
                .forEach(ref -> read.put(ref.getIndex(), ref));
        read.values().forEach(this::add);
        computed.forEach(this::add);
    }

    /** What a call computes with, but for the constants that say how. */
    private List<RexNode> needed(RexOver over) {
        List<RexNode> needed = new ArrayList<>();
        over.getWindow().partitionKeys.stream().filter(key -> !isConstant(key)).forEach(needed::add);
        over.getWindow().orderKeys.stream()
                .map(key -> key.left)
                .filter(key -> !isConstant(key))
                .forEach(needed::add);
        needed.addAll(arguments(over));
        return needed;
    }

    /** The arguments that are values of rows; a default of LAG and LEAD has the type of what it stands for. */
    List<RexNode> arguments(RexOver over) {
        List<RexNode> operands = over.getOperands();
        return switch (over.getAggOperator().getKind()) {
            case NTILE -> List.of();
            case FIRST_VALUE, LAST_VALUE, NTH_VALUE -> operands.subList(0, 1);
            case LAG, LEAD ->
                operands.size() < 3
                        ? List.of(cast(over, operands.get(0)))
                        : List.of(cast(over, operands.get(0)), cast(over, operands.get(2)));
            default -> numbers(over, operands);
        };
    }

    /** The arguments of an aggregate of two numbers are both exact or both DOUBLE. */
    private List<RexNode> numbers(RexOver over, List<RexNode> operands) {
        AggregateFunction function = Aggregates.of(over.getAggOperator());
        boolean mixed = function != null
                && Aggregates.isOfPairs(function)
                && isDouble(operands.get(0)) != isDouble(operands.get(1));
        return mixed ? operands.stream().map(this::asDouble).toList() : operands;
    }

    private static boolean isDouble(RexNode number) {
        return ColumnTypes.of(number.getType()).storage() == Storage.DOUBLE;
    }

    private RexNode asDouble(RexNode number) {
        RelDataTypeFactory factory = builder.getTypeFactory();
        return builder.ensureType(
                factory.createTypeWithNullability(
                        factory.createSqlType(SqlTypeName.DOUBLE),
                        number.getType().isNullable()),
                number,
                true);
    }

    /** An argument that may be the result. */
    private RexNode cast(RexOver over, RexNode argument) {
        return builder.ensureType(
                builder.getTypeFactory().createTypeWithNullability(over.getType(), true), argument, false);
    }

    static boolean isConstant(RexNode expression) {
        return RexUtil.isConstant(expression);
    }

    private void add(RexNode expression) {
        if (places.putIfAbsent(expression, places.size()) == null) {
            names.add(
                    expression instanceof RexInputRef ref
                            ? input.getFieldNames().get(ref.getIndex())
                            : "expression " + places.size());
        }
    }

    /** The functions, each once. */
    List<RexOver> calls() {
        return calls;
    }

    /** Where an expression is found. */
    int place(RexNode expression) {
        return Objects.requireNonNull(places.get(expression), () -> expression + " was not collected");
    }

    /** The expressions below the functions. */
    List<RexNode> expressions() {
        return List.copyOf(places.keySet());
    }

    /** The expressions as what reads them sees them: columns, and constants as such. */
    List<RexNode> shown() {
        List<RexNode> shown = new ArrayList<>();
        for (RexNode expression : places.keySet()) {
            shown.add(
                    expression instanceof RexLiteral
                            ? expression
                            : new RexInputRef(shown.size(), expression.getType()));
        }
        return shown;
    }

    List<String> names() {
        return names;
    }

    /** The next column is the value of a function. */
    void addValue(RexOver over) {
        values.put(over, places.size() + values.size());
        names.add(over.getAggOperator().getName());
    }

    /** Where the value of a function is found. */
    int valueOf(RexOver over) {
        return Objects.requireNonNull(values.get(over), () -> over + " was not computed");
    }

    /** The types of all columns so far. */
    RelDataType rowType() {
        RelDataTypeFactory.Builder type = builder.getTypeFactory().builder();
        int column = 0;
        for (RexNode expression : places.keySet()) {
            type.add(names.get(column++), expression.getType());
        }
        for (RexOver over : values.keySet()) {
            type.add(names.get(column++), over.getType());
        }
        return type.build();
    }
}
