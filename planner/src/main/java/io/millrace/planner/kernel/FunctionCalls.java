package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/**
 * Calls that are one method of the run time: {@code Class.method} is static, {@code Class#method} one of an object that
 * the kernel makes for the call. A method whose result is a text or binary string takes the builder to write it to as its
 * last argument.
 */
final class FunctionCalls {
    private static final ColumnType TEXT = ColumnType.of(TypeKind.VARCHAR);
    private static final ColumnType BYTES = ColumnType.of(TypeKind.VARBINARY);
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType BOOLEAN = ColumnType.of(TypeKind.BOOLEAN);

    /** The type of an operand that the method takes in any type. */
    private static final ColumnType ANY = BOOLEAN;

    private FunctionCalls() {}

    /** Tells all functions that are computed here, by name. */
    static void register(BiConsumer<String, CallEmitter> functions) {
        text(functions);
        measures(functions);
        Map.of("INSTR", "instr", "LOCATE", "locate")
                .forEach((name, method) ->
                        functions.accept(name, total("TextFunctions." + method, BIGINT, TEXT, TEXT, BIGINT)));
        Map.of("STARTS_WITH", "startsWith", "ENDS_WITH", "endsWith", "STARTSWITH", "startsWith", "ENDSWITH", "endsWith")
                .forEach((name, method) ->
                        functions.accept(name, total("TextFunctions." + method, BOOLEAN, TEXT, TEXT)));
        functions.accept("REGEXP_EXTRACT", missing("RegexPattern#extract", TEXT, TEXT, TEXT, BIGINT));
        functions.accept("REGEXP_INSTR", partial("RegexPattern#position", BIGINT, TEXT, TEXT));
        functions.accept("REGEXP_COUNT", partial("RegexPattern#count", BIGINT, TEXT, TEXT));
        functions.accept("RLIKE", partial("RegexPattern#find", BOOLEAN, TEXT, TEXT));
        functions.accept("NOT RLIKE", partial("!RegexPattern#find", BOOLEAN, TEXT, TEXT));
    }

    private static void text(BiConsumer<String, CallEmitter> functions) {
        functions.accept("LEFT", total("TextFunctions.left", TEXT, TEXT, BIGINT));
        functions.accept("RIGHT", total("TextFunctions.right", TEXT, TEXT, BIGINT));
        functions.accept("REVERSE", total("TextFunctions.reverse", TEXT, TEXT));
        functions.accept("REPEAT", partial("TextFunctions.repeat", TEXT, TEXT, BIGINT));
        functions.accept("SPACE", partial("TextFunctions.space", TEXT, BIGINT));
        functions.accept("LPAD", partial("TextFunctions.lpad", TEXT, TEXT, BIGINT, TEXT));
        functions.accept("RPAD", partial("TextFunctions.rpad", TEXT, TEXT, BIGINT, TEXT));
        functions.accept("SPLIT_PART", partial("TextFunctions.splitPart", TEXT, TEXT, TEXT, BIGINT));
        functions.accept("SPLIT_INDEX", missing("TextFunctions.splitIndex", TEXT, TEXT, TEXT, BIGINT));
        functions.accept("SUBSTRING_INDEX", total("TextFunctions.substringIndex", TEXT, TEXT, TEXT, BIGINT));
        functions.accept("HEX", total("TextFunctions.hex", TEXT, ANY));
        functions.accept("TO_HEX", total("TextFunctions.toHex", TEXT, ANY));
        functions.accept("UNHEX", partial("TextFunctions.fromHex", BYTES, TEXT));
        functions.accept("FROM_HEX", partial("TextFunctions.fromHex", BYTES, TEXT));
        functions.accept("TO_BASE64", total("TextFunctions.toBase64", TEXT, ANY));
        functions.accept("FROM_BASE64", partial("TextFunctions.fromBase64", BYTES, TEXT));
    }

    /** Checksums, and what compares texts. */
    private static void measures(BiConsumer<String, CallEmitter> functions) {
        for (String digest : List.of("MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512")) {
            functions.accept(digest, total("Digests#" + digest.toLowerCase(Locale.ROOT), TEXT, ANY));
        }
        functions.accept("CRC32", total("Digests#crc32", BIGINT, ANY));
        functions.accept("LEVENSHTEIN", partial("TextMeasures.levenshtein", BIGINT, TEXT, TEXT));
        functions.accept("FIND_IN_SET", total("TextMeasures.findInSet", BIGINT, TEXT, TEXT));
        functions.accept("URL_ENCODE", total("TextMeasures.urlEncode", TEXT, TEXT));
        functions.accept("URL_DECODE", partial("TextMeasures.urlDecode", TEXT, TEXT));
        functions.accept("GCD", partial("WholeNumbers.gcd", BIGINT, BIGINT, BIGINT));
        functions.accept("LCM", partial("WholeNumbers.lcm", BIGINT, BIGINT, BIGINT));
        functions.accept("DIV", partial("WholeNumbers.div", BIGINT, BIGINT, BIGINT));
        functions.accept("FACTORIAL", partial("WholeNumbers.factorial", BIGINT, BIGINT));
    }

    /** A method that has a value for all arguments. */
    static CallEmitter total(String method, ColumnType result, ColumnType... operands) {
        return (call, emitter) -> {
            List<Value> values = operands(call, emitter, operands);
            return emitter.convert(
                    emitter.guarded(result, values, invoke(method, result, values, emitter)), type(call, result));
        };
    }

    /** A method that throws where it has no value. */
    static CallEmitter partial(String method, ColumnType result, ColumnType... operands) {
        return (call, emitter) -> {
            List<Value> values = operands(call, emitter, operands);
            return emitter.convert(
                    emitter.attempt(result, values, invoke(method, result, values, emitter)), type(call, result));
        };
    }

    /** A method with a text that throws where it has no value, and is null where SQL says NULL. */
    static CallEmitter missing(String method, ColumnType result, ColumnType... operands) {
        return (call, emitter) -> {
            List<Value> values = operands(call, emitter, operands);
            Value found = emitter.attempt(result, values, invoke(method, result, values, emitter));
            Body body = emitter.body();
            String isNull = body.declare("boolean", "n", found.isNull() + " || " + found.text() + " == null");
            String text = body.declare("Slice", "v", isNull + " ? Slice.EMPTY : " + found.text());
            return new Value(isNull, text, result);
        };
    }

    private static List<Value> operands(RexCall call, Emitter emitter, ColumnType... types) {
        List<Value> values = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            ColumnType type = types[values.size()];
            values.add(type.equals(ANY) ? emitter.emit(operand) : emitter.emit(operand, type));
        }
        return values;
    }

    private static String invoke(String method, ColumnType result, List<Value> operands, Emitter emitter) {
        List<String> arguments = new ArrayList<>();
        operands.forEach(operand -> arguments.add(operand.text()));
        if (result.storage() == Storage.BYTES) {
            arguments.add(emitter.scratch("SliceBuilder"));
        }
        int object = method.indexOf('#');
        String target = method;
        if (object >= 0) {
            String sign = method.startsWith("!") ? "!" : "";
            target = sign + emitter.scratch(method.substring(sign.length(), object)) + "."
                    + method.substring(object + 1);
        }
        return target + "(" + String.join(", ", arguments) + ")";
    }

    /** Texts keep their length while they are computed. */
    private static ColumnType type(RexCall call, ColumnType result) {
        return result.storage() == Storage.BYTES ? result : ColumnTypes.of(call.getType());
    }
}
