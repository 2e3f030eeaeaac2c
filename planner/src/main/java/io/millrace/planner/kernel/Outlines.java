package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.planner.parse.Positions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/**
 * Which calls of a large kernel become methods of their own. HotSpot does not compile methods of more than 8,000 bytes
 * of bytecode, so a kernel whose estimate is above {@link #BUDGET} is cut into pieces below it.
 */
final class Outlines {
    /** Estimated bytes of bytecode a method may have; the estimate may be wrong by half. */
    static final int BUDGET = 4_000;

    /** Estimated bytes of all expressions of a kernel, far below the limits of a class file. */
    private static final int LARGEST = 1_000_000;

    /** Above what the parser lets pass, which is 6,000: casts and the like come on top. */
    private static final int DEEPEST = 8_000;

    /** Estimated bytes that a method of one call may have at most; a class file allows 65,535. */
    private static final int LARGEST_CALL = 24_000;

    private static final int LEAF = 14;
    private static final int CALL = 60;
    private static final int GROUP = 16;

    /** Operands of a choice that stay together; even, for an arm of CASE has two. */
    private static final int ARMS = 64;

    private final RowShape shape;
    private final Set<RexNode> own = new HashSet<>();
    private final Map<RexNode, Value> results = new HashMap<>();
    private final Map<RexNode, String> methods = new HashMap<>();

    Outlines(RowShape shape) {
        this.shape = shape;
    }

    boolean contains(RexCall call) {
        return own.contains(call);
    }

    /** The estimated size of an expression; throws STATEMENT_TOO_COMPLEX where it is nested too deeply. */
    static int estimate(RexNode node) {
        return estimate(node, 0, node);
    }

    private static int estimate(RexNode node, int depth, RexNode whole) {
        if (depth > DEEPEST) {
            throw tooComplex("nests more than " + DEEPEST + " calls", whole);
        }
        if (node instanceof RexFieldAccess access) {
            return CALL + estimate(access.getReferenceExpr(), depth + 1, whole);
        }
        if (!(node instanceof RexCall call)) {
            return LEAF;
        }
        int sum = CALL;
        for (RexNode operand : call.getOperands()) {
            sum += estimate(operand, depth + 1, whole);
            if (sum > LARGEST) {
                throw tooComplex("has too many terms", whole);
            }
        }
        return sum;
    }

    /** At the outermost call of an expression whose place is known: those that rules have made have none. */
    private static EngineException tooComplex(String what, RexNode whole) {
        Position place = null;
        RexNode node = whole;
        while (place == null && node instanceof RexCall call) {
            place = Positions.of(call.getParserPosition());
            node = call.getOperands().isEmpty() ? null : call.getOperands().get(0);
        }
        return new EngineException(
                ErrorCode.STATEMENT_TOO_COMPLEX,
                place,
                "An expression " + what + ". Simplify it, or split the statement into several views.");
    }

    /** The same expression in which no AND, OR, CASE or COALESCE has more than a few operands. */
    static RexNode balance(RexNode node) {
        if (!(node instanceof RexCall call)) {
            return node;
        }
        List<RexNode> operands = new ArrayList<>();
        call.getOperands().forEach(operand -> operands.add(balance(operand)));
        if (call.getKind() == SqlKind.AND || call.getKind() == SqlKind.OR) {
            List<RexNode> level = operands;
            while (level.size() > GROUP) {
                List<RexNode> next = new ArrayList<>();
                for (int i = 0; i < level.size(); i += GROUP) {
                    List<RexNode> group = level.subList(i, Math.min(level.size(), i + GROUP));
                    next.add(group.size() == 1 ? group.get(0) : call.clone(call.getType(), group));
                }
                level = next;
            }
            return call.clone(call.getType(), level);
        }
        if (call.getKind() == SqlKind.CASE || call.getKind() == SqlKind.COALESCE) {
            return nested(call, operands);
        }
        return operands.equals(call.getOperands()) ? call : call.clone(call.getType(), operands);
    }

    /** A choice of many: each group of arms has the next as its last. */
    private static RexNode nested(RexCall call, List<RexNode> operands) {
        int last = operands.size() - 1;
        RexNode otherwise = operands.get(last);
        for (int end = last; end > 0; ) {
            int start = Math.max(0, (end - 1) / ARMS * ARMS);
            List<RexNode> group = new ArrayList<>(operands.subList(start, end));
            group.add(otherwise);
            otherwise = call.clone(call.getType(), group);
            end = start;
        }
        return otherwise;
    }

    /** Marks calls until what remains of the expression fits the budget; returns the estimate of that. */
    int cut(RexNode node) {
        if (!(node instanceof RexCall call)) {
            return LEAF;
        }
        if (own.contains(node)) {
            return LEAF;
        }
        record Part(RexNode node, int size) {}
        List<Part> parts = new ArrayList<>();
        int sum = CALL;
        for (RexNode operand : call.getOperands()) {
            int size = cut(operand);
            sum += size;
            parts.add(new Part(operand, size));
        }
        parts.sort(Comparator.comparingInt(Part::size).reversed());
        for (Part part : parts) {
            if (sum <= BUDGET || part.size() <= CALL || !(part.node() instanceof RexCall)) {
                break;
            }
            own.add(part.node());
            sum += LEAF - part.size();
        }
        if (sum > LARGEST_CALL) {
            throw tooComplex("has a call with " + call.getOperands().size() + " operands", call);
        }
        if (sum > BUDGET / 2) {
            own.add(call);
            return LEAF;
        }
        return sum;
    }

    /** Calls the method of an expression, which is written now if this is its first use. */
    Value call(RexCall call, Emitter caller) {
        Value result = results.get(call);
        if (result == null) {
            result = write(call, caller.body().kernel());
            results.put(call, result);
        }
        Body body = caller.body();
        String invocation = methods.get(call) + "(row)";
        String isNull = Value.NEVER;
        if (result.nullable()) {
            isNull = body.declare("boolean", "n", invocation);
        } else {
            body.line(invocation + ";");
        }
        String value = body.declare(Value.javaType(result.storage()), "v", "this." + result.text());
        return new Value(isNull, value, result.type());
    }

    private Value write(RexCall call, KernelClass kernel) {
        String name = kernel.fresh("compute");
        Body body = new Body(kernel, false);
        Value value = Calls.emit(call, new Emitter(body, shape, this, call));
        String field = kernel.result(Value.javaType(value.storage()));
        methods.put(call, name);
        kernel.method("    /** " + SqlText.shape(call) + " */\n"
                + "    private boolean " + name + "(int row) {\n"
                + body.head(2)
                + body.text()
                + "        this." + field + " = " + value.text() + ";\n"
                + "        return " + value.isNull() + ";\n"
                + "    }\n");
        return new Value(value.isNull(), field, value.type());
    }
}
