package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.kernel.WindowAssignment;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/** TUMBLE and HOP become part of the kernel below or, if their time is computed, of one above it. */
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
        List<RexNode> operands = call.getOperands();
        int time = ((RexInputRef) ((RexCall) operands.get(0)).getOperands().get(0)).getIndex();
        return switch (call.getOperator().getName()) {
            case "TUMBLE" -> WindowAssignment.tumble(time, millis(operands.get(1)), offset(operands, 2));
            case "HOP" ->
                new WindowAssignment(time, millis(operands.get(2)), millis(operands.get(1)), offset(operands, 3));
            default ->
                throw new EngineException(
                        ErrorCode.NOT_SUPPORTED,
                        "The table function " + call.getOperator().getName()
                                + " is not supported yet. TUMBLE and HOP are.");
        };
    }

    private static long offset(List<RexNode> operands, int index) {
        return operands.size() > index ? millis(operands.get(index)) : 0;
    }

    /** The validator has seen to it that this is a literal. */
    private static long millis(RexNode operand) {
        return Objects.requireNonNull(((RexLiteral) operand).getValueAs(BigDecimal.class))
                .longValueExact();
    }
}
