package io.millrace.planner.lower;

import io.millrace.planner.kernel.WindowAssignment;
import io.millrace.planner.validate.WindowFunction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** TUMBLE, HOP and CUMULATE become part of the kernel below or, if their time is computed, of one above it. */
final class LowerWindow {
    private LowerWindow() {}

    static Chain lower(TableFunctionScan function, Lowering lowering) {
        RexCall call = (RexCall) function.getCall();
        WindowAssignment window = assignment(call);
        RelNode input = function.getInput(0);
        Chain chain = lowering.chain(input);
        if (!chain.canAssign(window.timeColumn())) {
            chain = Chain.of(lowering.seal(chain), input.getRowType());
        }
        return chain.assign(window, function.getRowType());
    }

    private static WindowAssignment assignment(RexCall call) {
        List<RexNode> operands = new ArrayList<>(call.getOperands());
        WindowFunction function = (WindowFunction) call.getOperator();
        int time = ((RexInputRef) ((RexCall) operands.get(0)).getOperands().get(0)).getIndex();
        RexNode last = operands.get(operands.size() - 1);
        String zone = null;
        if (last instanceof RexLiteral literal && SqlTypeUtil.inCharFamily(literal.getType())) {
            zone = RexLiteral.stringValue(literal);
            operands.remove(operands.size() - 1);
        }
        int intervals = function.intervals();
        long size = millis(operands.get(intervals));
        long offset = operands.size() > intervals + 1 ? millis(operands.get(intervals + 1)) : 0;
        WindowAssignment.Kind kind =
                function.equals(WindowFunction.CUMULATE) ? WindowAssignment.Kind.CUMULATE : WindowAssignment.Kind.HOP;
        return new WindowAssignment(time, kind, size, millis(operands.get(1)), offset, zone);
    }

    /** The validator has seen to it that this is a literal, or an offset that is left out. */
    private static long millis(RexNode operand) {
        BigDecimal value = operand instanceof RexLiteral literal ? literal.getValueAs(BigDecimal.class) : null;
        return value == null ? 0 : value.longValueExact();
    }
}
