package io.millrace.planner.validate;

import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.kernel.ColumnTypes;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.util.ImmutableIntList;

/**
 * A relation of our catalog as the validator sees it. Reading it scans its physical columns; if it has computed columns,
 * a projection that computes them lies above the scan.
 */
public final class RelationTable extends AbstractTable implements TranslatableTable {
    private final Relation relation;
    private final List<Integer> columns;
    private final BiFunction<Relation, RelOptTable, RelNode> computedColumns;

    /**
     * @param relation what is read
     * @param columns which of its columns this table shows, as indexes into the relation's columns
     * @param computedColumns how to read a relation that has computed columns
     */
    RelationTable(
            Relation relation, List<Integer> columns, BiFunction<Relation, RelOptTable, RelNode> computedColumns) {
        this.relation = relation;
        this.columns = ImmutableIntList.copyOf(columns);
        this.computedColumns = computedColumns;
    }

    /** All columns of a relation, computed ones too. */
    static RelationTable of(Relation relation, BiFunction<Relation, RelOptTable, RelNode> computedColumns) {
        return new RelationTable(
                relation, IntStream.range(0, relation.columns().size()).boxed().toList(), computedColumns);
    }

    public Relation relation() {
        return relation;
    }

    /** The columns that a scan of this table gives, as indexes into the relation's columns. */
    public List<Integer> columns() {
        return columns;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory factory) {
        RelDataTypeFactory.Builder builder = factory.builder();
        for (int index : columns) {
            RelationColumn column = relation.columns().get(index);
            builder.add(column.name(), ColumnTypes.toRelDataType(column.type(), factory));
        }
        return builder.build();
    }

    @Override
    public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable table) {
        boolean computes =
                columns.stream().anyMatch(index -> relation.columns().get(index).isComputed());
        return computes
                ? computedColumns.apply(relation, table)
                : LogicalTableScan.create(context.getCluster(), table, List.of());
    }
}
