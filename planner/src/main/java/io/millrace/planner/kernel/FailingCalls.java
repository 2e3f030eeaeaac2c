package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;

/** Which calls can fail on a row: kernels know it, as it is they who make the attempt. Stateless. */
public final class FailingCalls {
    private FailingCalls() {}

    /**
     * Whether this very call, not its operands, can fail on a row. What no kernel can compute, descriptors and table
     * functions for example, does not.
     */
    public static boolean canFail(RexCall call) {
        try {
            List<ColumnType> types = new ArrayList<>();
            List<RexNode> columns = new ArrayList<>();
            for (RexNode operand : call.getOperands()) {
                if (operand instanceof RexLiteral) {
                    columns.add(operand);
                } else {
                    columns.add(new RexInputRef(types.size(), operand.getType()));
                    types.add(ColumnTypes.of(operand.getType()).notNull());
                }
            }
            return KernelGenerator.canFail(call.clone(call.getType(), columns), types);
        } catch (EngineException e) {
            return false;
        }
    }

    /** Whether an expression, or anything in it, can fail on a row; a subquery or a window function counts as if it could. */
    public static boolean anyCanFail(RexNode expression) {
        if (!(expression instanceof RexCall call)) {
            return false;
        }
        return call instanceof RexSubQuery
                || call instanceof RexOver
                || call.getOperands().stream().anyMatch(FailingCalls::anyCanFail)
                || canFail(call);
    }
}
