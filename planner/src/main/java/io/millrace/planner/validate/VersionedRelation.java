package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationKind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * What stands behind FOR SYSTEM_TIME AS OF a time of rows: a relation each of whose rows is a version of its key from the row's event time
 * on, until the next one of that key. That is a stream with a WATERMARK, or a view that takes no rows back and of which one column
 * follows event time.
 */
final class VersionedRelation {
    private final RelNode rows;
    private final RexCall mark;
    private final Relation relation;

    /** By column of the rows, which of the relation's it shows; -1 for what is computed. */
    private final List<Integer> shown = new ArrayList<>();

    /**
     * A relation.
     *
     * @param rows a scan of it, or a projection of one
     * @param mark the clause, for messages
     */
    VersionedRelation(RelNode rows, RexCall mark) {
        this.rows = rows;
        this.mark = mark;
        RelNode below = rows instanceof Project project ? project.getInput() : rows;
        if (!(below instanceof TableScan scan)) {
            throw AsOfCondition.refused(
                    mark, "FOR SYSTEM_TIME AS OF is supported for tables and views. Make the query a view.");
        }
        RelationTable table = scan.getTable().unwrapOrThrow(RelationTable.class);
        this.relation = table.relation();
        if (rows instanceof Project project) {
            project.getProjects()
                    .forEach(column -> shown.add(
                            column instanceof RexInputRef ref ? table.columns().get(ref.getIndex()) : -1));
        } else {
            shown.addAll(table.columns());
        }
    }

    /**
     * The column of the rows with the time from which a version counts.
     *
     * @param period the time asked for
     * @param keys what is compared of the rows
     */
    int timeColumn(RexNode period, List<RexNode> keys) {
        int time = timeColumn();
        int place = shown.indexOf(time);
        if (place < 0) {
            throw noVersions("'" + name(time) + "', the event time of '" + relation.name() + "', is not selected.");
        }
        SqlTypeName type = rows.getRowType().getFieldList().get(place).getType().getSqlTypeName();
        SqlTypeName asked = period.getType().getSqlTypeName();
        if (asked != type) {
            throw AsOfCondition.wrong(
                    mark,
                    "FOR SYSTEM_TIME AS OF takes a " + type.getName() + " here, as '" + name(time) + "' of '"
                            + relation.name() + "' is one, not a " + asked.getName() + ".");
        }
        List<Integer> compared = new ArrayList<>();
        keys.forEach(key -> compared.add(column(key)));
        List<Integer> missing = new ArrayList<>(relation.key());
        missing.remove(Integer.valueOf(time));
        missing.removeAll(compared);
        if (!missing.isEmpty() || keys.isEmpty()) {
            String names = missing.isEmpty()
                    ? "the columns that tell its rows apart"
                    : missing.stream().map(column -> "'" + name(column) + "'").collect(Collectors.joining(", "));
            throw AsOfCondition.wrong(
                    mark,
                    "The ON of a join with versions of '" + relation.name() + "' must compare " + names
                            + " with =, as those tell of what a row is a version.");
        }
        return place;
    }

    /** The relation's column that is compared, be it as another type; or -1. */
    private int column(RexNode key) {
        if (key.isA(SqlKind.CAST)) {
            return column(((RexCall) key).getOperands().get(0));
        }
        return key instanceof RexInputRef ref ? shown.get(ref.getIndex()) : -1;
    }

    private int timeColumn() {
        if (relation.watermark() != null) {
            return relation.watermark().column();
        }
        if (relation.kind() == RelationKind.VIEW && !relation.appendOnly()) {
            throw noVersions("'" + relation.name()
                    + "' is a view that replaces its rows, so their earlier versions are gone. Join what it is made of,"
                    + " whose rows are the versions.");
        }
        List<Integer> times = List.copyOf(new TreeSet<>(relation.frontiers().keySet()));
        if (times.size() > 1) {
            throw noVersions(
                    times.stream().map(column -> "'" + name(column) + "'").collect(Collectors.joining(" and "))
                            + " of '" + relation.name() + "' all follow event time. Say which one counts: ASOF JOIN "
                            + relation.name() + " MATCH_CONDITION s.ts >= " + relation.name() + "." + name(times.get(0))
                            + ".");
        }
        if (times.isEmpty()) {
            throw noVersions("'" + relation.name()
                    + "' has no event time that tells when its rows begin to count. Declare a WATERMARK for a stream; for"
                    + " others use ASOF JOIN ... MATCH_CONDITION s.ts >= " + relation.name()
                    + ".time ON ..., or FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP for what is there when a row comes.");
        }
        return times.get(0);
    }

    private EngineException noVersions(String reason) {
        return AsOfCondition.refused(mark, "FOR SYSTEM_TIME AS OF: " + reason);
    }

    private String name(int column) {
        return relation.columns().get(column).name();
    }
}
