package io.millrace.planner.kernel;

import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
import org.jspecify.annotations.Nullable;

/** Turns filters, projections and window assignments over one input into the Java source of one kernel. */
public final class KernelGenerator {
    private final KernelRequest request;
    private final RowShape shape;
    private final KernelClass kernel = new KernelClass();
    private final Outlines outlines;

    /** Conditions that have to hold, of the row alone and of the row in a window. */
    private final List<RexNode> rowConditions = new ArrayList<>();

    private final List<RexNode> windowConditions = new ArrayList<>();
    private final List<RexNode> projections = new ArrayList<>();
    private final boolean large;

    private KernelGenerator(KernelRequest request) {
        this.request = request;
        this.shape = new RowShape(request.inputTypes(), request.inputNames(), request.window());
        this.outlines = new Outlines(shape);
        List<RexNode> conditions =
                request.condition() == null ? List.of() : RelOptUtil.conjunctions(expanded(request.condition()));
        List<RexNode> outputs =
                request.projections().stream().map(KernelGenerator::expanded).toList();
        long size = 0;
        for (RexNode node : conditions) {
            size += Outlines.estimate(node);
        }
        for (RexNode node : outputs) {
            size += Outlines.estimate(node) + Pieces.WRITE;
        }
        large = size > Outlines.BUDGET;
        for (RexNode condition : conditions) {
            (isOfWindow(condition) ? windowConditions : rowConditions).add(prepared(condition));
        }
        outputs.forEach(projection -> projections.add(prepared(projection)));
    }

    /** The source of a kernel. Throws NOT_SUPPORTED or STATEMENT_TOO_COMPLEX for what cannot be generated. */
    public static KernelSource generate(KernelRequest request) {
        return new KernelGenerator(request).generate();
    }

    /**
     * The type of an expression's values as a kernel computes them over such columns. It is nullable wherever a value may
     * be missing: where Calcite's type is, or where a call can fail on a row.
     */
    public static ColumnType resultType(RexNode expression, List<ColumnType> inputTypes) {
        return dryRun(expression, inputTypes, new KernelClass());
    }

    /** Whether some call of an expression can fail on a row. */
    public static boolean canFail(RexNode expression, List<ColumnType> inputTypes) {
        KernelClass kernel = new KernelClass();
        dryRun(expression, inputTypes, kernel);
        return kernel.hasSites();
    }

    private static ColumnType dryRun(RexNode expression, List<ColumnType> inputTypes, KernelClass kernel) {
        RexNode expanded = expanded(expression);
        List<String> names = new ArrayList<>();
        inputTypes.forEach(type -> names.add("$" + names.size()));
        RowShape shape = new RowShape(inputTypes, names, null);
        Value value = new Emitter(new Body(kernel, true), shape, new Outlines(shape)).emit(expanded);
        return ColumnTypes.of(expression.getType()).withNullable(value.nullable());
    }

    private static RexNode expanded(RexNode node) {
        Outlines.estimate(node);
        RexNode expanded = Searches.expanded(node);
        Outlines.estimate(expanded);
        return expanded;
    }

    private RexNode prepared(RexNode node) {
        if (!large) {
            return node;
        }
        RexNode balanced = Outlines.balance(node);
        outlines.cut(balanced);
        return balanced;
    }

    private boolean isOfWindow(RexNode node) {
        Set<Integer> fields = new HashSet<>();
        node.accept(new RexVisitorImpl<@Nullable Void>(true) {
            @Override
            public @Nullable Void visitInputRef(RexInputRef ref) {
                fields.add(ref.getIndex());
                return null;
            }
        });
        return fields.stream().anyMatch(shape::isWindow);
    }

    private KernelSource generate() {
        Pieces pieces = new Pieces(kernel, shape, outlines, large);
        Body body = new Body(kernel, true);
        Emitter emitter = pieces.emitter(body);
        body.indent(3);
        pieces.conditions(rowConditions, emitter);
        WindowAssignment window = request.window();
        String weights = "if (outWeights != null) {";
        if (window != null) {
            pieces.openWindows(window, emitter);
            pieces.conditions(windowConditions, emitter);
        }
        pieces.outputs(projections, request.outputTypes(), emitter);
        body.line(weights);
        body.line("    outWeights[at] = weights == null ? 1L : weights[row];");
        body.line("}");
        body.line("at++;");
        if (window != null) {
            pieces.closeWindows(emitter);
        }
        return kernel.finish(run(body, capacity(emitter)));
    }

    /** How many rows the output may get at most. */
    private String capacity(Emitter emitter) {
        WindowAssignment window = request.window();
        if (window == null || window.windowsPerRow() == 1) {
            return "at + size";
        }
        long windows = window.windowsPerRow();
        return "Math.toIntExact(at + size * this." + emitter.constant("long", windows, "((Long) %s).longValue()") + ")";
    }

    private String run(Body body, String capacity) {
        String loop = body.text();
        return "    public void run(Batch in, Batch out) {\n"
                + "        int size = in.size();\n"
                + "        int at = out.size();\n"
                + "        int capacity = " + capacity + ";\n"
                + "        long[] weights = in.weights();\n"
                + "        long[] outWeights = weights == null && out.weights() == null"
                + " ? null : out.weightsForWriting(capacity);\n"
                + body.head(2)
                + kernel.bindCalls()
                + "        for (int row = 0; row < size; row++) {\n"
                + loop
                + "        }\n"
                + "        out.setSize(at);\n"
                + "    }\n";
    }
}
