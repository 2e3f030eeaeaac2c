package io.millrace.planner.validate;

import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.kernel.KernelGenerator;
import io.millrace.planner.kernel.KernelRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/**
 * The event time of a stream that is computed from other columns ({@code c AS expression, WATERMARK FOR c ...}): it is needed before any
 * view sees the row, so it is computed where the row comes in, and is a column of the stream like others.
 *
 * @param column its place among the columns of the stream
 * @param type a time that is never NULL: a row for which there is none is a bad record
 * @param inputs the columns that it is computed from, as places among those that the connector fills
 * @param kernel computes it from these, one row for each
 * @param text the expression, for messages
 */
public record ComputedTime(int column, ColumnType type, List<Integer> inputs, KernelSource kernel, String text) {
    public ComputedTime {
        inputs = List.copyOf(inputs);
    }

    /**
     * Of an expression.
     *
     * @param expression over the columns that the connector fills
     * @param types of those
     * @param names of those
     */
    static ComputedTime of(
            int column, ColumnType type, RexNode expression, List<ColumnType> types, List<String> names, String text) {
        TreeSet<Integer> used = new TreeSet<>();
        expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                used.add(ref.getIndex());
                return ref;
            }
        });
        List<Integer> inputs = new ArrayList<>(used);
        RexNode moved = expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return new RexInputRef(inputs.indexOf(ref.getIndex()), ref.getType());
            }
        });
        KernelSource kernel = KernelGenerator.generate(new KernelRequest(
                inputs.stream().map(types::get).toList(),
                inputs.stream().map(names::get).toList(),
                null,
                null,
                List.of(moved),
                List.of(type.withNullable(true))));
        return new ComputedTime(column, type.withNullable(false), inputs, kernel, text);
    }
}
