package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/** What makes nested values, and what takes parts of them. */
final class NestedCalls {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);

    private NestedCalls() {}

    /** Tells what is computed here, by name. */
    static void register(BiConsumer<SqlKind, CallEmitter> kinds, BiConsumer<String, CallEmitter> names) {
        kinds.accept(SqlKind.ARRAY_VALUE_CONSTRUCTOR, NestedCalls::list);
        kinds.accept(SqlKind.MULTISET_VALUE_CONSTRUCTOR, NestedCalls::list);
        kinds.accept(SqlKind.MAP_VALUE_CONSTRUCTOR, NestedCalls::map);
        kinds.accept(SqlKind.ROW, NestedCalls::row);
        kinds.accept(SqlKind.ITEM, NestedCalls::item);
        names.accept("CARDINALITY", NestedCalls::size);
        names.accept("ARRAY_LENGTH", NestedCalls::size);
        names.accept("ARRAY_SIZE", NestedCalls::size);
        names.accept("ELEMENT", NestedCalls::only);
    }

    /** ARRAY[...] and MULTISET[...]. */
    static Value list(RexCall call, Emitter emitter) {
        ColumnType type = ColumnTypes.of(call.getType());
        List<Value> elements = call.getOperands().stream()
                .map(operand -> emitter.emit(operand, type.part(0)))
                .toList();
        String builder = NestedCode.builder(emitter);
        Body body = emitter.body();
        body.line(builder + ".clear();");
        for (Value element : elements) {
            if (type.kind() == TypeKind.MULTISET) {
                body.line(builder + ".startEntry();");
            }
            NestedCode.add(builder, element, emitter);
        }
        return new Value(Value.NEVER, ended(builder, type, emitter), type);
    }

    /** MAP[key, value, ...]; a key that is NULL is a failure, and of values with one key the last counts. */
    private static Value map(RexCall call, Emitter emitter) {
        ColumnType type = ColumnTypes.of(call.getType());
        List<RexNode> operands = call.getOperands();
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            values.add(emitter.emit(operands.get(i), type.part(i % 2)));
        }
        String builder = NestedCode.builder(emitter);
        Body body = emitter.body();
        Runnable entries = () -> {
            body.line(builder + ".clear();");
            for (int i = 0; i < values.size(); i += 2) {
                Value key = values.get(i);
                body.line(builder + ".startEntry();");
                if (key.nullable()) {
                    body.line(builder + ".checkKey(" + key.isNull() + ");");
                }
                NestedCode.add(builder, new Value(Value.NEVER, key.text(), key.type()), emitter);
                body.line(builder + ".endKey();");
                NestedCode.add(builder, values.get(i + 1), emitter);
            }
            body.line(builder + ".endEntries();");
        };
        boolean fails = false;
        for (int i = 0; i < values.size(); i += 2) {
            fails |= values.get(i).nullable();
        }
        if (!fails) {
            entries.run();
            return new Value(Value.NEVER, builder, type);
        }
        String isNull = body.declare("boolean", "n", "false");
        emitter.trying(isNull, entries);
        return new Value(isNull, builder, type);
    }

    /** ROW(...). */
    private static Value row(RexCall call, Emitter emitter) {
        ColumnType type = ColumnTypes.of(call.getType());
        List<Value> fields = new ArrayList<>();
        for (int i = 0; i < call.getOperands().size(); i++) {
            fields.add(emitter.emit(call.getOperands().get(i), type.part(i)));
        }
        String builder = NestedCode.builder(emitter);
        emitter.body().line(builder + ".clear();");
        fields.forEach(field -> NestedCode.add(builder, field, emitter));
        return new Value(Value.NEVER, ended(builder, type, emitter), type);
    }

    private static String ended(String builder, ColumnType type, Emitter emitter) {
        emitter.body().line(builder + "." + NestedCasts.end(type.kind()) + "();");
        return builder;
    }

    /** row.field */
    static Value field(RexFieldAccess access, Emitter emitter) {
        return field(access.getReferenceExpr(), access.getField().getIndex(), emitter);
    }

    private static Value field(RexNode of, int index, Emitter emitter) {
        Value row = emitter.emit(of);
        String cursor = NestedCode.cursor(row.type(), emitter);
        String found = "%s.field(%s, %d)".formatted(cursor, row.text(), index);
        return NestedCode.part(cursor, found, List.of(row), row.type().part(index), emitter);
    }

    /** array[index], map[key] or row[number]. */
    private static Value item(RexCall call, Emitter emitter) {
        RexNode of = call.getOperands().get(0);
        RexNode key = call.getOperands().get(1);
        ColumnType type = ColumnTypes.of(of.getType());
        return switch (type.kind()) {
            case ARRAY -> {
                Value array = emitter.emit(of);
                Value index = emitter.emit(key, BIGINT);
                String cursor = NestedCode.cursor(type, emitter);
                String found = "%s.element(%s, %s)".formatted(cursor, array.text(), index.text());
                yield NestedCode.part(cursor, found, List.of(array, index), type.part(0), emitter);
            }
            case MAP -> lookup(of, key, type, emitter);
            case ROW -> field(of, number(of, key), emitter);
            default ->
                throw new EngineException(
                        ErrorCode.NOT_SUPPORTED, "Elements of a value of type " + type.kind() + " have no numbers.");
        };
    }

    private static Value lookup(RexNode of, RexNode key, ColumnType type, Emitter emitter) {
        Search search = search(of, key, type, emitter);
        return NestedCode.part(
                search.cursor(), search.found("lookup"), List.of(search.map(), search.key()), type.part(1), emitter);
    }

    /** MAP_CONTAINS_KEY. */
    static Value hasKey(RexCall call, Emitter emitter) {
        RexNode of = call.getOperands().get(0);
        Search search = search(of, call.getOperands().get(1), ColumnTypes.of(of.getType()), emitter);
        return emitter.guarded(
                ColumnType.of(TypeKind.BOOLEAN), List.of(search.map(), search.key()), search.found("hasKey"));
    }

    /** What a key is looked for with. */
    private record Search(String cursor, Value map, Value key, String builder) {
        String found(String method) {
            return "%s.%s(%s, %s.done())".formatted(cursor, method, map.text(), builder);
        }
    }

    private static Search search(RexNode of, RexNode key, ColumnType type, Emitter emitter) {
        Value map = emitter.emit(of);
        Value wanted = emitter.emit(key);
        ColumnType own = type.part(0);
        ColumnType common = EqualTypes.common(own, wanted.type())
                .filter(found -> NestedTypes.partsLieAlike(own, found))
                .orElse(own);
        Value compared =
                Literals.isText(own) ? emitter.convert(wanted, TextCalls.TEXT) : emitter.convert(wanted, common);
        String builder = NestedCode.builder(emitter);
        Body body = emitter.body();
        body.line(builder + ".clear();");
        NestedCode.add(builder, new Value(Value.NEVER, compared.text(), compared.type()), emitter);
        return new Search(NestedCode.cursor(type, emitter), map, compared, builder);
    }

    /** Which field row['name'] or row[1] means. */
    private static int number(RexNode row, RexNode key) {
        if (key instanceof RexLiteral literal && literal.getValue() != null) {
            int index = literal.getTypeName() == SqlTypeName.CHAR
                    ? row.getType().getFieldNames().indexOf(RexLiteral.stringValue(literal))
                    : Objects.requireNonNull(literal.getValueAs(BigDecimal.class))
                                    .intValueExact()
                            - 1;
            if (index >= 0 && index < row.getType().getFieldCount()) {
                return index;
            }
        }
        throw new EngineException(
                ErrorCode.INVALID_ARGUMENT,
                "A field of a ROW is taken by its name, as in t.r.a, or by a constant number from 1 to "
                        + row.getType().getFieldCount() + ".");
    }

    private static Value size(RexCall call, Emitter emitter) {
        Value collection = emitter.emit(call.getOperands().get(0));
        String cursor = NestedCode.cursor(collection.type(), emitter);
        Value size = emitter.guarded(BIGINT, List.of(collection), cursor + ".size(" + collection.text() + ")");
        return emitter.convert(size.as(ColumnType.of(TypeKind.INTEGER)), ColumnTypes.of(call.getType()));
    }

    private static Value only(RexCall call, Emitter emitter) {
        Value collection = emitter.emit(call.getOperands().get(0));
        ColumnType type = collection.type();
        String cursor = NestedCode.cursor(type, emitter);
        Body body = emitter.body();
        Value size = emitter.attempt(
                ColumnType.of(TypeKind.BOOLEAN), List.of(collection), cursor + ".only(" + collection.text() + ")");
        String isNull = body.declare("boolean", "n", size.isNull() + " || !" + size.text());
        String value = emitter.variable(type.part(0).storage());
        body.open("if (!" + isNull + ")");
        body.line(value + " = " + NestedCode.get(cursor, type.part(0), emitter) + ";");
        body.close();
        return new Value(isNull, value, type.part(0));
    }
}
