package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import org.apache.calcite.rex.RexNode;

/** Brings values to the types of the columns they go to. Unlike a cast, this never cuts a text that is too long. */
final class Assignments {
    private Assignments() {}

    static Value emit(RexNode node, ColumnType type, Emitter emitter) {
        if (!Literals.isText(type)) {
            return emitter.emit(node, type);
        }
        Value text = emitter.emit(node, TextCalls.TEXT);
        if (text.isNull().equals("true")) {
            return text.as(type);
        }
        ColumnType declared = ColumnTypes.of(node.getType());
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
