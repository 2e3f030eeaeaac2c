package io.millrace.planner.lower;

import io.millrace.executor.plan.InputNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationKind;
import io.millrace.planner.validate.RelationTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.rel.core.TableScan;
import org.jspecify.annotations.Nullable;

/** A scan becomes the input of a table or view; what is above it decides later which columns it reads. */
final class LowerScan {
    private LowerScan() {}

    static Chain lower(TableScan scan) {
        RelationTable table = scan.getTable().unwrapOrThrow(RelationTable.class);
        Relation relation = table.relation();
        List<Integer> physical = relation.physicalColumns();
        List<Integer> columns = new ArrayList<>();
        List<ColumnType> types = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Map<Integer, Integer> places = new HashMap<>();
        for (int column : table.columns()) {
            places.put(column, columns.size());
            columns.add(physical.indexOf(column));
            types.add(relation.columns().get(column).type());
            names.add(relation.columns().get(column).name());
        }
        List<Integer> key = relation.key().isEmpty() ? null : relation.key();
        Properties properties = new Properties(key, relation.appendOnly(), colocated(relation)).project(places);
        return Chain.of(
                new Lowered(new InputNode(relation.circuitName(), columns, types), names, properties),
                scan.getRowType());
    }

    /** A view that can delete keeps rows which agree on its key, or else on everything, on one shard. */
    private static @Nullable Set<Integer> colocated(Relation relation) {
        if (relation.kind() != RelationKind.VIEW || relation.appendOnly()) {
            return null;
        }
        return new LinkedHashSet<>(
                relation.key().isEmpty()
                        ? IntStream.range(0, relation.columns().size()).boxed().toList()
                        : relation.key());
    }
}
