package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Writes the statements that compute expressions into one method body. Each expression is computed once in a block and
 * ends up in a local variable with a null flag beside it. Used for one method, then thrown away.
 */
final class Emitter {
    private final Body body;
    private final RowShape shape;
    private final Outlines outlines;

    /** The call being computed: where a failure is noted. */
    private @Nullable RexNode current;

    /** Whether what is being computed is just NULL where it fails. */
    private boolean quiet;

    Emitter(Body body, RowShape shape, Outlines outlines) {
        this(body, shape, outlines, null);
    }

    /** An emitter for the body of one call's own method. */
    Emitter(Body body, RowShape shape, Outlines outlines, @Nullable RexNode current) {
        this.body = body;
        this.shape = shape;
        this.outlines = outlines;
        this.current = current;
    }

    Body body() {
        return body;
    }

    RowShape shape() {
        return shape;
    }

    /** Computes an expression, unless the open blocks have done so already. */
    Value emit(RexNode node) {
        if (node instanceof RexLiteral literal) {
            return literal(literal, valueType(literal));
        }
        Value value = body.known(node);
        if (value == null) {
            value = compute(node);
            body.remember(node, value);
        }
        return value;
    }

    List<Value> emitAll(List<RexNode> nodes) {
        List<Value> values = new ArrayList<>();
        nodes.forEach(node -> values.add(emit(node)));
        return values;
    }

    /** Computes an expression and brings it to a type it can be cast to without loss. */
    Value emit(RexNode node, ColumnType type) {
        if (node instanceof RexLiteral literal && literal.getValue() != null) {
            return literal(literal, type);
        }
        return convert(emit(node), type);
    }

    /** A literal, which may not fit its type: that is a failure of the call it is in, or of itself. */
    private Value literal(RexLiteral literal, ColumnType type) {
        RexNode outer = current;
        current = outer == null ? literal : outer;
        try {
            return Literals.emit(literal, type, this);
        } finally {
            current = outer;
        }
    }

    /** Brings a value to the type of the place where it goes; for types that SQL converts without being asked. */
    Value convert(Value value, ColumnType type) {
        return Conversions.widen(value, type, this);
    }

    /** The type of an expression while it is computed: a CHAR is a VARCHAR until it is stored, and keeps its blanks. */
    static ColumnType valueType(RexNode node) {
        ColumnType type = ColumnTypes.of(node.getType());
        return type.kind() == TypeKind.CHAR ? ColumnType.of(TypeKind.VARCHAR) : type;
    }

    /** Computes an expression and brings it to the type of the column it is stored in. */
    Value assign(RexNode node, ColumnType type) {
        current = node;
        return Assignments.emit(node, type, this);
    }

    /** Computes something that is NULL where it fails, and is not noted. */
    Value quietly(Supplier<Value> computed) {
        boolean outer = quiet;
        quiet = true;
        try {
            return computed.get();
        } finally {
            quiet = outer;
        }
    }

    private Value compute(RexNode node) {
        RexNode outer = current;
        current = node;
        try {
            return dispatch(node);
        } finally {
            current = outer;
        }
    }

    private Value dispatch(RexNode node) {
        if (node instanceof RexInputRef ref) {
            return shape.column(ref.getIndex(), body);
        }
        if (node instanceof RexDynamicParam parameter) {
            return Literals.parameter(parameter, false, this);
        }
        if (node instanceof RexFieldAccess access && !(access.getReferenceExpr() instanceof RexCorrelVariable)) {
            return NestedCalls.field(access, this);
        }
        if (node instanceof RexCall call) {
            if (outlines.contains(call)) {
                return outlines.call(call, this);
            }
            return Calls.emit(call, this);
        }
        throw new EngineException(
                ErrorCode.NOT_SUPPORTED,
                "The expression " + SqlText.of(node, shape.names()) + " is not supported yet.");
    }

    /** The null flag of a call that is NULL when any of its operands is. */
    String anyNull(List<Value> values) {
        List<String> flags = values.stream()
                .filter(Value::nullable)
                .map(Value::isNull)
                .distinct()
                .toList();
        if (flags.isEmpty()) {
            return Value.NEVER;
        }
        return flags.size() == 1 ? flags.get(0) : body.declare("boolean", "n", String.join(" | ", flags));
    }

    /** A strict call without side effects that takes any operands, even those of a NULL; cheap enough to compute always. */
    Value strict(ColumnType type, List<Value> operands, String expression) {
        String isNull = anyNull(operands);
        return new Value(isNull, body.declare(Value.javaType(type.storage()), "v", expression), type);
    }

    /** A strict call that is computed only if no operand is NULL. */
    Value guarded(ColumnType type, List<Value> operands, String expression) {
        String isNull = anyNull(operands);
        if (isNull.equals(Value.NEVER)) {
            return strict(type, operands, expression);
        }
        String value = body.declare(Value.javaType(type.storage()), "v", Value.zero(type.storage()));
        body.open("if (!" + isNull + ")");
        body.line(value + " = " + expression + ";");
        body.close();
        return new Value(isNull, value, type);
    }

    /** A strict call whose expression throws ValueException where it has no value: NULL then, and noted. */
    Value attempt(ColumnType type, List<Value> operands, String expression) {
        String isNull = body.declare("boolean", "n", anyNull(operands));
        String value = body.declare(Value.javaType(type.storage()), "v", Value.zero(type.storage()));
        body.open("if (!" + isNull + ")");
        body.open("try");
        body.line(value + " = " + expression + ";");
        body.orElse("catch (ValueException failure)");
        body.line(isNull + " = " + (quiet ? "true" : "failures.failed(in, row, " + site() + ", failure)") + ";");
        body.close();
        body.close();
        return new Value(isNull, value, type);
    }

    /** Statements that may throw ValueException: {@code isNull} is set then, and it is noted. */
    void trying(String isNull, Runnable statements) {
        body.open("try");
        statements.run();
        body.orElse("catch (ValueException failure)");
        body.line(isNull + " = " + (quiet ? "true" : "failures.failed(in, row, " + site() + ", failure)") + ";");
        body.close();
    }

    /** A strict call of primitive arithmetic, NULL and noted where {@code fails} holds for the result. */
    Value checked(List<Value> operands, Value result, String fails, String report) {
        String isNull = body.declare("boolean", "n", anyNull(operands));
        body.open("if (" + fails + " && !" + isNull + ")");
        body.line(isNull + " = " + (quiet ? "true" : "failures." + report.formatted(site())) + ";");
        body.close();
        return new Value(isNull, result.text(), result.type());
    }

    /** A constant given to the kernel as plain data. */
    String constant(String javaType, Object value, String conversion) {
        return body.field(javaType, body.kernel().constant(javaType, value, conversion));
    }

    /** An object of the kernel's own, for the results of one call. */
    String scratch(String javaType) {
        return body.field(javaType, body.kernel().scratch(javaType, "new " + javaType + "()"));
    }

    /** Declares a variable that is set later. */
    String variable(Storage storage) {
        return body.declare(Value.javaType(storage), "v", Value.zero(storage));
    }

    /** The number of a failure site for the call being computed. */
    int site() {
        RexNode call = Objects.requireNonNull(current);
        Position position = null;
        if (call instanceof RexCall known) {
            SqlParserPos pos = known.getParserPosition();
            if (pos.getLineNum() > 0 && pos.getColumnNum() > 0) {
                position = new Position(pos.getLineNum(), pos.getColumnNum());
            }
        }
        body.bound("Batch", "in", "in");
        int positions = shape.names().indexOf(KernelRequest.POSITION);
        List<String> names = positions < 0 ? shape.names() : KernelRequest.written(shape.names());
        return body.kernel().site(new FailureSite(SqlText.of(call, names), position, positions));
    }
}
