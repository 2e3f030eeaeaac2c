package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.LookupNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.validate.LookupJoin;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * Joins as of the tick that brings a left row. In a query that runs once that is a plain join; elsewhere left rows that could be taken
 * back are refused, as nobody would know any more what they were joined with.
 */
final class LowerLookup {
    private final LookupJoin join;
    private final KeyedSide left;
    private final KeyedSide right;

    private LowerLookup(LookupJoin join, Lowering lowering) {
        this.join = join;
        this.left = new KeyedSide(join.getLeft(), lowering);
        this.right = new KeyedSide(join.getRight(), lowering);
    }

    static Chain lower(LookupJoin join, Lowering lowering) {
        return lowering.forgets() ? new LowerLookup(join, lowering).lower() : lowering.chain(join.plain());
    }

    private Chain lower() {
        List<JoinKey> keys = new ArrayList<>();
        for (int i = 0; i < join.leftKeys().size(); i++) {
            JoinKeys.Equality key = JoinKeys.alike(
                    JoinKeys.plain(join.leftKeys().get(i)),
                    JoinKeys.plain(join.rightKeys().get(i)),
                    false,
                    join.getCluster().getRexBuilder());
            if (key == null) {
                throw new EngineException(
                        ErrorCode.TYPE_MISMATCH,
                        join.place(),
                        "What ON compares must have types that go together. Convert one of them with CAST(... AS ...).");
            }
            JoinKey added = new JoinKey(left.place(key.left()), right.place(key.right()), false);
            if (!keys.contains(added)) {
                keys.add(added);
            }
        }
        Lowered leftRows = left.lowered();
        if (!leftRows.properties().appendOnly()) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    join.place(),
                    "A row is joined once with what is there at that moment, so the left side of FOR SYSTEM_TIME AS OF the current"
                            + " time must be rows that are never taken back: a stream, filtered or with more columns, or a view of"
                            + " final rows (EMIT ON WINDOW CLOSE).");
        }
        JoinSides sides = keys.isEmpty()
                ? new JoinSides(leftRows.exchangedBy(List.of()), right.lowered().exchangedBy(List.of()), keys)
                : JoinSides.exchanged(leftRows, right.lowered(), keys);
        return chain(sides, keys);
    }

    private Chain chain(JoinSides sides, List<JoinKey> keys) {
        List<ColumnType> types = new ArrayList<>(sides.left().node().types());
        sides.right().node().types().forEach(type -> types.add(type.withNullable(type.nullable() || join.isOuter())));
        List<String> names = new ArrayList<>(sides.left().names());
        names.addAll(sides.right().names());
        LookupNode node = new LookupNode(sides.left().node(), sides.right().node(), keys, join.isOuter(), types);
        Properties known = sides.left().properties();
        Properties properties = new Properties(key(sides), true, known.colocated(), known.frontiers());
        return new Chain(
                new Lowered(node, names, properties),
                null,
                null,
                shown(),
                join.getRowType().getFieldNames());
    }

    /** A right row may change, and be found again: its key alone tells nothing. */
    private static @Nullable List<Integer> key(JoinSides sides) {
        List<Integer> own = sides.left().properties().key();
        List<Integer> other = sides.right().properties().key();
        if (own == null
                || sides.right()
                        .properties()
                        .isUniqueBy(sides.keys().stream().map(JoinKey::right).toList())) {
            return own;
        }
        if (other == null) {
            return null;
        }
        List<Integer> both = new ArrayList<>(own);
        int width = sides.left().node().types().size();
        other.forEach(column -> both.add(width + column));
        return both;
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
