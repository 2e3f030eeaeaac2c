package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.kernel.WindowAssignment;
import java.math.BigDecimal;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeUtil;

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
            case "TUMBLE" -> WindowAssignment.tumble(time, millis(operands.get(1), "size"), offset(operands, 2));
            case "HOP" ->
                new WindowAssignment(
                        time, millis(operands.get(2), "size"), millis(operands.get(1), "slide"), offset(operands, 3));
            default ->
                throw new EngineException(
                        ErrorCode.NOT_SUPPORTED,
                        "The table function " + call.getOperator().getName()
                                + " is not supported yet. TUMBLE and HOP are.");
        };
    }

    private static long offset(List<RexNode> operands, int index) {
        return operands.size() > index ? interval(operands.get(index), "offset") : 0;
    }

    private static long millis(RexNode operand, String what) {
        long millis = interval(operand, what);
        if (millis <= 0) {
            throw new EngineException(
                    ErrorCode.INVALID_STATEMENT, "The " + what + " of a window must be longer than zero.");
        }
        return millis;
    }

    private static long interval(RexNode operand, String what) {
        if (!(operand instanceof RexLiteral literal) || literal.getValueAs(BigDecimal.class) == null) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    "The " + what + " of a window must be an interval literal such as INTERVAL '5' MINUTE.");
        }
        if (SqlTypeUtil.isInterval(literal.getType())
                && literal.getType().getSqlTypeName().isYearMonth()) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    "Windows of months and years are not supported, as their length varies. Use days or shorter units, or"
                            + " group by FLOOR(time TO MONTH).");
        }
        return java.util.Objects.requireNonNull(literal.getValueAs(BigDecimal.class))
                .longValueExact();
    }
}
