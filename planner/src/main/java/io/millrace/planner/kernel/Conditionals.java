package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/** CASE and COALESCE: only what decides the result is computed. */
final class Conditionals {
    private Conditionals() {}

    static Value caseOf(RexCall call, Emitter emitter) {
        List<RexNode> operands = call.getOperands();
        Choice choice = new Choice(Emitter.valueType(call), emitter);
        for (int i = 0; i + 1 < operands.size(); i += 2) {
            Value condition = emitter.emit(operands.get(i));
            choice.arm("!" + condition.isNull() + " && " + condition.text(), operands.get(i + 1));
        }
        return choice.otherwise(operands.get(operands.size() - 1));
    }

    static Value coalesce(RexCall call, Emitter emitter) {
        List<RexNode> operands = call.getOperands();
        Choice choice = new Choice(Emitter.valueType(call), emitter);
        for (RexNode operand : operands.subList(0, operands.size() - 1)) {
            choice.unlessNull(emitter.emit(operand, choice.type));
        }
        return choice.otherwise(operands.get(operands.size() - 1));
    }

    /** NULLIF(a, b): NULL if they are equal, else a. */
    static Value nullIf(RexCall call, Emitter emitter) {
        Value value = emitter.emit(call.getOperands().get(0));
        Comparisons.Pair pair = Comparisons.operands(
                call.getOperands().get(0), call.getOperands().get(1), emitter);
        String isNull = emitter.body()
                .declare(
                        "boolean",
                        "n",
                        "%s || (!%s && !%s && %s)"
                                .formatted(
                                        value.isNull(),
                                        pair.left().isNull(),
                                        pair.right().isNull(),
                                        pair.compare("==")));
        return emitter.convert(new Value(isNull, value.text(), value.type()), Emitter.valueType(call));
    }

    /** A labelled block that is left as soon as the result is known. */
    private static final class Choice {
        private final ColumnType type;
        private final Emitter emitter;
        private final Body body;
        private final String value;
        private final String isNull;
        private final String label;
        private boolean nullable;

        Choice(ColumnType type, Emitter emitter) {
            this.type = type;
            this.emitter = emitter;
            this.body = emitter.body();
            this.value = emitter.variable(type.storage());
            this.isNull = body.declare("boolean", "n", "false");
            this.label = body.kernel().fresh("chosen");
            body.open(label + ":");
        }

        void arm(String condition, RexNode result) {
            body.open("if (" + condition + ")");
            assign(emitter.emit(result, type));
            body.line("break " + label + ";");
            body.close();
        }

        void unlessNull(Value result) {
            body.open("if (!" + result.isNull() + ")");
            body.line(value + " = " + result.text() + ";");
            body.line("break " + label + ";");
            body.close();
        }

        Value otherwise(RexNode result) {
            assign(emitter.emit(result, type));
            body.close();
            return new Value(nullable ? isNull : Value.NEVER, value, type);
        }

        private void assign(Value result) {
            body.line(value + " = " + result.text() + ";");
            if (result.nullable()) {
                nullable = true;
                body.line(isNull + " = " + result.isNull() + ";");
            }
        }
    }
}
