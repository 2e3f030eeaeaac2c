package io.millrace.planner.lower;

import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.kernel.KernelGenerator;
import io.millrace.planner.kernel.KernelRequest;
import io.millrace.planner.kernel.WindowAssignment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.calcite.rex.RexNode;

/** Chains to generated code. */
final class Kernels {
    /** The types of a chain's output: those of its expressions, nullable wherever a NULL can come from the input or a failure. */
    List<ColumnType> types(Chain chain) {
        List<ColumnType> inputs = new ArrayList<>(chain.base().node().types());
        WindowAssignment window = chain.window();
        if (window != null) {
            TypeKind kind = inputs.get(window.timeColumn()).kind();
            inputs.addAll(Collections.nCopies(
                    WindowAssignment.COLUMNS, ColumnType.of(kind).notNull()));
        }
        List<ColumnType> types = new ArrayList<>();
        for (RexNode expression : chain.projections()) {
            ColumnType type = ColumnTypes.of(expression.getType());
            ColumnType computed = KernelGenerator.resultType(expression, inputs);
            types.add(type.withNullable(type.nullable() || computed.nullable()));
        }
        return List.copyOf(types);
    }

    KernelSource generate(Chain chain, List<ColumnType> types) {
        return KernelGenerator.generate(new KernelRequest(
                chain.base().node().types(),
                chain.base().names(),
                chain.window(),
                chain.condition(),
                chain.projections(),
                types));
    }
}
