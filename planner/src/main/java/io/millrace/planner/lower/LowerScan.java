package io.millrace.planner.lower;

import io.millrace.executor.plan.InputNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.validate.RelationTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.core.TableScan;

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
        Properties properties = new Properties(key, relation.appendOnly(), null, relation.eventTimes()).project(places);
        return Chain.of(
                new Lowered(new InputNode(relation.circuitName(), columns, types), names, properties),
                scan.getRowType());
    }
}
