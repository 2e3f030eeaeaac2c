package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.util.List;

/** Casts from numbers to numbers. */
final class NumberCasts {
    private NumberCasts() {}

    /** A number under another type; fails on rows whose value does not fit. */
    static Value emit(Value value, ColumnType to, Emitter emitter) {
        ColumnType from = value.type();
        if (to.kind() == TypeKind.REAL) {
            Value wide = Conversions.toDouble(value, ColumnType.of(TypeKind.DOUBLE), emitter);
            Value single = emitter.strict(to, List.of(wide), "(double) (float) " + wide.text());
            return emitter.checked(
                    List.of(wide),
                    single,
                    "Double.isInfinite(" + single.text() + ") && !Double.isInfinite(" + wide.text() + ")",
                    "overflow(in, row, %d, \"REAL\")");
        }
        if (Conversions.isInteger(to.kind())) {
            return integer(value, to, emitter);
        }
        String into = emitter.scratch("Int128");
        String result;
        if (Conversions.isApproximate(from.kind())) {
            result = "Decimals.fromDouble(%s, %d, %d, %s)".formatted(value.text(), to.scale(), to.precision(), into);
        } else if (from.storage() == Storage.LONG && to.storage() == Storage.LONG) {
            String rescaled = "Decimals.rescale(%s, %d, %d, %d)"
                    .formatted(value.text(), Conversions.scale(from), to.scale(), to.precision());
            return emitter.attempt(to, List.of(value), rescaled);
        } else {
            result = Conversions.rescale(DecimalArithmetic.wide(value, emitter), Conversions.scale(from), to, into);
        }
        return emitter.attempt(to, List.of(value), to.storage() == Storage.LONG ? result + ".toLong()" : result);
    }

    private static Value integer(Value value, ColumnType to, Emitter emitter) {
        ColumnType from = value.type();
        ColumnType big = ColumnType.of(TypeKind.BIGINT);
        Value wide = switch (from.storage()) {
            case LONG ->
                Conversions.scale(from) == 0
                        ? value.as(big)
                        : emitter.strict(
                                big,
                                List.of(value),
                                "Decimals.divideHalfUp(%s, Decimals.power(%d))".formatted(value.text(), from.scale()));
            case DECIMAL128 ->
                emitter.attempt(big, List.of(value), "Decimals.toLong(" + value.text() + ", " + from.scale() + ")");
            case DOUBLE -> emitter.attempt(big, List.of(value), "Doubles.toLong(" + value.text() + ")");
            case BOOLEAN, BYTES -> throw new IllegalArgumentException(from + " is not a number");
        };
        if (to.kind() == TypeKind.BIGINT) {
            return wide.as(to);
        }
        return emitter.checked(
                List.of(wide),
                wide.as(to),
                wide.text() + " != " + Arithmetic.narrowed(to.kind(), wide.text()),
                "overflow(in, row, %%d, \"%s\", %s)".formatted(to.kind(), wide.text()));
    }
}
