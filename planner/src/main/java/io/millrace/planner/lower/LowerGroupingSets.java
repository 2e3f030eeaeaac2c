package io.millrace.planner.lower;

import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.ExpandNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.UnionNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * GROUPING SETS, ROLLUP and CUBE: each row is expanded to one for every set, with NULL in the keys that the set leaves out
 * and the set's number, and one aggregate is keyed by both. The set without keys has an aggregate of its own, because it
 * has a row even where there is none to count. GROUPING follows from the set's number.
 */
final class LowerGroupingSets {
    private static final Set<SqlKind> GROUPINGS = Set.of(SqlKind.GROUPING, SqlKind.GROUP_ID);

    private final Aggregate aggregate;
    private final Lowering lowering;
    private final RexBuilder builder;
    private final RelDataType rowType;
    private final List<Integer> keys;

    /** The calls that are computed, in order; those that follow from the set are not among them. */
    private final List<AggregateCall> computed;

    LowerGroupingSets(Aggregate aggregate, Lowering lowering) {
        this.aggregate = aggregate;
        this.lowering = lowering;
        this.builder = aggregate.getCluster().getRexBuilder();
        this.rowType = aggregate.getRowType();
        this.keys = aggregate.getGroupSet().asList();
        this.computed = aggregate.getAggCallList().stream()
                .filter(call -> !isGrouping(call))
                .toList();
    }

    /** Whether a call tells of the grouping set, not of rows. */
    static boolean isGrouping(AggregateCall call) {
        return GROUPINGS.contains(call.getAggregation().getKind());
    }

    Chain lower() {
        List<ImmutableBitSet> sets = aggregate.getGroupSets();
        List<ImmutableBitSet> keyed =
                sets.stream().filter(set -> !set.isEmpty()).toList();
        if (keyed.size() == sets.size()) {
            return keyed(keyed);
        }
        if (keyed.isEmpty()) {
            return total();
        }
        Lowered groups = lowering.seal(keyed(keyed));
        Lowered total = lowering.seal(total());
        UnionNode union = new UnionNode(
                List.of(groups.node(), total.node()), LowerUnion.types(List.of(groups.node(), total.node()), rowType));
        Properties properties = new Properties(groups.properties().key(), false, null);
        return Chain.of(new Lowered(union, rowType.getFieldNames(), properties), rowType);
    }

    /** The groups of all sets that have keys. */
    private Chain keyed(List<ImmutableBitSet> sets) {
        AggregateColumns columns = columns();
        keys.forEach(columns::addApart);
        List<io.millrace.executor.plan.AggregateCall> calls = calls(columns);
        Lowered input = input(columns);
        List<List<Integer>> nulled = sets.stream().map(this::nulled).toList();
        List<ColumnType> types = new ArrayList<>(input.node().types());
        nulled.forEach(
                set -> set.forEach(column -> types.set(column, types.get(column).withNullable(true))));
        types.add(ColumnType.of(TypeKind.INTEGER).notNull());
        List<String> names = new ArrayList<>(input.names());
        names.add("grouping set");
        int number = columns.size();
        List<Integer> groups =
                new ArrayList<>(IntStream.range(0, keys.size()).boxed().toList());
        groups.add(number);
        Map<Integer, Frontier> frontiers = new HashMap<>(input.properties().frontiers());
        nulled.forEach(frontiers.keySet()::removeAll);
        Properties properties = new Properties(null, input.properties().appendOnly(), null, frontiers);
        Lowered expanded = new Lowered(new ExpandNode(input.node(), nulled, types), names, properties);
        Lowered aggregated = aggregated(expanded.exchangedBy(groups), groups, calls, key(input));
        RexNode set = new RexInputRef(keys.size(), integer());
        List<RexNode> shown = new ArrayList<>();
        for (int key = 0; key < keys.size(); key++) {
            shown.add(new RexInputRef(key, field(key).getType()));
        }
        int next = keys.size();
        for (AggregateCall call : aggregate.getAggCallList()) {
            shown.add(isGrouping(call) ? grouping(call, sets, set) : new RexInputRef(++next, call.getType()));
        }
        return new Chain(aggregated, null, null, shown, rowType.getFieldNames());
    }

    /** The one row of the set without keys. */
    private Chain total() {
        AggregateColumns columns = columns();
        List<io.millrace.executor.plan.AggregateCall> calls = calls(columns);
        Lowered aggregated = aggregated(input(columns).exchangedBy(List.of()), List.of(), calls, List.of());
        List<RexNode> shown = new ArrayList<>();
        for (int key = 0; key < keys.size(); key++) {
            shown.add(builder.makeNullLiteral(field(key).getType()));
        }
        int next = 0;
        for (AggregateCall call : aggregate.getAggCallList()) {
            shown.add(
                    isGrouping(call)
                            ? literal(call, value(call, ImmutableBitSet.of()))
                            : new RexInputRef(next++, call.getType()));
        }
        return new Chain(aggregated, null, null, shown, rowType.getFieldNames());
    }

    private List<io.millrace.executor.plan.AggregateCall> calls(AggregateColumns columns) {
        return computed.stream().map(call -> AggregateCalls.of(call, columns)).toList();
    }

    private AggregateColumns columns() {
        return LowerAggregate.columns(aggregate, lowering);
    }

    private Lowered input(AggregateColumns columns) {
        return lowering.seal(columns.project());
    }

    private Lowered aggregated(
            Lowered input,
            List<Integer> groups,
            List<io.millrace.executor.plan.AggregateCall> calls,
            List<Integer> key) {
        List<ColumnType> types = new ArrayList<>();
        groups.forEach(group -> types.add(input.node().types().get(group)));
        calls.forEach(call -> types.add(call.type()));
        List<String> names = new ArrayList<>();
        groups.forEach(group -> names.add(input.names().get(group)));
        calls.forEach(call -> names.add(call.function().toString()));
        Map<Integer, Frontier> frontiers = EventTimes.ofGroups(input, groups);
        AggregateNode node = new AggregateNode(
                input.node(),
                groups,
                calls,
                input.properties().appendOnly(),
                types,
                lowering.forgets() ? EventTimes.release(frontiers) : null);
        Properties properties = new Properties(key, false, input.properties().colocated(), frontiers);
        return new Lowered(node, names, properties);
    }

    /** Which of the keys, by their place, a set leaves out. */
    private List<Integer> nulled(ImmutableBitSet set) {
        return IntStream.range(0, keys.size())
                .filter(key -> !set.get(keys.get(key)))
                .boxed()
                .toList();
    }

    /** The group's keys if NULLs in them tell all sets apart, else with the number of the set. */
    private List<Integer> key(Lowered input) {
        boolean telling = aggregate.getGroupSets().stream()
                .flatMap(set -> nulled(set).stream())
                .noneMatch(column -> input.node().types().get(column).nullable());
        return IntStream.range(0, telling ? keys.size() : keys.size() + 1)
                .boxed()
                .toList();
    }

    private RexNode grouping(AggregateCall call, List<ImmutableBitSet> sets, RexNode number) {
        List<RexNode> cases = new ArrayList<>();
        for (int set = 0; set < sets.size() - 1; set++) {
            RexNode is = builder.makeExactLiteral(BigDecimal.valueOf(set), integer());
            cases.add(builder.makeCall(SqlStdOperatorTable.EQUALS, number, is));
            cases.add(literal(call, value(call, sets.get(set))));
        }
        cases.add(literal(call, value(call, sets.get(sets.size() - 1))));
        return cases.size() == 1 ? cases.get(0) : builder.makeCall(call.getType(), SqlStdOperatorTable.CASE, cases);
    }

    /** One bit for each argument, the first one highest: whether the set leaves it out. */
    private static long value(AggregateCall call, ImmutableBitSet set) {
        long bits = 0;
        for (int argument : call.getArgList()) {
            bits = bits << 1 | (set.get(argument) ? 0 : 1);
        }
        return bits;
    }

    private RexNode literal(AggregateCall call, long value) {
        return builder.makeExactLiteral(BigDecimal.valueOf(value), call.getType());
    }

    private RelDataType integer() {
        return builder.getTypeFactory().createSqlType(SqlTypeName.INTEGER);
    }

    private RelDataTypeField field(int index) {
        return rowType.getFieldList().get(index);
    }
}
