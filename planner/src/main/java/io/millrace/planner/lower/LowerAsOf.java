package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.AsOfMatch;
import io.millrace.executor.plan.AsOfNode;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.validate.AsOfJoin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** Joins as of a time: both sides get keys and time as columns and are exchanged by the keys; without keys they are on one shard. */
final class LowerAsOf {
    private final AsOfJoin join;
    private final Lowering lowering;
    private final KeyedSide left;
    private final KeyedSide right;
    private final List<JoinKey> keys = new ArrayList<>();

    private LowerAsOf(AsOfJoin join, Lowering lowering) {
        this.join = join;
        this.lowering = lowering;
        this.left = new KeyedSide(join.getLeft(), lowering);
        this.right = new KeyedSide(join.getRight(), lowering);
    }

    static Chain lower(AsOfJoin join, Lowering lowering) {
        return new LowerAsOf(join, lowering).lower();
    }

    private Chain lower() {
        AsOfJoin.Condition condition = join.condition();
        for (int i = 0; i < condition.leftKeys().size(); i++) {
            JoinKeys.Equality key =
                    alike(condition.leftKeys().get(i), condition.rightKeys().get(i));
            JoinKey added = new JoinKey(left.place(key.left()), right.place(key.right()), false);
            if (!keys.contains(added)) {
                keys.add(added);
            }
        }
        JoinKeys.Equality times = alike(condition.leftTime(), condition.rightTime());
        AsOfMatch match = new AsOfMatch(left.place(times.left()), right.place(times.right()), condition.nearest());
        JoinSides sides = keys.isEmpty()
                ? new JoinSides(
                        left.lowered().exchangedBy(List.of()), right.lowered().exchangedBy(List.of()), keys)
                : JoinSides.exchanged(left.lowered(), right.lowered(), keys);
        List<ColumnType> types = new ArrayList<>(sides.left().node().types());
        sides.right().node().types().forEach(type -> types.add(type.withNullable(type.nullable() || join.isOuter())));
        List<String> names = new ArrayList<>(sides.left().names());
        names.addAll(sides.right().names());
        Closing closing = closing(sides, match);
        AsOfNode node = new AsOfNode(
                sides.left().node(),
                sides.right().node(),
                keys,
                match,
                join.isOuter(),
                lowering.forgets() ? closing : null,
                types);
        Properties known = sides.left().properties();
        Properties properties = new Properties(known.key(), false, known.colocated(), frontiers(sides, closing));
        return new Chain(
                new Lowered(node, names, properties),
                null,
                null,
                shown(),
                join.getRowType().getFieldNames());
    }

    private JoinKeys.Equality alike(RexNode one, RexNode other) {
        JoinKeys.Equality alike = JoinKeys.alike(
                JoinKeys.plain(one),
                JoinKeys.plain(other),
                false,
                join.getCluster().getRexBuilder());
        if (alike == null) {
            throw new EngineException(
                    ErrorCode.TYPE_MISMATCH,
                    "A join as of a time cannot compare " + one.getType() + " with " + other.getType()
                            + ". Convert one of them with CAST(... AS ...).");
        }
        return alike;
    }

    /** No change of either side before the least of both times is still to come, nor one of what belongs together. */
    private static @Nullable Closing closing(JoinSides sides, AsOfMatch match) {
        Frontier own = sides.left().properties().frontiers().get(match.left());
        Frontier other = sides.right().properties().frontiers().get(match.right());
        if (own == null || other == null) {
            return null;
        }
        int width = sides.left().node().types().size();
        int column = match.nearest().isBackward() ? match.left() : width + match.right();
        return new Closing(column, own.least(other), Closing.Action.RELEASE);
    }

    private Map<Integer, Frontier> frontiers(JoinSides sides, @Nullable Closing closing) {
        Map<Integer, Frontier> frontiers = new HashMap<>();
        int width = sides.left().node().types().size();
        for (JoinKey key : keys) {
            Frontier own = sides.left().properties().frontiers().get(key.left());
            Frontier other = sides.right().properties().frontiers().get(key.right());
            if (own != null && other != null) {
                frontiers.put(key.left(), own.least(other));
                frontiers.put(width + key.right(), own.least(other));
            }
        }
        if (closing != null) {
            frontiers.put(closing.column(), closing.frontier());
        }
        return frontiers;
    }

    /** The columns of the join in the plan, found among those of the node, which has those of keys as well. */
    private List<RexNode> shown() {
        List<RexNode> shown = new ArrayList<>();
        int leftFields = join.getLeft().getRowType().getFieldCount();
        for (RelDataTypeField field : join.getRowType().getFieldList()) {
            int index = field.getIndex();
            shown.add(new RexInputRef(index < leftFields ? index : index - leftFields + left.width(), field.getType()));
        }
        return shown;
    }
}
