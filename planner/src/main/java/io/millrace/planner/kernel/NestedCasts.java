package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;

/**
 * Casts of UUIDs and of nested values. A nested value is cast part by part, by the casts of its parts, unless its bytes
 * would stay; where a part cannot be cast, the whole has no value.
 */
final class NestedCasts {
    private static final ColumnType TEXT = ColumnType.of(TypeKind.VARCHAR);

    private NestedCasts() {}

    /** Whether a cast is one of these. */
    static boolean isOne(ColumnType from, ColumnType to) {
        return isSpecial(from.kind()) || isSpecial(to.kind());
    }

    private static boolean isSpecial(TypeKind kind) {
        return kind == TypeKind.UUID || kind.isNested();
    }

    static Value emit(Value value, ColumnType to, Emitter emitter) {
        ColumnType from = value.type();
        if (Literals.isText(to)) {
            return emitter.convert(toText(value, emitter), to);
        }
        if (from.kind() == TypeKind.UUID || to.kind() == TypeKind.UUID) {
            return uuid(value, to, emitter);
        }
        boolean collections = isCollection(from.kind()) && isCollection(to.kind());
        if (!collections && from.kind() != to.kind()
                || from.parts().size() != to.parts().size()) {
            throw refused(from, to);
        }
        return NestedTypes.lieAlike(from, to)
                ? value.as(to)
                : parts(value, to, (part, type, code) -> code.convert(part, type), emitter);
    }

    private static boolean isCollection(TypeKind kind) {
        return kind == TypeKind.ARRAY || kind == TypeKind.MULTISET;
    }

    private static Value toText(Value value, Emitter emitter) {
        String into = emitter.scratch("SliceBuilder");
        if (value.type().kind() == TypeKind.UUID) {
            return emitter.guarded(TEXT, List.of(value), "Uuids.format(" + value.text() + ", " + into + ")");
        }
        String format =
                emitter.constant("NestedText", value.type().withNullable(true), "new NestedText((ColumnType) %s)");
        return emitter.guarded(TEXT, List.of(value), format + ".format(" + value.text() + ", " + into + ")");
    }

    private static Value uuid(Value value, ColumnType to, Emitter emitter) {
        ColumnType from = value.type();
        if (from.kind() == to.kind()) {
            return value.as(to);
        }
        if (Literals.isText(from)) {
            String parsed = "Uuids.parse(" + value.text() + ", " + emitter.scratch("SliceBuilder") + ")";
            return emitter.attempt(to, List.of(value), parsed);
        }
        if (isBinary(from.kind())) {
            return emitter.attempt(to, List.of(value), "Uuids.of(" + value.text() + ")");
        }
        if (isBinary(to.kind())) {
            return emitter.convert(value.as(ColumnType.of(TypeKind.VARBINARY)), to);
        }
        throw refused(from, to);
    }

    private static boolean isBinary(TypeKind kind) {
        return kind == TypeKind.BINARY || kind == TypeKind.VARBINARY;
    }

    /** A value under the type of the column it goes to. Unlike a cast, this cuts no text that is too long. */
    static Value assign(Value value, ColumnType to, Emitter emitter) {
        return value.type().kind() != to.kind()
                        || value.type().parts().size() != to.parts().size()
                        || NestedTypes.lieAlike(value.type(), to)
                ? emitter.convert(value, to)
                : parts(value, to, Assignments::convert, emitter);
    }

    /** How a part becomes one of another type. */
    @FunctionalInterface
    private interface Conversion {
        Value convert(Value part, ColumnType to, Emitter emitter);
    }

    /** Reads part after part, casts it and writes it. */
    private static Value parts(Value value, ColumnType to, Conversion conversion, Emitter emitter) {
        Body body = emitter.body();
        String cursor = NestedCode.cursor(value.type(), emitter);
        String builder = NestedCode.builder(emitter);
        String isNull = body.declare("boolean", "n", value.isNull());
        String result = emitter.variable(to.storage());
        body.open("if (!" + isNull + ")");
        body.line(cursor + ".open(" + value.text() + ");");
        body.line(builder + ".clear();");
        Parts parts = new Parts(cursor, builder, isNull, value.type(), to, conversion);
        if (to.kind() == TypeKind.ROW) {
            for (int field = 0; field < to.parts().size(); field++) {
                parts.cast(field, emitter);
            }
        } else {
            body.open("while (" + cursor + ".hasNext())");
            if (to.kind() != TypeKind.ARRAY) {
                body.line(builder + ".startEntry();");
            }
            parts.cast(0, emitter);
            if (to.kind() == TypeKind.MAP) {
                body.line(builder + ".endKey();");
                parts.cast(1, emitter);
            }
            body.close();
        }
        body.line(result + " = " + builder + "." + end(to.kind()) + "();");
        body.close();
        return new Value(isNull, result, to);
    }

    /** The code for the parts of one cast. */
    private record Parts(
            String cursor, String builder, String isNull, ColumnType from, ColumnType to, Conversion conversion) {
        void cast(int part, Emitter emitter) {
            Value read = NestedCode.next(cursor, part, from.part(part), emitter);
            Value cast = conversion.convert(read, to.part(part), emitter);
            if (!cast.isNull().equals(read.isNull())) {
                emitter.body().line(isNull + " |= " + cast.isNull() + " && !" + read.isNull() + ";");
            }
            NestedCode.add(builder, cast, emitter);
        }
    }

    /** The method of a builder that ends a value of a type. */
    static String end(TypeKind kind) {
        return kind == TypeKind.ROW ? "done" : kind == TypeKind.ARRAY ? "endArray" : "endEntries";
    }

    private static EngineException refused(ColumnType from, ColumnType to) {
        return new EngineException(
                ErrorCode.NOT_SUPPORTED, "A cast from " + from.kind() + " to " + to.kind() + " is not supported.");
    }
}
