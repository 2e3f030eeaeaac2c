package io.millrace.planner.explain;

import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.plan.AggregateArguments;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.AsOfNode;
import io.millrace.executor.plan.BroadcastNode;
import io.millrace.executor.plan.ClockFilterNode;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.ExpandNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.IterationNode;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.LookupNode;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.NodeNumbers;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.PlanVisitor;
import io.millrace.executor.plan.RecursionNode;
import io.millrace.executor.plan.SessionAggregateNode;
import io.millrace.executor.plan.SessionNode;
import io.millrace.executor.plan.SetOperationNode;
import io.millrace.executor.plan.SliceAggregateNode;
import io.millrace.executor.plan.SlicedWindows;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.plan.TextForm;
import io.millrace.executor.plan.TopNNode;
import io.millrace.executor.plan.UnionNode;
import io.millrace.executor.plan.UnnestNode;
import io.millrace.executor.plan.ValuesNode;
import io.millrace.executor.type.ColumnType;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A circuit as text: one line a node, its inputs indented below it. A node that is used several times is written once and
 * then named by the number it got.
 */
public final class CircuitText implements PlanVisitor<String> {
    private static final String INDENT = "  ";

    private final NodeNumbers numbers = new NodeNumbers();

    /** How often a node is used, by its number. */
    private final Map<Integer, Integer> uses = new HashMap<>();

    /** The label of a node that was written, by its number. */
    private final Map<Integer, Integer> written = new HashMap<>();

    private final StringBuilder text = new StringBuilder();

    private final Function<PlanNode, String> notes;

    private CircuitText(Function<PlanNode, String> notes) {
        this.notes = notes;
    }

    /** The nodes from the result down to the inputs, each line ended by {@code \n}. */
    public static String of(PlanNode root) {
        return of(root, node -> "");
    }

    /** As above, with something said of each node at the end of its line. */
    public static String of(PlanNode root, Function<PlanNode, String> notes) {
        CircuitText circuit = new CircuitText(notes);
        circuit.count(root);
        circuit.write(root, "");
        return circuit.text.toString();
    }

    @Override
    public String visit(InputNode node) {
        return "input " + node.relation() + " columns " + node.columns();
    }

    @Override
    public String visit(ValuesNode node) {
        return "values, rows " + node.rows();
    }

    @Override
    public String visit(MapNode node) {
        return "map " + KernelText.of(node.kernel());
    }

    @Override
    public String visit(UnionNode node) {
        return "union all";
    }

    @Override
    public String visit(ExchangeNode node) {
        return node.keys().isEmpty() ? "exchange to one shard" : "exchange by " + node.keys();
    }

    @Override
    public String visit(BroadcastNode node) {
        return "copy to all shards";
    }

    @Override
    public String visit(OverNode node) {
        return "over" + by(node.partition(), node.order()) + " of "
                + node.calls().stream().map(OverText::of).toList()
                + ClosingText.of(node.time());
    }

    @Override
    public String visit(PatternNode node) {
        return "match " + PatternText.of(node.pattern()) + by(node.partition(), node.order())
                + ClosingText.of(node.closing(), "rows");
    }

    @Override
    public String visit(TopNNode node) {
        String numbers = node.limit() == TopNNode.UNLIMITED
                ? "above " + node.offset()
                : node.offset() == 0 ? "up to " + node.limit() : (node.offset() + 1) + " to " + node.limit();
        return "rows of " + node.ranking() + " " + numbers + by(node.partition(), node.order())
                + (node.numbered() ? ", numbered" : "")
                + (node.appendOnly() ? ", input is append-only" : "")
                + ClosingText.of(node.closing(), "rows");
    }

    @Override
    public String visit(SessionNode node) {
        return "sessions" + (node.partition().isEmpty() ? "" : " by " + node.partition()) + " of times in column "
                + node.time() + " less than " + node.gapMillis() + " ms apart"
                + ClosingText.of(node.closing(), "rows");
    }

    @Override
    public String visit(SessionAggregateNode node) {
        String calls = node.calls().stream().map(CircuitText::call).collect(Collectors.joining(", "));
        return "aggregate of sessions" + (node.keys().isEmpty() ? "" : " by " + node.keys()) + " of times in column "
                + node.time() + " less than " + node.gapMillis() + " ms apart, of [" + calls
                + "], input is append-only" + ClosingText.of(node.closing(), "sessions");
    }

    @Override
    public String visit(SliceAggregateNode node) {
        String calls = node.calls().stream().map(CircuitText::call).collect(Collectors.joining(", "));
        SlicedWindows windows = node.windows();
        return "aggregate by " + node.keys() + " of windows of " + windows.sizeMillis() + " ms, "
                + (windows.cumulative() ? "growing by " : "every ") + windows.stepMillis() + " ms, in slices of "
                + windows.sliceMillis() + " ms, of [" + calls + "]"
                + (node.appendOnly() ? ", input is append-only" : "")
                + ", emits and forgets windows whose end is before " + ClosingText.of(node.ends());
    }

    private static String by(List<Integer> partition, List<SortColumn> order) {
        String keys = order.stream()
                .map(key -> key.column()
                        + (key.descending() ? " descending" : "")
                        + (key.nullsFirst() == key.descending()
                                ? ""
                                : key.nullsFirst() ? " nulls first" : " nulls last"))
                .collect(Collectors.joining(", ", "[", "]"));
        return (partition.isEmpty() ? "" : " by " + partition) + " in order " + keys;
    }

    @Override
    public String visit(DistinctNode node) {
        return "distinct" + ClosingText.of(node.closing(), "rows");
    }

    @Override
    public String visit(ClockFilterNode node) {
        return "while " + ClosingText.of(node.clock()) + " is" + moments(" from ", node.enters())
                + moments(" before ", node.leaves()) + (node.appendOnly() ? ", input is append-only" : "");
    }

    private static String moments(String word, List<ClockFilterNode.Moment> moments) {
        return moments.stream()
                .map(moment -> moment.column()
                        + (moment.plusMillis() == 0
                                ? ""
                                : (moment.plusMillis() < 0 ? " - " : " + ") + Math.abs(moment.plusMillis()) + " ms"))
                .collect(Collectors.joining(" and ", moments.isEmpty() ? "" : word, ""));
    }

    @Override
    public String visit(AggregateNode node) {
        String calls = node.calls().stream().map(CircuitText::call).collect(Collectors.joining(", "));
        return "aggregate by " + node.keys() + " of [" + calls + "]"
                + (node.appendOnly() ? ", input is append-only" : "")
                + ClosingText.of(node.closing(), "groups");
    }

    @Override
    public String visit(SetOperationNode node) {
        return node.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public String visit(ExpandNode node) {
        return "expand with NULL in "
                + node.nulled().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    @Override
    public String visit(UnnestNode node) {
        return "unnest " + node.collections() + " beside " + node.kept()
                + (node.numbered() ? ", numbered" : "")
                + (node.keepsEmpty() ? ", or NULL" : "");
    }

    @Override
    public String visit(JoinNode node) {
        String keys = equalities(node.condition().keys());
        KernelSource residual = node.condition().residual();
        return "join " + node.kind()
                + (node.condition().keys().isEmpty() ? " of all pairs" : " on " + keys)
                + ClosingText.of(node.time())
                + (residual == null ? "" : " if " + KernelText.of(residual))
                + appendOnly(node)
                + ClosingText.ofSides(node.time());
    }

    @Override
    public String visit(AsOfNode node) {
        String comparison = switch (node.match().nearest()) {
            case AT_OR_BEFORE -> " >= ";
            case BEFORE -> " > ";
            case AT_OR_AFTER -> " <= ";
            case AFTER -> " < ";
        };
        return "join " + (node.outer() ? "left " : "") + "as of " + node.match().left() + comparison
                + node.match().right() + (node.keys().isEmpty() ? "" : " on " + equalities(node.keys()))
                + ClosingText.of(node.closing(), "rows");
    }

    @Override
    public String visit(LookupNode node) {
        return "look up " + (node.outer() ? "or NULL " : "")
                + (node.keys().isEmpty() ? "all rows" : "on " + equalities(node.keys()))
                + " in the tick that brings a left row";
    }

    private static String equalities(List<JoinKey> keys) {
        return keys.stream()
                .map(key -> key.left() + (key.nullSafe() ? " is " : " = ") + key.right())
                .collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    public String visit(RecursionNode node) {
        return "recursion '" + node.name().name() + "' with " + (node.distinct() ? "union" : "union all")
                + ", base and step below";
    }

    @Override
    public String visit(IterationNode node) {
        return "iteration of '" + node.recursion().name() + "', its number last";
    }

    private static String appendOnly(JoinNode node) {
        boolean left = node.leftInput().appendOnly();
        if (!left && !node.rightInput().appendOnly()) {
            return "";
        }
        if (left && node.rightInput().appendOnly()) {
            return ", both inputs are append-only";
        }
        return ", " + (left ? "left" : "right") + " input is append-only";
    }

    static String call(AggregateCall call) {
        AggregateArguments arguments = call.arguments();
        String values = arguments.values().stream().map(String::valueOf).collect(Collectors.joining(", "));
        boolean formed = arguments.constant() instanceof TextForm;
        // What is made of texts in brackets has the name that the statement gives it.
        return (formed ? call.site().expression().replaceFirst("\\(.*", "") : call.function())
                + "(" + (call.distinct() ? "DISTINCT " : "") + (values.isEmpty() ? "*" : values)
                + (arguments.constant() == null || formed ? "" : ", '" + arguments.constant() + "'") + ")"
                + (arguments.order().isEmpty() ? "" : by(List.of(), arguments.order()))
                + (call.filter() == AggregateCall.NONE ? "" : " FILTER " + call.filter());
    }

    private void count(PlanNode node) {
        if (uses.merge(numbers.of(node), 1, Integer::sum) == 1) {
            node.inputs().forEach(this::count);
        }
    }

    private void write(PlanNode node, String indent) {
        int number = numbers.of(node);
        Integer known = written.get(number);
        if (known != null) {
            text.append(indent).append("same as #").append(known).append('\n');
            return;
        }
        String label = "";
        if (uses.getOrDefault(number, 0) > 1) {
            written.put(number, written.size() + 1);
            label = "#" + written.size() + " ";
        }
        text.append(indent)
                .append(label)
                .append(node.accept(this))
                .append(" -> ")
                .append(types(node.types()))
                .append(notes.apply(node));
        text.append('\n');
        node.inputs().forEach(input -> write(input, indent + INDENT));
    }

    private static String types(List<ColumnType> types) {
        return types.stream().map(Types::declaration).collect(Collectors.joining(", ", "(", ")"));
    }
}
