package io.millrace.planner.lower;

import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.IterationNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.RecursionName;
import io.millrace.executor.plan.RecursionNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.validate.IterationScan;
import io.millrace.planner.validate.Recursion;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlExplainLevel;

/**
 * A recursion: base and step brought to its types and exchanged by all its columns. It is named by what it computes, so that
 * equal ones are one node. Used for one plan.
 */
final class LowerRecursion {
    private final Lowering lowering;

    /** Names by the plan's. */
    private final Map<String, RecursionName> names = new HashMap<>();

    LowerRecursion(Lowering lowering) {
        this.lowering = lowering;
    }

    Chain lower(Recursion recursion) {
        RelDataType type = recursion.getRowType();
        List<ColumnType> types = ColumnTypes.ofFields(type);
        RecursionName name = name(recursion);
        names.put(recursion.id().table(), name);
        List<Integer> all = IntStream.range(0, types.size()).boxed().toList();
        PlanNode base = exchanged(LowerUnion.branch(recursion.getLeft(), type, lowering), all);
        PlanNode step = exchanged(LowerUnion.branch(recursion.getRight(), numbered(recursion), lowering), all);
        RecursionNode node = new RecursionNode(name, base, step, !recursion.isAll(), types);
        Properties properties = new Properties(recursion.isAll() ? null : all, false, new LinkedHashSet<>(all));
        return Chain.of(new Lowered(node, type.getFieldNames(), properties), type);
    }

    Chain lower(IterationScan scan) {
        RecursionName name = names.get(scan.recursion().table());
        if (name == null) {
            throw new IllegalStateException(scan.recursion() + " is read outside of its own recursive part");
        }
        List<ColumnType> types = ColumnTypes.ofFields(scan.getRowType());
        LinkedHashSet<Integer> columns = new LinkedHashSet<>();
        IntStream.range(0, types.size() - 1).forEach(columns::add);
        Properties properties = new Properties(null, false, columns);
        return Chain.of(
                new Lowered(new IterationNode(name, types), scan.getRowType().getFieldNames(), properties),
                scan.getRowType());
    }

    /** Rows that are equal in all columns but the iteration meet, wherever they come from: fewer columns would not do for both. */
    private static PlanNode exchanged(Lowered part, List<Integer> all) {
        Set<Integer> colocated = part.properties().colocated();
        boolean isInPlace = colocated != null && all.equals(List.copyOf(colocated));
        return isInPlace ? part.node() : new ExchangeNode(part.node(), all);
    }

    private static RelDataType numbered(Recursion recursion) {
        RelDataTypeFactory.Builder columns =
                recursion.getCluster().getTypeFactory().builder();
        columns.addAll(recursion.getRowType().getFieldList());
        RelDataType step = recursion.getRight().getRowType();
        columns.add(step.getFieldList().get(step.getFieldCount() - 1));
        return columns.build();
    }

    private static RecursionName name(RelNode recursion) {
        String digest = RelOptUtil.toString(recursion, SqlExplainLevel.DIGEST_ATTRIBUTES);
        return new RecursionName(
                ((Recursion) recursion).id().relation(),
                UUID.nameUUIDFromBytes(digest.getBytes(StandardCharsets.UTF_8)).toString(),
                ((Recursion) recursion).id().position());
    }
}
