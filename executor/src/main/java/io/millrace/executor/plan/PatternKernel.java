package io.millrace.executor.plan;

import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.type.ColumnType;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Expressions about a match: generated code over a batch whose columns are values of the match.
 *
 * @param values what the code reads, a column each
 * @param kernel the code; each row gives a row
 * @param types of the code's output
 */
public record PatternKernel(List<PatternValue> values, KernelSource kernel, List<ColumnType> types) {
    public PatternKernel {
        values = List.copyOf(values);
        types = List.copyOf(types);
    }

    /** The same with other code. */
    PatternKernel withKernel(UnaryOperator<KernelSource> other) {
        return new PatternKernel(values, other.apply(kernel), types);
    }

    /** The types of what the code reads. */
    public List<ColumnType> inputs() {
        return values.stream().map(PatternValue::type).toList();
    }
}
