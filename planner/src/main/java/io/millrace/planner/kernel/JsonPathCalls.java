package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.functions.JsonPath;
import io.millrace.functions.ValueException;
import io.millrace.planner.parse.Positions;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlJsonEmptyOrError;
import org.apache.calcite.sql.SqlJsonExistsErrorBehavior;
import org.apache.calcite.sql.SqlJsonQueryEmptyOrErrorBehavior;
import org.apache.calcite.sql.SqlJsonQueryWrapperBehavior;
import org.apache.calcite.sql.SqlJsonValueEmptyOrErrorBehavior;
import org.jspecify.annotations.Nullable;

/**
 * JSON_VALUE, JSON_QUERY and JSON_EXISTS: they look for a path in a text, and say themselves what becomes of it where it leads
 * nowhere or fails. Only ERROR makes such a row a failure.
 */
final class JsonPathCalls {
    private static final ColumnType TEXT = TextCalls.TEXT;

    private JsonPathCalls() {}

    static void register(BiConsumer<String, CallEmitter> functions) {
        functions.accept("JSON_VALUE", JsonPathCalls::value);
        functions.accept("JSON_QUERY", JsonPathCalls::query);
        functions.accept("JSON_EXISTS", JsonPathCalls::exists);
    }

    /**
     * What becomes of a row without a value.
     *
     * @param fails whether it is a failure
     * @param value what it has instead, or null for NULL
     */
    private record Otherwise(boolean fails, @Nullable RexNode value) {
        static final Otherwise NULL = new Otherwise(false, null);
    }

    /** A search as it is written: the variables that it sets. */
    private record Search(String lookup, String isNull, String status, String result, ColumnType type) {
        Value value() {
            return new Value(isNull, result, type);
        }
    }

    private static Value value(RexCall call, Emitter emitter) {
        Otherwise empty = Otherwise.NULL;
        Otherwise error = Otherwise.NULL;
        List<RexNode> operands = call.getOperands();
        for (int at = 2; at < operands.size(); ) {
            SqlJsonValueEmptyOrErrorBehavior behavior =
                    symbol(operands.get(at++), SqlJsonValueEmptyOrErrorBehavior.class);
            Otherwise otherwise = switch (behavior) {
                case ERROR -> new Otherwise(true, null);
                case NULL -> Otherwise.NULL;
                case DEFAULT -> new Otherwise(false, operands.get(at++));
            };
            if (symbol(operands.get(at++), SqlJsonEmptyOrError.class) == SqlJsonEmptyOrError.EMPTY) {
                empty = otherwise;
            } else {
                error = otherwise;
            }
        }
        ColumnType type = ColumnTypes.of(call.getType());
        if (type.kind().isNested()) {
            throw unsupported(call, "JSON_VALUE returns a scalar, not " + article(type) + ".");
        }
        Search search = search(call, "value(%s, %s)", type, emitter);
        Body body = emitter.body();
        body.open("if (!" + search.isNull() + ")");
        found(search, emitter);
        body.line(search.isNull() + " = " + search.status() + " == JsonLookup.NOTHING;");
        otherwise(empty, "JsonLookup.EMPTY", search, emitter);
        otherwise(error, "JsonLookup.FAILED", search, emitter);
        body.close();
        return search.value();
    }

    private static String article(ColumnType type) {
        return (type.kind() == TypeKind.ARRAY ? "an " : "a ") + type.kind();
    }

    /** What was found, cast to the type; what cannot be cast is an error of the search. */
    private static void found(Search search, Emitter emitter) {
        Body body = emitter.body();
        body.open("if (" + search.status() + " == JsonLookup.FOUND)");
        TypeKind kind = search.type().kind();
        String form = Conversions.isInteger(kind) ? "whole" : kind == TypeKind.TIMESTAMP ? "moment" : "text";
        String text = body.declare("Slice", "t", search.lookup() + "." + form + "()");
        Value cast = emitter.quietly(() -> emitter.convert(new Value(Value.NEVER, text, TEXT), search.type()));
        if (cast.nullable()) {
            body.open("if (" + cast.isNull() + ")");
            body.line("%s = %s.unfit(\"%s\");"
                    .formatted(search.status(), search.lookup(), search.type().kind()));
            body.close();
        }
        body.line(search.result() + " = " + cast.text() + ";");
        body.close();
    }

    private static Value query(RexCall call, Emitter emitter) {
        List<RexNode> operands = call.getOperands();
        ColumnType type = ColumnTypes.of(call.getType());
        if (!Literals.isText(type)) {
            throw unsupported(
                    call,
                    "JSON_QUERY returns a text, not " + article(type) + ". Cast it, or use JSON_VALUE for scalars.");
        }
        String wrapper = switch (symbol(operands.get(2), SqlJsonQueryWrapperBehavior.class)) {
            case WITHOUT_ARRAY -> "false, false";
            case WITH_CONDITIONAL_ARRAY -> "true, false";
            case WITH_UNCONDITIONAL_ARRAY -> "true, true";
        };
        Search search = search(call, "query(%s, %s, " + wrapper + ")", type, emitter);
        Body body = emitter.body();
        body.open("if (!" + search.isNull() + ")");
        found(search, emitter);
        otherwise(operands.get(3), "JsonLookup.EMPTY", search, emitter);
        otherwise(operands.get(4), "JsonLookup.FAILED", search, emitter);
        body.close();
        return search.value();
    }

    private static void otherwise(RexNode behavior, String status, Search search, Emitter emitter) {
        switch (symbol(behavior, SqlJsonQueryEmptyOrErrorBehavior.class)) {
            case ERROR -> otherwise(new Otherwise(true, null), status, search, emitter);
            case NULL -> otherwise(Otherwise.NULL, status, search, emitter);
            case EMPTY_ARRAY -> constant("[]", status, search, emitter);
            case EMPTY_OBJECT -> constant("{}", status, search, emitter);
        }
    }

    private static void constant(String json, String status, Search search, Emitter emitter) {
        Value value = Literals.constant(json, TEXT.notNull(), emitter);
        emitter.body().open("if (" + search.status() + " == " + status + ")");
        emitter.body().line(search.result() + " = " + value.text() + ";");
        emitter.body().close();
    }

    private static Value exists(RexCall call, Emitter emitter) {
        List<RexNode> operands = call.getOperands();
        SqlJsonExistsErrorBehavior error = operands.size() < 3
                ? SqlJsonExistsErrorBehavior.FALSE
                : symbol(operands.get(2), SqlJsonExistsErrorBehavior.class);
        Search search = search(call, "exists(%s, %s)", ColumnType.of(TypeKind.BOOLEAN), emitter);
        Body body = emitter.body();
        body.open("if (!" + search.isNull() + ")");
        body.line(search.result() + " = " + search.status() + " == JsonLookup.FOUND"
                + (error == SqlJsonExistsErrorBehavior.TRUE ? " || " + search.status() + " == JsonLookup.FAILED" : "")
                + ";");
        if (error == SqlJsonExistsErrorBehavior.ERROR || error == SqlJsonExistsErrorBehavior.UNKNOWN) {
            otherwise(
                    new Otherwise(error == SqlJsonExistsErrorBehavior.ERROR, null),
                    "JsonLookup.FAILED",
                    search,
                    emitter);
        }
        body.close();
        return search.value();
    }

    /** Looks for the path: sets the status, or NULL where an operand is or the path is none. */
    private static Search search(RexCall call, String method, ColumnType type, Emitter emitter) {
        Value json = emitter.emit(call.getOperands().get(0), TEXT);
        RexNode pathNode = call.getOperands().get(1);
        Value path = emitter.emit(pathNode, TEXT);
        Body body = emitter.body();
        String lookup = emitter.scratch("JsonLookup");
        String isNull = body.declare("boolean", "n", emitter.anyNull(List.of(json, path)));
        String status = body.declare("int", "i", "JsonLookup.EMPTY");
        String result = emitter.variable(type.storage());
        String set = status + " = " + lookup + "." + method.formatted(json.text(), path.text()) + ";";
        body.open("if (!" + isNull + ")");
        if (pathNode instanceof RexLiteral literal && literal.getValue() != null) {
            check(call, literal);
            body.line(set);
        } else {
            emitter.trying(isNull, () -> body.line(set));
        }
        body.close();
        return new Search(lookup, isNull, status, result, type);
    }

    private static void check(RexCall call, RexLiteral path) {
        try {
            JsonPath.parse(RexLiteral.stringValue(path));
        } catch (ValueException e) {
            throw new EngineException(e.code(), position(call), e.detail(), e);
        }
    }

    private static void otherwise(Otherwise otherwise, String status, Search search, Emitter emitter) {
        Body body = emitter.body();
        body.open("if (" + search.status() + " == " + status + ")");
        RexNode instead = otherwise.value();
        if (otherwise.fails()) {
            emitter.trying(search.isNull(), () -> body.line(search.lookup() + ".raise(" + search.status() + ");"));
        } else if (instead == null) {
            body.line(search.isNull() + " = true;");
        } else {
            Value value = emitter.emit(instead, search.type());
            body.line(search.isNull() + " = " + value.isNull() + ";");
            body.line(search.result() + " = " + value.text() + ";");
        }
        body.close();
    }

    private static <E extends Enum<E>> E symbol(RexNode node, Class<E> type) {
        return Objects.requireNonNull(((RexLiteral) node).getValueAs(type));
    }

    private static @Nullable Position position(RexCall call) {
        return call.getParserPosition().getLineNum() > 0 ? Positions.of(call.getParserPosition()) : null;
    }

    private static EngineException unsupported(RexCall call, String message) {
        return new EngineException(ErrorCode.NOT_SUPPORTED, position(call), message);
    }
}
