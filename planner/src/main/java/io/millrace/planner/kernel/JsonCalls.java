package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/** What makes JSON, changes it and tells about it, but for what looks for a path: {@link JsonPathCalls}. */
final class JsonCalls {
    private static final ColumnType TEXT = TextCalls.TEXT;
    private static final ColumnType BOOLEAN = ColumnType.of(TypeKind.BOOLEAN);
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);

    private JsonCalls() {}

    /** Tells all functions that are computed here, by name. */
    static void register(BiConsumer<String, CallEmitter> functions) {
        functions.accept("TO_JSON", JsonCalls::toJson);
        functions.accept("JSON", FunctionCalls.partial("JsonFunctions.compact", TEXT, TEXT));
        functions.accept("JSON_OBJECT", JsonCalls::object);
        functions.accept("JSON_ARRAY", JsonCalls::array);
        functions.accept("VALUE", JsonCalls::member);
        for (String kind : List.of("Value", "Object", "Array", "Scalar")) {
            String test = "JsonFunctions.is" + kind;
            String name = " JSON " + kind.toUpperCase(Locale.ROOT);
            functions.accept("IS" + name, FunctionCalls.total(test, BOOLEAN, TEXT));
            functions.accept("IS NOT" + name, FunctionCalls.total("!" + test, BOOLEAN, TEXT));
        }
        functions.accept("JSON_TYPE", FunctionCalls.partial("JsonFunctions.type", TEXT, TEXT));
        functions.accept("JSON_PRETTY", FunctionCalls.partial("JsonFunctions.pretty", TEXT, TEXT));
        functions.accept("JSON_DEPTH", FunctionCalls.partial("JsonFunctions.depth", BIGINT, TEXT));
        functions.accept("JSON_STORAGE_SIZE", FunctionCalls.partial("JsonFunctions.storageSize", BIGINT, TEXT));
        functions.accept("JSON_LENGTH", JsonCalls::length);
        functions.accept("JSON_KEYS", FunctionCalls.missing("JsonFunctions.keys", TEXT, TEXT, TEXT));
        functions.accept("->", arrow("JsonFunctions.member"));
        functions.accept("->>", arrow("JsonFunctions.memberText"));
        functions.accept("JSON_SET", changed("true, true"));
        functions.accept("JSON_INSERT", changed("true, false"));
        functions.accept("JSON_REPLACE", changed("false, true"));
        functions.accept("JSON_REMOVE", JsonCalls::removed);
        JsonPathCalls.register(functions);
    }

    private static Value toJson(RexCall call, Emitter emitter) {
        Value value = emitter.emit(call.getOperands().get(0));
        String text = emitter.constant("JsonText", value.type().withNullable(true), "new JsonText((ColumnType) %s)");
        return emitter.guarded(TEXT, List.of(value), text + ".of(" + value.text() + ")");
    }

    private static CallEmitter arrow(String method) {
        return (call, emitter) -> {
            boolean byName =
                    Literals.isText(ColumnTypes.of(call.getOperands().get(1).getType()));
            return FunctionCalls.missing(method, TEXT, TEXT, byName ? TEXT : BIGINT)
                    .emit(call, emitter);
        };
    }

    private static Value length(RexCall call, Emitter emitter) {
        List<Value> values = texts(call, emitter);
        String arguments = String.join(", ", values.stream().map(Value::text).toList());
        Value length = emitter.attempt(BIGINT, values, "JsonFunctions.length(" + arguments + ")");
        String isNull = emitter.body().declare("boolean", "n", length.isNull() + " || " + length.text() + " < 0");
        return emitter.convert(
                new Value(isNull, length.text(), ColumnType.of(TypeKind.INTEGER)), ColumnTypes.of(call.getType()));
    }

    private static List<Value> texts(RexCall call, Emitter emitter) {
        List<Value> values = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            values.add(emitter.emit(operand, TEXT));
        }
        return values;
    }

    /** Keys and JSON in turn. */
    private static Value object(RexCall call, Emitter emitter) {
        List<Value> values = texts(call, emitter);
        String builder = emitter.scratch("JsonBuilder");
        Body body = emitter.body();
        Runnable members = () -> {
            body.line(builder + ".open('{');");
            for (int i = 0; i < values.size(); i += 2) {
                Value key = values.get(i);
                Value json = values.get(i + 1);
                ifPresent(
                        json,
                        builder + ".member(" + key.isNull() + ", " + key.text() + ", " + json.text() + ");",
                        body);
            }
            body.line(builder + ".close('}');");
        };
        boolean fails = false;
        for (int i = 0; i < values.size(); i += 2) {
            fails |= values.get(i).nullable();
        }
        if (!fails) {
            members.run();
            return new Value(Value.NEVER, builder, TEXT);
        }
        String isNull = body.declare("boolean", "n", "false");
        emitter.trying(isNull, members);
        return new Value(isNull, builder, TEXT);
    }

    private static Value array(RexCall call, Emitter emitter) {
        List<Value> values = texts(call, emitter);
        String builder = emitter.scratch("JsonBuilder");
        Body body = emitter.body();
        body.line(builder + ".open('[');");
        values.forEach(json -> ifPresent(json, builder + ".element(" + json.text() + ");", body));
        body.line(builder + ".close(']');");
        return new Value(Value.NEVER, builder, TEXT);
    }

    private static void ifPresent(Value value, String statement, Body body) {
        if (value.isNull().equals("true")) {
            return;
        }
        if (value.nullable()) {
            body.open("if (!" + value.isNull() + ")");
            body.line(statement);
            body.close();
        } else {
            body.line(statement);
        }
    }

    /** A member of JSON_OBJECTAGG. */
    private static Value member(RexCall call, Emitter emitter) {
        List<Value> values = texts(call, emitter);
        Value key = values.get(0);
        Value json = values.get(1);
        String member =
                "%s.only(%s, %s, %s)".formatted(emitter.scratch("JsonBuilder"), key.isNull(), key.text(), json.text());
        return key.nullable()
                ? emitter.attempt(TEXT, List.of(json), member)
                : emitter.guarded(TEXT, List.of(json), member);
    }

    /** A document, then paths and JSON in turn. */
    private static CallEmitter changed(String how) {
        return (call, emitter) -> {
            List<Value> values = texts(call, emitter);
            return edited(values, emitter, edit -> {
                for (int i = 1; i < values.size(); i += 2) {
                    emitter.body()
                            .line("%s.put(%s, %s, %s);"
                                    .formatted(
                                            edit,
                                            values.get(i).text(),
                                            values.get(i + 1).text(),
                                            how));
                }
            });
        };
    }

    /** A document, then paths. */
    private static Value removed(RexCall call, Emitter emitter) {
        List<Value> values = texts(call, emitter);
        return edited(
                values,
                emitter,
                edit -> values.subList(1, values.size())
                        .forEach(path -> emitter.body().line(edit + ".remove(" + path.text() + ");")));
    }

    private static Value edited(List<Value> values, Emitter emitter, Consumer<String> changes) {
        Body body = emitter.body();
        String edit = emitter.scratch("JsonEdit");
        String isNull = body.declare("boolean", "n", emitter.anyNull(values));
        String result = emitter.variable(TEXT.storage());
        body.open("if (!" + isNull + ")");
        emitter.trying(isNull, () -> {
            body.line(edit + ".open(" + values.get(0).text() + ");");
            changes.accept(edit);
            body.line(result + " = " + edit + ".done();");
        });
        body.close();
        return new Value(isNull, result, TEXT);
    }
}
