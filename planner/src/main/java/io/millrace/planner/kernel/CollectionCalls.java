package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/** Functions of arrays, multisets and maps. Operands of one type are brought to it first, so that equal elements have equal bytes. */
final class CollectionCalls {
    private static final ColumnType TEXT = TextCalls.TEXT;
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType BOOLEAN = ColumnType.of(TypeKind.BOOLEAN);

    private CollectionCalls() {}

    /** Tells all functions that are computed here, by name. */
    static void register(BiConsumer<String, CallEmitter> names) {
        names.accept("ARRAY_CONTAINS", (call, emitter) -> ofElement(call, "contains", BOOLEAN, emitter));
        names.accept("ARRAY_POSITION", CollectionCalls::position);
        names.accept("ARRAY_REMOVE", (call, emitter) -> ofElement(call, "remove", type(call, 0), emitter));
        names.accept("ARRAY_APPEND", joined(List.of(0, 1)));
        names.accept("ARRAY_PREPEND", joined(List.of(1, 0)));
        names.accept("ARRAY_CONCAT", joined(List.of()));
        names.accept("ARRAY_DISTINCT", ofArray("distinct"));
        names.accept("ARRAY_REVERSE", ofArray("reverse"));
        names.accept("ARRAY_SLICE", ofArray("slice"));
        names.accept("ARRAY_SORT", ofArray("sort"));
        names.accept("ARRAY_MIN", extreme(true));
        names.accept("ARRAY_MAX", extreme(false));
        names.accept("ARRAY_UNION", CollectionCalls::union);
        names.accept("ARRAY_INTERSECT", common("common(%s, %s, true)"));
        names.accept("ARRAY_EXCEPT", common("common(%s, %s, false)"));
        names.accept("ARRAYS_OVERLAP", common("overlap(%s, %s)"));
        names.accept("ARRAY_TO_STRING", CollectionCalls::join);
        names.accept("ARRAY_JOIN", CollectionCalls::join);
        names.accept("STRING_TO_ARRAY", split("toArray"));
        names.accept("SPLIT", split("split"));
        names.accept("MAP_KEYS", ofMap("part(%s, 0)"));
        names.accept("MAP_VALUES", ofMap("part(%s, 1)"));
        names.accept("MAP_ENTRIES", CollectionCalls::entries);
        names.accept("MAP_CONTAINS_KEY", NestedCalls::hasKey);
        names.accept("MAP_CONCAT", CollectionCalls::maps);
        names.accept("MAP_FROM_ARRAYS", CollectionCalls::mapOfArrays);
        names.accept("ARRAY", CollectionCalls::ofQuery);
        MultisetCalls.register(names);
    }

    static ColumnType type(RexCall call, int operand) {
        return ColumnTypes.of(call.getOperands().get(operand).getType());
    }

    /** An object that computes for collections of a type. */
    static String object(String javaType, ColumnType type, Emitter emitter) {
        return emitter.constant(javaType, type.withNullable(true), "new " + javaType + "((ColumnType) %s)");
    }

    /** An element as collections hold it; NULL or not. */
    static String encoded(Value element, Emitter emitter) {
        String builder = NestedCode.builder(emitter);
        emitter.body().line(builder + ".clear();");
        NestedCode.add(builder, element, emitter);
        emitter.body().line(builder + ".done();");
        return builder;
    }

    /** The type in which the elements of an operand and another value are compared. */
    static ColumnType comparable(ColumnType collection, ColumnType element) {
        return EqualTypes.common(collection.part(0), element)
                .map(common ->
                        collection.kind() == TypeKind.ARRAY ? ColumnType.array(common) : ColumnType.multiset(common))
                .orElse(collection);
    }

    /** A function of an array and an element, NULL where one of them is. */
    private static Value ofElement(RexCall call, String method, ColumnType result, Emitter emitter) {
        ColumnType array = type(call, 0);
        boolean givesArray = result.kind() == TypeKind.ARRAY;
        ColumnType common =
                comparable(array, Emitter.valueType(call.getOperands().get(1)));
        ColumnType compared = !givesArray || NestedTypes.lieAlike(array, common) ? common : array;
        Value list = emitter.emit(call.getOperands().get(0), compared);
        Value element = emitter.emit(call.getOperands().get(1), compared.part(0));
        String functions = object("ArrayFunctions", compared, emitter);
        String bytes = encoded(new Value(Value.NEVER, element.text(), element.type()), emitter);
        return emitter.guarded(
                result, List.of(list, element), "%s.%s(%s, %s)".formatted(functions, method, list.text(), bytes));
    }

    private static Value position(RexCall call, Emitter emitter) {
        Value place = ofElement(call, "position", BIGINT, emitter);
        String isNull = emitter.body().declare("boolean", "n", place.isNull() + " || " + place.text() + " == 0");
        return emitter.convert(
                new Value(isNull, place.text(), ColumnType.of(TypeKind.INTEGER)), ColumnTypes.of(call.getType()));
    }

    /** An array put together of arrays and elements, in an order of the operands, or as they are. */
    private static CallEmitter joined(List<Integer> order) {
        return (call, emitter) -> {
            ColumnType type = ColumnTypes.of(call.getType());
            List<Value> arrays = new ArrayList<>();
            List<String> steps = new ArrayList<>();
            String functions = object("ArrayFunctions", type, emitter);
            int operands = call.getOperands().size();
            for (int i = 0; i < operands; i++) {
                int operand = order.isEmpty() ? i : order.get(i);
                RexNode node = call.getOperands().get(operand);
                if (order.isEmpty() || operand == 0) {
                    Value array = emitter.emit(node, type);
                    arrays.add(array);
                    steps.add(functions + ".addAll(" + array.text() + ");");
                } else {
                    steps.add(functions + ".addOne(" + encoded(emitter.emit(node, type.part(0)), emitter) + ");");
                }
            }
            return statements(type, arrays, functions, steps, emitter);
        };
    }

    /** Arrays one after the other. */
    static Value concat(RexCall call, Emitter emitter) {
        return joined(List.of()).emit(call, emitter);
    }

    private static Value statements(
            ColumnType type, List<Value> operands, String functions, List<String> steps, Emitter emitter) {
        Body body = emitter.body();
        String isNull = body.declare("boolean", "n", emitter.anyNull(operands));
        String result = emitter.variable(type.storage());
        body.open("if (!" + isNull + ")");
        body.line(functions + ".start();");
        steps.forEach(body::line);
        body.line(result + " = " + functions + ".done();");
        body.close();
        return new Value(operands.stream().anyMatch(Value::nullable) ? isNull : Value.NEVER, result, type);
    }

    /** A function that gives an array of the type of its first operand; the others are numbers and truth values. */
    private static CallEmitter ofArray(String method) {
        return (call, emitter) -> {
            ColumnType type = type(call, 0);
            List<Value> values = new ArrayList<>();
            for (RexNode operand : call.getOperands()) {
                ColumnType own = ColumnTypes.of(operand.getType());
                values.add(emitter.emit(
                        operand, values.isEmpty() ? type : own.kind() == TypeKind.BOOLEAN ? BOOLEAN : BIGINT));
            }
            String functions = object("ArrayFunctions", type, emitter);
            String arguments =
                    String.join(", ", values.stream().map(Value::text).toList());
            return emitter.guarded(type, values, functions + "." + method + "(" + arguments + ")");
        };
    }

    private static CallEmitter extreme(boolean least) {
        return (call, emitter) -> {
            Value array = emitter.emit(call.getOperands().get(0));
            String functions = object("ArrayFunctions", array.type(), emitter);
            String cursor = NestedCode.cursor(array.type(), emitter);
            String found = "%s.element(%s, %s.extreme(%s, %s))"
                    .formatted(cursor, array.text(), functions, array.text(), least);
            return NestedCode.part(cursor, found, List.of(array), array.type().part(0), emitter);
        };
    }

    private static Value union(RexCall call, Emitter emitter) {
        Value all = joined(List.of()).emit(call, emitter);
        String functions = object("ArrayFunctions", all.type(), emitter);
        return emitter.guarded(all.type(), List.of(all), functions + ".distinct(" + all.text() + ")");
    }

    /** A function of two arrays, both brought to the type of the result, or to one of both. */
    private static CallEmitter common(String method) {
        return (call, emitter) -> {
            ColumnType result = ColumnTypes.of(call.getType());
            boolean gives = result.kind() == TypeKind.ARRAY;
            ColumnType type =
                    gives ? result : comparable(type(call, 0), type(call, 1).part(0));
            Value left = emitter.emit(call.getOperands().get(0), type);
            Value right = emitter.emit(call.getOperands().get(1), type);
            String functions = object("ArrayFunctions", type, emitter);
            return emitter.guarded(
                    gives ? type : BOOLEAN,
                    List.of(left, right),
                    functions + "." + method.formatted(left.text(), right.text()));
        };
    }

    private static Value join(RexCall call, Emitter emitter) {
        ColumnType texts = ColumnType.array(TEXT);
        List<Value> values = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            values.add(emitter.emit(operand, values.isEmpty() ? texts : TEXT));
        }
        String arguments = String.join(", ", values.stream().map(Value::text).toList());
        return emitter.guarded(
                TEXT,
                values,
                "ArrayText.join(%s, %s, %s)"
                        .formatted(NestedCode.cursor(texts, emitter), arguments, emitter.scratch("SliceBuilder")));
    }

    private static CallEmitter split(String method) {
        return (call, emitter) -> {
            List<Value> values = new ArrayList<>();
            call.getOperands().forEach(operand -> values.add(emitter.emit(operand, TEXT)));
            String arguments =
                    String.join(", ", values.stream().map(Value::text).toList());
            return emitter.guarded(
                    ColumnTypes.of(call.getType()),
                    values,
                    "ArrayText.%s(%s, %s)".formatted(method, arguments, NestedCode.builder(emitter)));
        };
    }

    /** What a query found, or an empty collection if that is NULL. */
    private static Value ofQuery(RexCall call, Emitter emitter) {
        Value found = emitter.emit(call.getOperands().get(0));
        if (!found.nullable()) {
            return found;
        }
        String empty = NestedCode.builder(emitter);
        String result = emitter.variable(found.storage());
        Body body = emitter.body();
        body.open("if (" + found.isNull() + ")");
        body.line(result + " = " + empty + ".clear().endArray();");
        body.orElse("else");
        body.line(result + " = " + found.text() + ";");
        body.close();
        return new Value(Value.NEVER, result, found.type());
    }

    private static CallEmitter ofMap(String method) {
        return (call, emitter) -> {
            Value map = emitter.emit(call.getOperands().get(0));
            String functions = object("MapFunctions", map.type(), emitter);
            return emitter.guarded(
                    ColumnTypes.of(call.getType()), List.of(map), functions + "." + method.formatted(map.text()));
        };
    }

    private static Value entries(RexCall call, Emitter emitter) {
        return ofMap("entries(%s, " + NestedCode.builder(emitter) + ")").emit(call, emitter);
    }

    private static Value maps(RexCall call, Emitter emitter) {
        ColumnType type = ColumnTypes.of(call.getType());
        String functions = object("MapFunctions", type, emitter);
        List<Value> maps = new ArrayList<>();
        call.getOperands().forEach(operand -> maps.add(emitter.emit(operand, type)));
        List<String> steps = maps.stream()
                .map(map -> functions + ".addAll(" + map.text() + ");")
                .toList();
        return statements(type, maps, functions, steps, emitter);
    }

    private static Value mapOfArrays(RexCall call, Emitter emitter) {
        ColumnType type = ColumnTypes.of(call.getType());
        Value keys = emitter.emit(call.getOperands().get(0));
        Value values = emitter.emit(call.getOperands().get(1));
        String functions = object("MapFunctions", type, emitter);
        return emitter.attempt(
                type, List.of(keys, values), "%s.ofArrays(%s, %s)".formatted(functions, keys.text(), values.text()));
    }
}
