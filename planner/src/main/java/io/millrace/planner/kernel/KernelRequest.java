package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel has to do: assign windows if asked to, drop the rows that do not meet the condition, compute the output.
 *
 * @param inputTypes the columns of the input batch; their nullability counts, not that of field references
 * @param inputNames their names, for messages; a BIGINT called {@link #POSITION} tells where each row stands in the statement
 * @param window the windows to assign, each giving a row, or null for none; adds the fields window_start, window_end and
 *     window_time, NOT NULL and of the kind of the time, behind those of the input
 * @param condition over the fields, or null for none; it may be NULL, the row is dropped then
 * @param projections over the fields, one for each output column
 * @param outputTypes the columns of the output batch; see {@link KernelGenerator#resultType} for the smallest ones
 */
public record KernelRequest(
        List<ColumnType> inputTypes,
        List<String> inputNames,
        @Nullable WindowAssignment window,
        @Nullable RexNode condition,
        List<RexNode> projections,
        List<ColumnType> outputTypes) {
    /** The name of a column of {@link io.millrace.executor.kernel.FailureSite#encode encoded} positions. */
    public static final String POSITION = "$position";

    /** How the data of rows of VALUES are called. */
    public static final String VALUE = "value ";

    public KernelRequest {
        inputTypes = List.copyOf(inputTypes);
        inputNames = List.copyOf(inputNames);
        projections = List.copyOf(projections);
        outputTypes = List.copyOf(outputTypes);
        if (inputTypes.size() != inputNames.size() || projections.size() != outputTypes.size()) {
            throw new IllegalArgumentException(inputTypes.size() + " input types, " + inputNames.size() + " names, "
                    + projections.size() + " projections, " + outputTypes.size() + " output types");
        }
    }

    /** The names of columns for messages, data of VALUES by their place: a message shows the row's own. */
    static List<String> written(List<String> names) {
        List<String> written = new ArrayList<>(names);
        for (int column = 0; column < names.size(); column++) {
            if (names.get(column).startsWith(VALUE)) {
                written.set(column, "{" + column + "}");
            }
        }
        return written;
    }
}
