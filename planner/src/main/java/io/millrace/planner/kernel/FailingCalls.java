package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;

/**
 * Makes the types of expressions say where a value may be missing: a call that can fail on a row is nullable, and so is
 * what is computed from it. Calcite types {@code a + b} of NOT NULL operands NOT NULL, and would then take
 * {@code a + b IS NULL} for false.
 */
public final class FailingCalls extends RexShuttle {
    private final List<RelDataType> inputTypes;
    private final RexBuilder builder;

    private FailingCalls(List<RelDataType> inputTypes, RexBuilder builder) {
        this.inputTypes = inputTypes;
        this.builder = builder;
    }

    /** The same expression over fields of these types. Throws NOT_SUPPORTED where a function has no kernel. */
    public static RexNode retyped(RexNode node, List<RelDataType> inputTypes, RexBuilder builder) {
        return node.accept(new FailingCalls(inputTypes, builder));
    }

    /** Whether this very call, not its operands, can fail on a row. */
    public static boolean canFail(RexCall call) {
        List<ColumnType> types = new ArrayList<>();
        RexNode shallow = shallow(call, types);
        return KernelGenerator.canFail(
                shallow, types.stream().map(ColumnType::notNull).toList());
    }

    @Override
    public RexNode visitInputRef(RexInputRef ref) {
        RelDataType type = inputTypes.get(ref.getIndex());
        return type.equals(ref.getType()) ? ref : new RexInputRef(ref.getIndex(), type);
    }

    @Override
    public RexNode visitOver(RexOver over) {
        // Computed by an operator, not by a kernel.
        return over;
    }

    @Override
    public RexNode visitCall(RexCall call) {
        List<RexNode> operands = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            operands.add(operand.accept(this));
        }
        RelDataType type = call.getType();
        RexCall changed = operands.equals(call.getOperands()) ? call : call.clone(type, operands);
        if (type.isNullable() || !isMissing(changed)) {
            return changed;
        }
        return changed.clone(builder.getTypeFactory().createTypeWithNullability(type, true), operands);
    }

    private static boolean isMissing(RexCall call) {
        List<ColumnType> types = new ArrayList<>();
        RexNode shallow = shallow(call, types);
        return KernelGenerator.resultType(shallow, types).nullable();
    }

    /** The call over columns in place of its operands. */
    private static RexNode shallow(RexCall call, List<ColumnType> types) {
        List<RexNode> columns = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            if (operand instanceof RexLiteral) {
                columns.add(operand);
            } else {
                columns.add(new RexInputRef(types.size(), operand.getType()));
                types.add(ColumnTypes.of(operand.getType()));
            }
        }
        return call.clone(call.getType(), columns);
    }
}
