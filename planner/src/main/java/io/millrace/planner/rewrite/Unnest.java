package io.millrace.planner.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;

/**
 * Each row of its input once for every element of its collections: some of the input's columns, then the columns of the
 * elements, then perhaps their number. Calcite's Uncollect keeps no columns, so that it takes a correlation to show the row
 * that an element comes from; this does without. Immutable.
 */
public final class Unnest extends SingleRel {
    private final List<Integer> kept;
    private final List<Integer> collections;
    private final boolean numbered;
    private final boolean keepsEmpty;

    private Unnest(
            RelNode input,
            List<Integer> kept,
            List<Integer> collections,
            boolean numbered,
            boolean keepsEmpty,
            RelDataType type) {
        super(input.getCluster(), input.getTraitSet(), input);
        this.kept = List.copyOf(kept);
        this.collections = List.copyOf(collections);
        this.numbered = numbered;
        this.keepsEmpty = keepsEmpty;
        this.rowType = type;
    }

    /** The elements of collections that lie in the columns of another plan. */
    static Unnest of(Uncollect uncollect) {
        RelNode input = uncollect.getInput();
        List<Integer> collections =
                IntStream.range(0, Rels.width(input)).boxed().toList();
        return new Unnest(input, List.of(), collections, uncollect.withOrdinality, false, uncollect.getRowType());
    }

    /**
     * The elements of the same collections, in the columns of another plan, behind all columns of that.
     *
     * @param places where the collections are, in order
     * @param shown how many columns of the plan are kept, from the first on
     * @param outer whether a row without elements is kept
     */
    Unnest beside(RelNode plan, List<Integer> places, int shown, boolean outer) {
        RelDataTypeFactory factory = getCluster().getTypeFactory();
        RelDataTypeFactory.Builder type = factory.builder();
        plan.getRowType().getFieldList().subList(0, shown).forEach(type::add);
        for (RelDataTypeField field : getRowType().getFieldList().subList(kept.size(), Rels.width(this))) {
            boolean nullable = outer || keepsEmpty || field.getType().isNullable();
            type.add(field.getName(), factory.createTypeWithNullability(field.getType(), nullable));
        }
        List<Integer> all = IntStream.range(0, shown).boxed().toList();
        return new Unnest(plan, all, places, numbered, keepsEmpty || outer, type.build());
    }

    /** The elements of collections that were set free of an outer row, beside all that is known of them. */
    Bound over(Bound input) {
        int width = Rels.width(input.rel());
        Unnest rel = beside(input.rel(), collections, width, false);
        List<RexNode> columns = new ArrayList<>();
        kept.forEach(column -> columns.add(Rels.column(rel, column)));
        columns.addAll(Rels.columns(rel, width, Rels.width(rel)));
        return new Bound(rel, columns, input.parameters(), List.of(), null);
    }

    /** The same over a plan with fewer columns, keeping fewer of them. */
    Unnest narrowed(RelNode plan, List<Integer> places, List<Integer> shown, List<Integer> fields) {
        RelDataTypeFactory.Builder type = getCluster().getTypeFactory().builder();
        fields.forEach(field -> type.add(getRowType().getFieldList().get(field)));
        return new Unnest(plan, shown, places, numbered, keepsEmpty, type.build());
    }

    /** The input's columns that are shown. */
    public List<Integer> kept() {
        return kept;
    }

    /** The input's columns that hold the collections. */
    public List<Integer> collections() {
        return collections;
    }

    /** Whether the last column is the number of the element. */
    public boolean isNumbered() {
        return numbered;
    }

    /** Whether a row without elements is kept, with NULLs in their place. */
    public boolean keepsEmpty() {
        return keepsEmpty;
    }

    /** The numbers of the columns that are not those of the input. */
    List<Integer> elements() {
        return new ArrayList<>(
                IntStream.range(kept.size(), Rels.width(this)).boxed().toList());
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new Unnest(sole(inputs), kept, collections, numbered, keepsEmpty, rowType);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer)
                .item("collections", collections)
                .item("beside", kept)
                .itemIf("numbered", true, numbered)
                .itemIf("orNull", true, keepsEmpty);
    }
}
