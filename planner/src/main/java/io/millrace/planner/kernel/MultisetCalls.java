package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/** What makes multisets, and their operators. */
final class MultisetCalls {
    private static final ColumnType BOOLEAN = ColumnType.of(TypeKind.BOOLEAN);

    private MultisetCalls() {}

    /** Tells all functions that are computed here, by name. */
    static void register(BiConsumer<String, CallEmitter> names) {
        names.accept("MULTISET", NestedCalls::list);
        for (String operation : List.of("UNION", "INTERSECT", "EXCEPT")) {
            String method = operation.toLowerCase(Locale.ROOT);
            names.accept("MULTISET " + operation + " ALL", ofTwo(method + "(%s, %s, true)"));
            names.accept("MULTISET " + operation + " DISTINCT", ofTwo(method + "(%s, %s, false)"));
        }
        names.accept("SUBMULTISET OF", ofTwo("isPart(%s, %s)"));
        names.accept("NOT SUBMULTISET OF", ofTwo("!isPart(%s, %s)"));
        names.accept("MEMBER OF", MultisetCalls::member);
        names.accept("IS A SET", isSet(""));
        names.accept("IS NOT A SET", isSet("!"));
        names.accept("IS EMPTY", isEmpty("=="));
        names.accept("IS NOT EMPTY", isEmpty("!="));
        names.accept("SET", MultisetCalls::set);
    }

    /** An operator of two multisets, both brought to one type. */
    private static CallEmitter ofTwo(String method) {
        return (call, emitter) -> {
            ColumnType left = CollectionCalls.type(call, 0);
            ColumnType right = CollectionCalls.type(call, 1);
            boolean gives = ColumnTypes.of(call.getType()).kind() == TypeKind.MULTISET;
            ColumnType type = gives ? ColumnTypes.of(call.getType()) : CollectionCalls.comparable(left, right.part(0));
            Value a = emitter.emit(call.getOperands().get(0), type);
            Value b = emitter.emit(call.getOperands().get(1), type);
            String functions = CollectionCalls.object("MultisetFunctions", type, emitter);
            boolean negated = method.startsWith("!");
            String computed =
                    functions + "." + method.substring(negated ? 1 : 0).formatted(a.text(), b.text());
            return emitter.guarded(gives ? type : BOOLEAN, List.of(a, b), (negated ? "!" : "") + computed);
        };
    }

    /** value MEMBER OF multiset. */
    private static Value member(RexCall call, Emitter emitter) {
        RexNode value = call.getOperands().get(0);
        ColumnType type = CollectionCalls.comparable(CollectionCalls.type(call, 1), Emitter.valueType(value));
        Value element = emitter.emit(value, type.part(0));
        Value multiset = emitter.emit(call.getOperands().get(1), type);
        String functions = CollectionCalls.object("MultisetFunctions", type, emitter);
        String bytes = CollectionCalls.encoded(new Value(Value.NEVER, element.text(), element.type()), emitter);
        return emitter.guarded(
                BOOLEAN,
                List.of(element, multiset),
                "%s.contains(%s, %s)".formatted(functions, multiset.text(), bytes));
    }

    private static CallEmitter isSet(String sign) {
        return (call, emitter) -> {
            Value multiset = emitter.emit(call.getOperands().get(0));
            String functions = CollectionCalls.object("MultisetFunctions", multiset.type(), emitter);
            return emitter.guarded(BOOLEAN, List.of(multiset), sign + functions + ".isSet(" + multiset.text() + ")");
        };
    }

    /** Of any collection. */
    private static CallEmitter isEmpty(String comparison) {
        return (call, emitter) -> {
            Value collection = emitter.emit(call.getOperands().get(0));
            String cursor = NestedCode.cursor(collection.type(), emitter);
            return emitter.guarded(
                    BOOLEAN, List.of(collection), cursor + ".size(" + collection.text() + ") " + comparison + " 0");
        };
    }

    private static Value set(RexCall call, Emitter emitter) {
        Value multiset = emitter.emit(call.getOperands().get(0));
        String functions = CollectionCalls.object("MultisetFunctions", multiset.type(), emitter);
        return emitter.guarded(multiset.type(), List.of(multiset), functions + ".set(" + multiset.text() + ")");
    }
}
