package io.millrace.executor.operator;

import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.AsOfNode;
import io.millrace.executor.plan.BroadcastNode;
import io.millrace.executor.plan.ClockFilterNode;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.ExpandNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.IterationNode;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.LookupNode;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.PlanVisitor;
import io.millrace.executor.plan.RecursionNode;
import io.millrace.executor.plan.SessionAggregateNode;
import io.millrace.executor.plan.SessionNode;
import io.millrace.executor.plan.SetOperationNode;
import io.millrace.executor.plan.SliceAggregateNode;
import io.millrace.executor.plan.TopNNode;
import io.millrace.executor.plan.UnionNode;
import io.millrace.executor.plan.UnnestNode;
import io.millrace.executor.plan.ValuesNode;
import io.millrace.executor.plan.ViewPlan;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * By which columns the rows of a node are spread over the shards: a snapshot holds each row under the hash of those, so
 * that another number of shards finds it again. Known where an exchange decides it and a kernel above, if there is one,
 * copies those columns; all columns elsewhere. One instance answers one question.
 */
final class Partitioning implements PlanVisitor<int[]> {
    /** What was found of the nodes visited; without it each would be asked as often as there are paths to it. */
    private final IdentityHashMap<PlanNode, int[]> columns = new IdentityHashMap<>();

    private final IdentityHashMap<PlanNode, Boolean> known = new IdentityHashMap<>();

    private Partitioning() {}

    /** Whether {@link #of} is decided by an exchange: the rows are on the shards of these columns' hash, always. */
    static boolean isKnown(PlanNode node) {
        return new Partitioning().known(node);
    }

    private boolean known(PlanNode node) {
        Boolean found = known.get(node);
        if (found == null) {
            found = decided(node);
            known.put(node, found);
        }
        return found;
    }

    private boolean decided(PlanNode node) {
        if (node instanceof UnionNode) {
            int[] own = columns(node);
            return node.inputs().stream().allMatch(input -> known(input) && Arrays.equals(columns(input), own));
        }
        if (node instanceof DistinctNode || node instanceof AggregateNode || node instanceof SetOperationNode) {
            return known(node.inputs().get(0));
        }
        if (node instanceof TopNNode
                || node instanceof OverNode
                || node instanceof SessionNode
                || node instanceof SessionAggregateNode
                || node instanceof SliceAggregateNode) {
            return known(node.inputs().get(0));
        }
        if (node instanceof AsOfNode || node instanceof LookupNode) {
            return known(node.inputs().get(0));
        }
        if (node instanceof JoinNode join) {
            if (join.kind() == JoinKind.FULL) {
                return join.condition().keys().isEmpty();
            }
            return known(staysRight(join) ? join.right() : join.left());
        }
        if (node instanceof MapNode map) {
            return known(map.input()) && copied(map) != null;
        }
        if (node instanceof ClockFilterNode filter) {
            int shown = filter.types().size();
            return known(filter.input())
                    && IntStream.of(columns(filter.input())).allMatch(column -> column < shown);
        }
        return node instanceof ExchangeNode
                || node instanceof ValuesNode
                || node instanceof RecursionNode
                || node instanceof IterationNode;
    }

    /** Whether the rows of a join are where those of its right side are; otherwise they are where those of its left side are. */
    private static boolean staysRight(JoinNode join) {
        return join.kind() == JoinKind.RIGHT || join.broadcastsLeft();
    }

    /**
     * The columns by which the rows of a view must be moved before they are kept, so that a restored result table finds the
     * rows that are deleted later; null if they are in their place, or never deleted.
     */
    static @Nullable List<Integer> ofMove(ViewPlan plan) {
        if (plan.appendOnly() || isKnown(plan.root())) {
            return null;
        }
        return plan.key().isEmpty()
                ? IntStream.range(0, plan.schema().size()).boxed().toList()
                : plan.key();
    }

    /** The columns of {@code node} whose common hash decides the shard. */
    static int[] of(PlanNode node) {
        return new Partitioning().columns(node);
    }

    private int[] columns(PlanNode node) {
        int[] found = columns.get(node);
        if (found == null) {
            found = node.accept(this);
            columns.put(node, found);
        }
        return found;
    }

    @Override
    public int[] visit(InputNode node) {
        return all(node);
    }

    @Override
    public int[] visit(ValuesNode node) {
        return new int[0];
    }

    @Override
    public int[] visit(MapNode node) {
        int[] shown = known(node.input()) ? copied(node) : null;
        return shown == null ? all(node) : shown;
    }

    /** Where a kernel shows the columns that decide the shard of its input, in their order; null if it leaves one out. */
    private int @Nullable [] copied(MapNode node) {
        int[] deciding = columns(node.input());
        int[] places = new int[deciding.length];
        for (int i = 0; i < deciding.length; i++) {
            places[i] = node.copies().indexOf(deciding[i]);
            if (places[i] < 0) {
                return null;
            }
        }
        return places;
    }

    @Override
    public int[] visit(UnionNode node) {
        int[] first = columns(node.inputs().get(0));
        boolean alike = node.inputs().stream().allMatch(input -> Arrays.equals(columns(input), first));
        return alike ? first : all(node);
    }

    @Override
    public int[] visit(ExchangeNode node) {
        return node.keys().stream().mapToInt(Integer::intValue).toArray();
    }

    /** Its rows are on all shards; a snapshot holds them once, see {@code StateWriter.writeForAll}. */
    @Override
    public int[] visit(BroadcastNode node) {
        return new int[0];
    }

    @Override
    public int[] visit(OverNode node) {
        return columns(node.input());
    }

    /** Its rows show some of the input's columns only. */
    @Override
    public int[] visit(PatternNode node) {
        return all(node);
    }

    @Override
    public int[] visit(TopNNode node) {
        return columns(node.input());
    }

    @Override
    public int[] visit(SessionNode node) {
        return columns(node.input());
    }

    @Override
    public int[] visit(SessionAggregateNode node) {
        return places(node.keys(), columns(node.input()));
    }

    @Override
    public int[] visit(DistinctNode node) {
        return columns(node.input());
    }

    /** Its columns are the first ones of its input. */
    @Override
    public int[] visit(ClockFilterNode node) {
        int[] input = known(node.input()) ? columns(node.input()) : all(node);
        int shown = node.types().size();
        return IntStream.of(input).allMatch(column -> column < shown) ? input : all(node);
    }

    @Override
    public int[] visit(SliceAggregateNode node) {
        return places(node.keys(), columns(node.input()));
    }

    @Override
    public int[] visit(AggregateNode node) {
        return ofGroups(node, columns(node.input()));
    }

    /** Its inputs are exchanged alike. */
    @Override
    public int[] visit(SetOperationNode node) {
        return columns(node.inputs().get(0));
    }

    @Override
    public int[] visit(ExpandNode node) {
        return all(node);
    }

    @Override
    public int[] visit(UnnestNode node) {
        return all(node);
    }

    /** Rows stay where the side is whose rows are all there; a full join has rows without either. */
    @Override
    public int[] visit(JoinNode node) {
        if (node.kind() == JoinKind.FULL) {
            return node.condition().keys().isEmpty() ? new int[0] : all(node);
        }
        if (staysRight(node)) {
            int offset = node.left().types().size();
            return IntStream.of(columns(node.right()))
                    .map(column -> offset + column)
                    .toArray();
        }
        return columns(node.left());
    }

    @Override
    public int[] visit(AsOfNode node) {
        return columns(node.left());
    }

    @Override
    public int[] visit(LookupNode node) {
        return columns(node.left());
    }

    /** Base and step are exchanged by all columns. */
    @Override
    public int[] visit(RecursionNode node) {
        return all(node);
    }

    /** The number of the iteration does not count. */
    @Override
    public int[] visit(IterationNode node) {
        return IntStream.range(0, node.types().size() - 1).toArray();
    }

    /** By which of an aggregate's own first columns, its keys, its groups are spread. */
    static int[] ofGroups(AggregateNode node) {
        return ofGroups(node, of(node.input()));
    }

    private static int[] ofGroups(AggregateNode node, int[] columns) {
        return places(node.keys(), columns);
    }

    /** Where columns stand among keys; all keys if one does not. */
    private static int[] places(List<Integer> keys, int[] columns) {
        int[] positions = new int[columns.length];
        for (int i = 0; i < columns.length; i++) {
            positions[i] = keys.indexOf(columns[i]);
            if (positions[i] < 0) {
                return IntStream.range(0, keys.size()).toArray();
            }
        }
        return positions;
    }

    private static int[] all(PlanNode node) {
        return IntStream.range(0, node.types().size()).toArray();
    }
}
