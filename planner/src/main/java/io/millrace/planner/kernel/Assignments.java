package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import org.apache.calcite.rex.RexNode;

/** Brings values to the types of the columns they go to. Unlike a cast, this never cuts a text that is too long. */
final class Assignments {
    private Assignments() {}

    static Value emit(RexNode node, ColumnType type, Emitter emitter) {
        if (type.kind().isNested()) {
            return NestedCasts.assign(emitter.emit(node), type, emitter);
        }
        return Literals.isText(type)
                ? text(emitter.emit(node, TextCalls.TEXT), ColumnTypes.of(node.getType()), type, emitter)
                : emitter.emit(node, type);
    }

    /** The same for a value that has been computed. */
    static Value convert(Value value, ColumnType type, Emitter emitter) {
        if (type.kind().isNested()) {
            return NestedCasts.assign(value, type, emitter);
        }
        return Literals.isText(type)
                ? text(emitter.convert(value, TextCalls.TEXT), value.type(), type, emitter)
                : emitter.convert(value, type);
    }

    private static Value text(Value value, ColumnType declared, ColumnType type, Emitter emitter) {
        if (value.isNull().equals("true")) {
            return value.as(type);
        }
        Value text = value;
        boolean longer = type.precision() != ColumnType.UNBOUNDED
                && (!Literals.isText(declared)
                        || declared.precision() == ColumnType.UNBOUNDED
                        || declared.precision() > type.precision());
        if (longer) {
            text = emitter.attempt(
                    type,
                    List.of(text),
                    "Strings.assign(%s, %d, %s)".formatted(text.text(), type.precision(), emitter.scratch("Slice")));
        }
        // Input columns of type CHAR have no trailing blanks already.
        boolean padded = type.kind() == TypeKind.CHAR;
        return padded
                ? emitter.strict(
                        type,
                        List.of(text),
                        "Strings.stripped(%s, %s)".formatted(text.text(), emitter.scratch("Slice")))
                : text.as(type);
    }
}
