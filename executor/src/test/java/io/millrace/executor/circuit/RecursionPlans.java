package io.millrace.executor.circuit;

import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.IterationNode;
import io.millrace.executor.plan.JoinCondition;
import io.millrace.executor.plan.JoinInput;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.RecursionName;
import io.millrace.executor.plan.RecursionNode;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Recursions over a relation of edges {@code (k, v)}, as a planner would make them. */
final class RecursionPlans {
    private static final List<ColumnType> TYPES = Plans.KEY_VALUE.types();
    private static final List<ColumnType> NUMBERED = IterationNode.numbered(TYPES);
    private static final List<Integer> ALL = List.of(0, 1);

    private RecursionPlans() {}

    /** All pairs of nodes with a way from one to the other: each longer by an edge. */
    static ViewPlan ways(String view, String edges) {
        RecursionName name = new RecursionName(view, "ways", null);
        IterationNode ways = new IterationNode(name, NUMBERED);
        PlanNode joined = join(ways, 1, Plans.input(edges, 0, 1), 0, JoinKind.INNER);
        PlanNode step = map(joined, "Ways", "0, 4, 2", "true");
        return view(view, new RecursionNode(name, edges(edges), byAll(step), true, TYPES));
    }

    /** The same: each of two shorter ways. */
    static ViewPlan joinedWays(String view, String edges) {
        RecursionName name = new RecursionName(view, "joined", null);
        IterationNode ways = new IterationNode(name, NUMBERED);
        PlanNode joined = join(ways, 1, ways, 0, JoinKind.INNER);
        PlanNode step = map(joined, "JoinedWays", "0, 4, -1", "true");
        return view(view, new RecursionNode(name, edges(edges), byAll(step), true, TYPES));
    }

    /** Ways that never go on from a node that {@code closed} has as its first column. */
    static ViewPlan openWays(String view, String edges, String closed) {
        RecursionName name = new RecursionName(view, "open", null);
        IterationNode ways = new IterationNode(name, NUMBERED);
        PlanNode open = join(ways, 1, Plans.input(closed, 0, 1), 0, JoinKind.ANTI);
        PlanNode joined = join(open, 1, Plans.input(edges, 0, 1), 0, JoinKind.INNER);
        PlanNode step = map(joined, "OpenWays", "0, 4, 2", "true");
        return view(view, new RecursionNode(name, edges(edges), byAll(step), true, TYPES));
    }

    /** Where one gets from the edges' ends, and by how many edges, as often as there are ways of at most {@code longest} edges. */
    static ViewPlan lengths(String view, String edges, int longest) {
        RecursionName name = new RecursionName(view, "lengths" + longest, null);
        IterationNode reached = new IterationNode(name, NUMBERED);
        PlanNode joined = join(reached, 0, Plans.input(edges, 0, 1), 0, JoinKind.INNER);
        PlanNode step = map(joined, "Lengths" + longest, "4, 1 + 1, 2", "in.longs(1).get(row) < " + longest);
        PlanNode base = new ExchangeNode(Plans.input(edges, 0, 1), ALL);
        return view(view, new RecursionNode(name, base, byAll(step), false, TYPES));
    }

    private static ViewPlan view(String name, PlanNode root) {
        return new ViewPlan(name, Plans.KEY_VALUE, root, List.of(), false);
    }

    private static PlanNode edges(String relation) {
        return new ExchangeNode(Plans.input(relation, 0, 1), ALL);
    }

    private static PlanNode byAll(PlanNode step) {
        return new ExchangeNode(step, ALL);
    }

    private static PlanNode join(PlanNode left, int leftKey, PlanNode right, int rightKey, JoinKind kind) {
        List<ColumnType> types = new ArrayList<>(left.types());
        if (kind.hasPairs()) {
            types.addAll(right.types());
        }
        return new JoinNode(
                new JoinInput(new ExchangeNode(left, List.of(leftKey)), false),
                new JoinInput(new ExchangeNode(right, List.of(rightKey)), false),
                kind,
                new JoinCondition(List.of(new JoinKey(leftKey, rightKey, false)), null),
                types);
    }

    /** Picks three columns of the rows that pass; "a + 1" adds one, -1 is the larger of columns 2 and 5. */
    private static PlanNode map(PlanNode input, String name, String columns, String passes) {
        StringBuilder copy = new StringBuilder();
        int to = 0;
        for (String column : columns.split(", ", -1)) {
            String[] sum = column.split(" \\+ ", -1);
            String value = column.equals("-1")
                    ? "Math.max(in.longs(2).get(row), in.longs(5).get(row))"
                    : "in.longs(" + sum[0] + ").get(row)" + (sum.length > 1 ? " + " + sum[1] : "");
            copy.append("out.longs(")
                    .append(to++)
                    .append(").set(at, ")
                    .append(value)
                    .append("); ");
        }
        String body = "for (int row = 0; row < in.size(); row++) { if (" + passes + ") { int at = out.size(); " + copy
                + "out.setWeight(at, in.weight(row)); out.setSize(at + 1); } }";
        return new MapNode(input, kernel(name, body), NUMBERED, Collections.nCopies(3, MapNode.COMPUTED), false);
    }

    private static KernelSource kernel(String name, String body) {
        return new KernelSource(
                "io.millrace.generated." + name,
                "package io.millrace.generated;\n"
                        + "public final class " + name + " implements io.millrace.executor.kernel.Kernel {\n"
                        + "  public " + name
                        + "(Object[] constants, io.millrace.executor.kernel.KernelContext context,\n"
                        + "      io.millrace.executor.kernel.FailureSite[] sites) {}\n"
                        + "  public void run(io.millrace.executor.column.Batch in, io.millrace.executor.column.Batch out) {\n"
                        + "    " + body + "\n"
                        + "  }\n"
                        + "}\n",
                List.of(),
                List.of());
    }
}
