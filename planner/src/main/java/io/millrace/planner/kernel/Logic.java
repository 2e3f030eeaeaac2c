package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/** Three-valued logic. AND and OR stop at the first operand that decides, so that later ones cannot fail needlessly. */
final class Logic {
    private static final ColumnType BOOLEAN = ColumnType.of(TypeKind.BOOLEAN);

    private Logic() {}

    static Value and(RexCall call, Emitter emitter) {
        return connect(call.getOperands(), false, emitter);
    }

    static Value or(RexCall call, Emitter emitter) {
        return connect(call.getOperands(), true, emitter);
    }

    /** AND or OR of any number of operands; {@code decisive} is the value of an operand that decides the result. */
    private static Value connect(List<RexNode> operands, boolean decisive, Emitter emitter) {
        Body body = emitter.body();
        String value = body.declare("boolean", "v", String.valueOf(!decisive));
        String isNull = body.declare("boolean", "n", "false");
        String label = body.kernel().fresh("decided");
        boolean nullable = false;
        body.open(label + ":");
        for (RexNode operand : operands) {
            Value term = emitter.emit(operand);
            if (term.isNull().equals("true")) {
                body.line(isNull + " = true;");
                nullable = true;
                continue;
            }
            String decides = decisive ? term.text() : "!" + term.text();
            body.open("if (" + (term.nullable() ? "!" + term.isNull() + " && " : "") + decides + ")");
            body.line(value + " = " + decisive + ";");
            body.line(isNull + " = false;");
            body.line("break " + label + ";");
            body.close();
            if (term.nullable()) {
                nullable = true;
                body.line(isNull + " |= " + term.isNull() + ";");
            }
        }
        body.close();
        return new Value(nullable ? isNull : Value.NEVER, value, BOOLEAN);
    }

    static Value not(RexCall call, Emitter emitter) {
        Value value = emitter.emit(call.getOperands().get(0));
        return emitter.strict(BOOLEAN, List.of(value), "!" + value.text());
    }

    static Value isNull(RexCall call, Emitter emitter) {
        return new Value(Value.NEVER, emitter.emit(call.getOperands().get(0)).isNull(), BOOLEAN);
    }

    static Value isNotNull(RexCall call, Emitter emitter) {
        Value value = emitter.emit(call.getOperands().get(0));
        return flag("!" + value.isNull(), emitter);
    }

    /** IS [NOT] TRUE, IS [NOT] FALSE. */
    static CallEmitter is(boolean expected, boolean negated) {
        return (call, emitter) -> {
            Value value = emitter.emit(call.getOperands().get(0));
            String holds = "(!" + value.isNull() + " && " + (expected ? "" : "!") + value.text() + ")";
            return flag(negated ? "!" + holds : holds, emitter);
        };
    }

    private static Value flag(String expression, Emitter emitter) {
        return new Value(Value.NEVER, emitter.body().declare("boolean", "v", expression), BOOLEAN);
    }
}
