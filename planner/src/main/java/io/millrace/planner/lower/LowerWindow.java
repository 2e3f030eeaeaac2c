package io.millrace.planner.lower;

import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.SessionNode;
import io.millrace.executor.plan.TimeStep;
import io.millrace.planner.kernel.WindowAssignment;
import io.millrace.planner.validate.WindowFunction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * TUMBLE, HOP and CUMULATE become part of the kernel below or, if their time is computed, of one above it. SESSION is a step of its own,
 * over rows exchanged by its keys.
 */
final class LowerWindow {
    private LowerWindow() {}

    static Chain lower(TableFunctionScan function, Lowering lowering) {
        RexCall call = (RexCall) function.getCall();
        if (((WindowFunction) call.getOperator()).takesKeys()) {
            return sessions(function, call, lowering);
        }
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
        int time = columns(operands.get(0)).get(0);
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

    /** Rows without a time are in no session. */
    private static Chain sessions(TableFunctionScan function, RexCall call, Lowering lowering) {
        List<RexNode> operands = call.getOperands();
        int time = columns(operands.get(0)).get(0);
        long gap = millis(operands.get(1));
        List<Integer> keys = operands.size() > 2
                ? columns(operands.get(2)).stream().distinct().toList()
                : List.of();
        RelNode input = function.getInput(0);
        Chain chain = lowering.chain(input);
        RexBuilder builder = function.getCluster().getRexBuilder();
        RexNode moment = RexInputRef.of(time, input.getRowType());
        if (moment.getType().isNullable()) {
            chain = chain.filter(builder.makeCall(SqlStdOperatorTable.IS_NOT_NULL, moment), builder);
        }
        Lowered rows = lowering.seal(chain).exchangedBy(keys);
        Map<Integer, Frontier> known = rows.properties().frontiers();
        Map<Integer, Frontier> frontiers = new HashMap<>(known);
        // A row may change as long as its session goes on, whenever that began.
        frontiers.keySet().retainAll(keys);
        int end = rows.node().types().size() + 1;
        Frontier follows = known.get(time);
        Closing closing = null;
        if (follows != null) {
            Frontier ends = follows.then(new TimeStep.Plus(1));
            frontiers.put(end, ends);
            frontiers.put(end + 1, follows);
            closing = lowering.forgets() ? new Closing(end, ends, Closing.Action.RELEASE) : null;
        }
        SessionNode node = new SessionNode(rows.node(), keys, time, gap, closing);
        lowering.remember(node, chain);
        Properties properties =
                new Properties(rows.properties().key(), false, rows.properties().colocated(), frontiers);
        List<String> names = function.getRowType().getFieldNames();
        return Chain.of(new Lowered(node, names, properties), function.getRowType());
    }

    private static List<Integer> columns(RexNode descriptor) {
        return ((RexCall) descriptor)
                .getOperands().stream()
                        .map(column -> ((RexInputRef) column).getIndex())
                        .toList();
    }

    /** The validator has seen to it that this is a literal, or an offset that is left out. */
    private static long millis(RexNode operand) {
        BigDecimal value = operand instanceof RexLiteral literal ? literal.getValueAs(BigDecimal.class) : null;
        return value == null ? 0 : value.longValueExact();
    }
}
