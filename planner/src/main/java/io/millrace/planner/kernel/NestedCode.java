package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/** Pieces of generated code that read the parts of nested values, and write them. */
final class NestedCode {
    private NestedCode() {}

    /** A cursor over values of a nested type, of the call at hand alone. */
    static String cursor(ColumnType type, Emitter emitter) {
        return emitter.constant("NestedCursor", type.withNullable(true), "new NestedCursor((ColumnType) %s)");
    }

    /** A builder of the call at hand alone. */
    static String builder(Emitter emitter) {
        return emitter.scratch("NestedBuilder");
    }

    /**
     * A part of a value that is NULL where an operand is, and where {@code found}, which positions the cursor, says so.
     *
     * @param type of the part
     */
    static Value part(String cursor, String found, List<Value> operands, ColumnType type, Emitter emitter) {
        Body body = emitter.body();
        String isNull = body.declare("boolean", "n", emitter.anyNull(operands));
        String value = emitter.variable(type.storage());
        body.open("if (!" + isNull + ")");
        body.open("if (" + found + ")");
        body.line(value + " = " + get(cursor, type, emitter) + ";");
        body.orElse("else");
        body.line(isNull + " = true;");
        body.close();
        body.close();
        return new Value(isNull, value, type);
    }

    /** The part that a loop has come to. */
    static Value next(String cursor, int part, ColumnType type, Emitter emitter) {
        Body body = emitter.body();
        String isNull = body.declare("boolean", "n", "!" + cursor + ".read(" + part + ")");
        String value = emitter.variable(type.storage());
        body.open("if (!" + isNull + ")");
        body.line(value + " = " + get(cursor, type, emitter) + ";");
        body.close();
        return new Value(isNull, value, type);
    }

    static String get(String cursor, ColumnType type, Emitter emitter) {
        return switch (type.storage()) {
            case LONG -> cursor + ".longValue()";
            case DOUBLE -> cursor + ".doubleValue()";
            case BOOLEAN -> cursor + ".booleanValue()";
            case DECIMAL128 -> cursor + ".decimal(" + emitter.scratch("Int128") + ")";
            case BYTES -> cursor + ".slice()";
        };
    }

    /** Writes a part, NULL or not. */
    static void add(String builder, Value value, Emitter emitter) {
        Body body = emitter.body();
        if (value.isNull().equals("true")) {
            body.line(builder + ".addNull();");
            return;
        }
        String added = builder + "." + method(value.type()) + "(" + value.text() + ");";
        if (!value.nullable()) {
            body.line(added);
            return;
        }
        body.open("if (" + value.isNull() + ")");
        body.line(builder + ".addNull();");
        body.orElse("else");
        body.line(added);
        body.close();
    }

    private static String method(ColumnType type) {
        return switch (type.kind()) {
            case CHAR, VARCHAR, BINARY, VARBINARY -> "addBytes";
            case UUID, ARRAY, MULTISET, MAP, ROW -> "addPayload";
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS -> "add";
        };
    }
}
