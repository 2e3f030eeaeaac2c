package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.fun.SqlTrimFunction;

/** Functions of text. Their results are VARCHAR while they are computed, so that no blank is lost in between. */
final class TextCalls {
    static final ColumnType TEXT = ColumnType.of(TypeKind.VARCHAR);
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType BOOLEAN = ColumnType.of(TypeKind.BOOLEAN);

    private TextCalls() {}

    /** A text mapped by {@code Strings.method(text, builder)}. */
    static CallEmitter mapped(String method) {
        return (call, emitter) -> {
            Value text = text(call, 0, emitter);
            return emitter.guarded(
                    TEXT,
                    List.of(text),
                    "Strings.%s(%s, %s)".formatted(method, text.text(), emitter.scratch("SliceBuilder")));
        };
    }

    static Value length(RexCall call, Emitter emitter) {
        Value text = emitter.emit(call.getOperands().get(0));
        boolean binary = !Literals.isText(text.type());
        String length = binary ? text.text() + ".length()" : "Strings.length(" + text.text() + ")";
        return emitter.strict(integer(call), List.of(text), length);
    }

    static Value octetLength(RexCall call, Emitter emitter) {
        Value text = emitter.emit(call.getOperands().get(0));
        return emitter.strict(integer(call), List.of(text), text.text() + ".length()");
    }

    static Value bitLength(RexCall call, Emitter emitter) {
        Value text = emitter.emit(call.getOperands().get(0));
        return emitter.strict(integer(call), List.of(text), text.text() + ".length() * 8L");
    }

    private static ColumnType integer(RexCall call) {
        return ColumnTypes.of(call.getType());
    }

    static Value substring(RexCall call, Emitter emitter) {
        Value text = emitter.emit(call.getOperands().get(0));
        Value from = emitter.emit(call.getOperands().get(1), BIGINT);
        String into = emitter.scratch("Slice");
        boolean binary = !Literals.isText(text.type());
        if (call.getOperands().size() == 2) {
            List<Value> operands = List.of(text, from);
            return binary
                    ? emitter.guarded(
                            text.type(),
                            operands,
                            "Strings.substringBytes(%s, %s, Integer.MAX_VALUE, %s)"
                                    .formatted(text.text(), from.text(), into))
                    : emitter.guarded(
                            TEXT, operands, "Strings.substring(%s, %s, %s)".formatted(text.text(), from.text(), into));
        }
        Value count = emitter.emit(call.getOperands().get(2), BIGINT);
        List<Value> operands = List.of(text, from, count);
        String part = "Strings.%s(%s, %s, %s, %s)"
                .formatted(binary ? "substringBytes" : "substring", text.text(), from.text(), count.text(), into);
        boolean fine = call.getOperands().get(2) instanceof RexLiteral literal
                && literal.getValue() != null
                && RexLiteral.bigDecimalValue(literal).signum() >= 0;
        ColumnType type = binary ? text.type() : TEXT;
        return fine ? emitter.guarded(type, operands, part) : emitter.attempt(type, operands, part);
    }

    /** TRIM(flag, characters, text). */
    static Value trim(RexCall call, Emitter emitter) {
        SqlTrimFunction.Flag flag =
                Objects.requireNonNull(((RexLiteral) call.getOperands().get(0)).getValueAs(SqlTrimFunction.Flag.class));
        Value set = text(call, 1, emitter);
        Value text = text(call, 2, emitter);
        return trim(text, set, flag, emitter);
    }

    /** A function that trims a text of blanks, or of the characters of a second operand. */
    static CallEmitter trimmed(SqlTrimFunction.Flag flag) {
        return (call, emitter) -> {
            Value text = text(call, 0, emitter);
            Value set = call.getOperands().size() > 1
                    ? text(call, 1, emitter)
                    : Literals.constant(" ", TEXT.notNull(), emitter);
            return trim(text, set, flag, emitter);
        };
    }

    private static Value trim(Value text, Value set, SqlTrimFunction.Flag flag, Emitter emitter) {
        return emitter.strict(
                TEXT,
                List.of(set, text),
                "Strings.trim(%s, %s, %s, %s, %s)"
                        .formatted(
                                text.text(),
                                set.text(),
                                flag != SqlTrimFunction.Flag.TRAILING,
                                flag != SqlTrimFunction.Flag.LEADING,
                                emitter.scratch("Slice")));
    }

    static Value concat(RexCall call, Emitter emitter) {
        if (ColumnTypes.of(call.getType()).kind() == TypeKind.ARRAY) {
            return CollectionCalls.concat(call, emitter);
        }
        Value a = emitter.emit(call.getOperands().get(0));
        Value b = emitter.emit(call.getOperands().get(1));
        ColumnType type = ColumnTypes.of(call.getType());
        if (Literals.isText(type)) {
            type = TEXT;
            a = emitter.convert(a, TEXT);
            b = emitter.convert(b, TEXT);
        }
        return emitter.guarded(
                type,
                List.of(a, b),
                "Strings.concat(%s, %s, %s)".formatted(a.text(), b.text(), emitter.scratch("SliceBuilder")));
    }

    /** CONCAT: a NULL is an empty text. */
    static Value concatAll(RexCall call, Emitter emitter) {
        String into = emitter.scratch("SliceBuilder");
        List<Value> operands = new ArrayList<>();
        call.getOperands().forEach(operand -> operands.add(emitter.emit(operand, TEXT)));
        Body body = emitter.body();
        body.line(into + ".reset(0);");
        for (Value operand : operands) {
            if (!operand.nullable()) {
                body.line(into + ".append(" + operand.text() + ");");
            } else if (!operand.isNull().equals("true")) {
                body.open("if (!" + operand.isNull() + ")");
                body.line(into + ".append(" + operand.text() + ");");
                body.close();
            }
        }
        return new Value(Value.NEVER, into, TEXT);
    }

    /** CONCAT_WS(separator, ...): a NULL is left out with its separator; NULL if the separator is. */
    static Value concatWithSeparator(RexCall call, Emitter emitter) {
        String into = emitter.scratch("SliceBuilder");
        List<Value> operands = new ArrayList<>();
        call.getOperands().forEach(operand -> operands.add(emitter.emit(operand, TEXT)));
        Value separator = operands.get(0);
        Body body = emitter.body();
        String begun = body.declare("boolean", "b", "false");
        body.line(into + ".reset(0);");
        for (Value operand : operands.subList(1, operands.size())) {
            if (operand.isNull().equals("true")) {
                continue;
            }
            if (operand.nullable()) {
                body.open("if (!" + operand.isNull() + ")");
            }
            body.open("if (" + begun + ")");
            body.line(into + ".append(" + separator.text() + ");");
            body.close();
            body.line(into + ".append(" + operand.text() + ");");
            body.line(begun + " = true;");
            if (operand.nullable()) {
                body.close();
            }
        }
        return new Value(separator.isNull(), into, TEXT);
    }

    /** POSITION(part IN text [FROM n]). */
    static Value position(RexCall call, Emitter emitter) {
        // STRPOS has its operands the other way round.
        boolean swapped = call.getOperator().getName().equalsIgnoreCase("STRPOS");
        Value part = text(call, swapped ? 1 : 0, emitter);
        Value text = text(call, swapped ? 0 : 1, emitter);
        Value from = call.getOperands().size() > 2
                ? emitter.emit(call.getOperands().get(2), BIGINT)
                : new Value(Value.NEVER, "1L", BIGINT);
        return emitter.guarded(
                integer(call),
                List.of(part, text, from),
                "Strings.position(%s, %s, %s)".formatted(part.text(), text.text(), from.text()));
    }

    static Value replace(RexCall call, Emitter emitter) {
        Value text = text(call, 0, emitter);
        Value part = text(call, 1, emitter);
        Value replacement = text(call, 2, emitter);
        return emitter.guarded(
                TEXT,
                List.of(text, part, replacement),
                "Strings.replace(%s, %s, %s, %s)"
                        .formatted(text.text(), part.text(), replacement.text(), emitter.scratch("SliceBuilder")));
    }

    /** LIKE and ILIKE, with or without NOT and ESCAPE. */
    static Value like(RexCall call, Emitter emitter) {
        SqlOperator operator = call.getOperator();
        boolean ignoreCase = operator.getName().toUpperCase(Locale.ROOT).contains("ILIKE");
        boolean negated = operator instanceof SqlLikeOperator like && like.isNegated();
        Value text = text(call, 0, emitter);
        Value pattern = text(call, 1, emitter);
        boolean escaped = call.getOperands().size() > 2;
        Value escape = escaped ? text(call, 2, emitter) : new Value(Value.NEVER, "Slice.EMPTY", TEXT);
        String matcher = emitter.body()
                .field(
                        "LikePattern",
                        emitter.body().kernel().scratch("LikePattern", "new LikePattern(" + ignoreCase + ")"));
        String matches = "%s%s.matches(%s, %s, %s)"
                .formatted(negated ? "!" : "", matcher, text.text(), pattern.text(), escape.text());
        List<Value> operands = List.of(text, pattern, escape);
        return escaped ? emitter.attempt(BOOLEAN, operands, matches) : emitter.guarded(BOOLEAN, operands, matches);
    }

    private static Value text(RexCall call, int operand, Emitter emitter) {
        RexNode node = call.getOperands().get(operand);
        return emitter.emit(node, TEXT);
    }
}
