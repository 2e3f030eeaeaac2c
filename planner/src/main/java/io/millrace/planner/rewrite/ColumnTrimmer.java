package io.millrace.planner.rewrite;

import io.millrace.planner.validate.AsOfJoin;
import io.millrace.planner.validate.LookupJoin;
import io.millrace.planner.validate.WindowFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalTableFunctionScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexPermuteInputsShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql2rel.RelFieldTrimmer;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.mapping.Mapping;
import org.apache.calcite.util.mapping.MappingType;
import org.apache.calcite.util.mapping.Mappings;

/**
 * Leaves out columns that nobody reads. Unlike its base, which keeps what a filter or join below needs itself, it gives a
 * join the columns it asks for and no others, as a join keeps all its inputs' columns.
 */
public final class ColumnTrimmer extends RelFieldTrimmer {
    ColumnTrimmer(RelBuilder builder) {
        super(null, builder);
    }

    /** What the base calls for inputs of joins, and for nothing else; numbers are where the input's columns start and end. */
    @Override
    protected TrimResult trimChild(
            RelNode node,
            RelNode input,
            int start,
            int end,
            ImmutableBitSet fieldsUsed,
            Set<RelDataTypeField> extraFields) {
        TrimResult trimmed = super.trimChild(node, input, start, end, fieldsUsed, extraFields);
        return fieldsUsed.isEmpty() ? trimmed : narrowed(trimmed, fieldsUsed);
    }

    /** Called by the base, which looks for a method for each kind of step. */
    public TrimResult trimFields(Unnest unnest, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
        List<Integer> fields = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        for (int field = 0; field < unnest.kept().size(); field++) {
            if (fieldsUsed.get(field)) {
                fields.add(field);
                kept.add(unnest.kept().get(field));
            }
        }
        fields.addAll(unnest.elements());
        ImmutableBitSet needed = ImmutableBitSet.of(kept).union(ImmutableBitSet.of(unnest.collections()));
        TrimResult input = trimChild(unnest, unnest.getInput(), needed, Set.of());
        Unnest narrow = unnest.narrowed(
                input.left,
                unnest.collections().stream().map(input.right::getTarget).toList(),
                kept.stream().map(input.right::getTarget).toList(),
                fields);
        Mapping mapping = Mappings.create(
                MappingType.INVERSE_SURJECTION, unnest.getRowType().getFieldCount(), fields.size());
        for (int place = 0; place < fields.size(); place++) {
            mapping.set(fields.get(place), place);
        }
        return new TrimResult(narrow, mapping);
    }

    /**
     * As above. Of right rows that are equally near the first one in the order of all columns is found, so that these stay unless keys
     * and time tell rows apart, or none is asked for.
     */
    public TrimResult trimFields(AsOfJoin join, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
        int leftWidth = join.getLeft().getRowType().getFieldCount();
        int width = join.getRowType().getFieldCount();
        AsOfJoin.Condition condition = join.condition();
        ImmutableBitSet used =
                fieldsUsed.intersect(ImmutableBitSet.range(leftWidth, width)).shift(-leftWidth);
        ImmutableBitSet compared = RelOptUtil.InputFinder.bits(condition.right(), null);
        boolean some = used.isEmpty() || Cardinality.isUniqueBy(join.getRight(), columns(condition.right()));
        TrimResult left = trimChild(
                join,
                join.getLeft(),
                fieldsUsed
                        .intersect(ImmutableBitSet.range(leftWidth))
                        .union(RelOptUtil.InputFinder.bits(condition.left(), null)),
                Set.of());
        TrimResult right = trimChild(
                join,
                join.getRight(),
                some ? used.union(compared) : ImmutableBitSet.range(width - leftWidth),
                Set.of());
        AsOfJoin narrow = join.over(
                left.left,
                right.left,
                condition.with(node -> RexUtil.apply(left.right, node), node -> RexUtil.apply(right.right, node)));
        return new TrimResult(narrow, sideBySide(left, leftWidth, right, narrow));
    }

    /** As above. */
    public TrimResult trimFields(LookupJoin join, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
        int leftWidth = join.getLeft().getRowType().getFieldCount();
        int width = join.getRowType().getFieldCount();
        TrimResult left = trimChild(
                join,
                join.getLeft(),
                fieldsUsed
                        .intersect(ImmutableBitSet.range(leftWidth))
                        .union(RelOptUtil.InputFinder.bits(join.leftKeys(), null)),
                Set.of());
        TrimResult right = trimChild(
                join,
                join.getRight(),
                fieldsUsed
                        .intersect(ImmutableBitSet.range(leftWidth, width))
                        .shift(-leftWidth)
                        .union(RelOptUtil.InputFinder.bits(join.rightKeys(), null)),
                Set.of());
        LookupJoin narrow = join.over(
                left.left,
                right.left,
                RexUtil.apply(left.right, join.leftKeys()),
                RexUtil.apply(right.right, join.rightKeys()));
        return new TrimResult(narrow, sideBySide(left, leftWidth, right, narrow));
    }

    /** Where the columns of a join of two narrow sides are, of which the left one had so many columns. */
    private static Mapping sideBySide(TrimResult left, int leftWidth, TrimResult right, RelNode narrow) {
        int newLeftWidth = left.left.getRowType().getFieldCount();
        Mapping mapping = Mappings.create(
                MappingType.INVERSE_SURJECTION,
                leftWidth + right.right.getSourceCount(),
                narrow.getRowType().getFieldCount());
        left.right.forEach(pair -> mapping.set(pair.source, pair.target));
        right.right.forEach(pair -> mapping.set(leftWidth + pair.source, newLeftWidth + pair.target));
        return mapping;
    }

    private static List<Integer> columns(List<RexNode> expressions) {
        List<Integer> columns = new ArrayList<>();
        for (RexNode expression : expressions) {
            int source = Cardinality.source(expression);
            if (source >= 0) {
                columns.add(source);
            }
        }
        return columns;
    }

    /** Sessions need their time and their keys, and other columns only where they are read. */
    @Override
    public TrimResult trimFields(
            LogicalTableFunctionScan scan, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
        RexCall call = (RexCall) scan.getCall();
        if (!call.getOperator().equals(WindowFunction.SESSION)) {
            return super.trimFields(scan, fieldsUsed, extraFields);
        }
        List<RelDataTypeField> fields = scan.getRowType().getFieldList();
        int inputs = fields.size() - WindowFunction.COLUMNS.size();
        ImmutableBitSet needed = fieldsUsed
                .except(ImmutableBitSet.range(inputs, fields.size()))
                .union(RelOptUtil.InputFinder.bits(call));
        TrimResult input = trimChild(scan, scan.getInput(0), needed, Set.of());
        RelNode rows = input.left;
        int kept = rows.getRowType().getFieldCount();
        RexCall moved = (RexCall) call.accept(new RexPermuteInputsShuttle(input.right, rows));
        RelDataType type = scan.getCluster()
                .getTypeFactory()
                .builder()
                .addAll(rows.getRowType().getFieldList())
                .addAll(fields.subList(inputs, fields.size()))
                .build();
        Mapping mapping =
                Mappings.create(MappingType.INVERSE_SURJECTION, fields.size(), kept + WindowFunction.COLUMNS.size());
        for (int field = 0; field < fields.size(); field++) {
            int target = field < inputs ? input.right.getTargetOpt(field) : kept + field - inputs;
            if (target >= 0) {
                mapping.set(field, target);
            }
        }
        LogicalTableFunctionScan narrow = LogicalTableFunctionScan.create(
                scan.getCluster(), List.of(rows), moved, scan.getElementType(), type, null);
        return new TrimResult(narrow, mapping);
    }

    private static TrimResult narrowed(TrimResult trimmed, ImmutableBitSet fieldsUsed) {
        RelNode plan = trimmed.left;
        Mapping mapping = trimmed.right;
        if (fieldsUsed.cardinality() == plan.getRowType().getFieldCount()) {
            return trimmed;
        }
        Mapping narrow =
                Mappings.create(MappingType.INVERSE_SURJECTION, mapping.getSourceCount(), fieldsUsed.cardinality());
        List<RexNode> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int field : fieldsUsed) {
            RelDataTypeField kept = plan.getRowType().getFieldList().get(mapping.getTarget(field));
            narrow.set(field, columns.size());
            columns.add(new RexInputRef(kept.getIndex(), kept.getType()));
            names.add(kept.getName());
        }
        return new TrimResult(LogicalProject.create(plan, List.of(), columns, names, Set.of()), narrow);
    }
}
