package io.millrace.planner.lower;

import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.kernel.WindowAssignment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexVisitorImpl;
import org.jspecify.annotations.Nullable;

/**
 * Makes a chain into a node: the base itself if there is nothing to do, else one kernel above it. An input under it lists
 * only the columns that the chain reads.
 */
final class ChainSealer {
    private final Kernels kernels;

    ChainSealer(Kernels kernels) {
        this.kernels = kernels;
    }

    Lowered seal(Chain chain) {
        Chain pruned = chain.base().node() instanceof InputNode input ? prune(chain, input) : chain;
        if (isIdentity(pruned)) {
            return new Lowered(
                    pruned.base().node(), pruned.names(), pruned.base().properties());
        }
        List<ColumnType> types = kernels.types(pruned);
        boolean keepsRows = pruned.window() == null && pruned.condition() == null;
        PlanNode node =
                new MapNode(pruned.base().node(), kernels.generate(pruned, types), types, copies(pruned), keepsRows);
        return new Lowered(node, pruned.names(), properties(pruned));
    }

    /** For each column the one of the base that it shows, or {@link MapNode#COMPUTED}. */
    private static List<Integer> copies(Chain chain) {
        int columns = chain.base().node().types().size();
        return chain.projections().stream()
                .map(ChainSealer::columnOf)
                .map(column -> column < columns ? column : MapNode.COMPUTED)
                .toList();
    }

    private static boolean isIdentity(Chain chain) {
        int columns = chain.base().node().types().size();
        return chain.window() == null
                && chain.condition() == null
                && chain.projections().size() == columns
                && IntStream.range(0, columns)
                        .allMatch(index -> columnOf(chain.projections().get(index)) == index);
    }

    /** The column that an expression merely shows, or -1. */
    static int columnOf(RexNode expression) {
        return expression instanceof RexInputRef ref ? ref.getIndex() : -1;
    }

    /** The chain over an input of only those columns that it reads, in the order it shows them if it does nothing else. */
    private static Chain prune(Chain chain, InputNode input) {
        List<Integer> read = columnsRead(chain, input.columns().size());
        Map<Integer, Integer> places = new HashMap<>();
        read.forEach(column -> places.put(column, places.size()));
        for (int index = 0; index < WindowAssignment.COLUMNS; index++) {
            places.put(input.columns().size() + index, read.size() + index);
        }
        InputNode smaller = new InputNode(
                input.relation(),
                read.stream().map(input.columns()::get).toList(),
                read.stream().map(input.types()::get).toList());
        Lowered base = new Lowered(
                smaller,
                read.stream().map(chain.base().names()::get).toList(),
                chain.base().properties().project(places));
        RexShuttle move = new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return new RexInputRef(place(places, ref.getIndex()), ref.getType());
            }
        };
        WindowAssignment window = chain.window();
        RexNode condition = chain.condition();
        return new Chain(
                base,
                window == null ? null : window.of(place(places, window.timeColumn())),
                condition == null ? null : condition.accept(move),
                move.apply(chain.projections()),
                chain.names());
    }

    private static int place(Map<Integer, Integer> places, int column) {
        Integer place = places.get(column);
        if (place == null) {
            throw new IllegalStateException("column " + column + " was pruned although it is read");
        }
        return place;
    }

    private static List<Integer> columnsRead(Chain chain, int columns) {
        List<Integer> shown =
                chain.projections().stream().map(ChainSealer::columnOf).toList();
        boolean onlyShows = chain.window() == null
                && chain.condition() == null
                && !shown.contains(-1)
                && new HashSet<>(shown).size() == shown.size();
        if (onlyShows) {
            return shown;
        }
        Set<Integer> read = new TreeSet<>();
        RexVisitorImpl<Void> collector = new RexVisitorImpl<>(true) {
            @Override
            public @Nullable Void visitInputRef(RexInputRef ref) {
                if (ref.getIndex() < columns) {
                    read.add(ref.getIndex());
                }
                return null;
            }
        };
        chain.projections().forEach(expression -> expression.accept(collector));
        if (chain.condition() != null) {
            chain.condition().accept(collector);
        }
        if (chain.window() != null) {
            read.add(chain.window().timeColumn());
        }
        return List.copyOf(read);
    }

    private static Properties properties(Chain chain) {
        Map<Integer, Integer> places = new HashMap<>();
        for (int index = 0; index < chain.projections().size(); index++) {
            int column = columnOf(chain.projections().get(index));
            if (column >= 0) {
                places.putIfAbsent(column, index);
            }
        }
        Properties base = chain.base().properties();
        WindowAssignment window = chain.window();
        boolean multiplies = window != null && window.windowsPerRow() > 1;
        List<Integer> key = base.key();
        if (multiplies && key != null) {
            List<Integer> extended = new ArrayList<>(key);
            // All windows of a row start at the same time where they cumulate, and end at others everywhere.
            extended.add(chain.base().node().types().size() + 1);
            key = extended;
        }
        return new Properties(key, base.appendOnly(), base.colocated())
                .project(places)
                .withFrontiers(EventTimes.of(chain));
    }
}
