package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;

/**
 * SUM, SUM0 and AVG of floating-point numbers: the exact sum, or quotient, rounded once to the result type, ties to even.
 * What is beyond the greatest number is infinite, as in all floating-point arithmetic.
 */
final class FloatResult extends Result {
    /** Limbs of fraction that decide every rounding of a quotient. */
    private static final int FRACTION_LIMBS = 2;

    private final AggregateFunction function;
    private final FloatSum sum;
    private final Count count;
    private final boolean single;
    private final Magnitude magnitude = new Magnitude();

    FloatResult(AggregateFunction function, ColumnType type, FloatSum sum, Count count) {
        if (type.storage() != Storage.DOUBLE) {
            throw new IllegalArgumentException(function + " of floating-point numbers cannot be " + type);
        }
        this.function = function;
        this.sum = sum;
        this.count = count;
        this.single = type.kind() == TypeKind.REAL;
    }

    @Override
    void write(RowStore groups, int[] slots, int number, Vector into, int at, Failed failed) {
        DoubleVector doubles = (DoubleVector) into;
        for (int i = 0; i < number; i++) {
            int slot = slots[i];
            long arguments = count.of(groups.words(slot), groups.base(slot));
            int word = groups.base(slot) + sum.word();
            if (arguments <= 0 && function != AggregateFunction.SUM0) {
                doubles.setNull(at + i);
            } else {
                doubles.set(at + i, result(groups.words(slot), word, arguments));
            }
        }
    }

    private double result(long[] words, int word, long arguments) {
        ExactSum sums = sum.sums();
        sums.compact(words, word);
        if (sums.isSpecial(words, word)) {
            return sums.special(words, word);
        }
        sums.load(words, word, magnitude);
        int exponent = ExactSum.EXPONENT;
        if (function == AggregateFunction.AVG) {
            magnitude.shiftLimbs(FRACTION_LIMBS);
            magnitude.divide(arguments);
            exponent -= FRACTION_LIMBS * Long.SIZE;
        }
        return single ? magnitude.toFloat(exponent) : magnitude.toDouble(exponent);
    }
}
