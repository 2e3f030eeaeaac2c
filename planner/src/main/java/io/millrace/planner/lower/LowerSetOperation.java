package io.millrace.planner.lower;

import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.SetOperationNode;
import io.millrace.executor.plan.SetOperationNode.Kind;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.kernel.ColumnTypes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.type.RelDataType;

/**
 * INTERSECT and EXCEPT: branches brought to the same types, exchanged by whole rows. A chain of the same operation is one
 * node with many branches.
 */
final class LowerSetOperation {
    private LowerSetOperation() {}

    static Chain lower(SetOp whole, Lowering lowering) {
        RelDataType type = whole.getRowType();
        List<Integer> all = IntStream.range(0, type.getFieldCount()).boxed().toList();
        List<PlanNode> nodes = new ArrayList<>();
        List<Lowered> inputs = new ArrayList<>();
        boolean appendOnly = !(whole instanceof Minus);
        for (RelNode branch : branches(whole)) {
            Lowered lowered = LowerUnion.branch(branch, type, lowering);
            appendOnly &= lowered.properties().appendOnly();
            inputs.add(lowered);
            nodes.add(new ExchangeNode(lowered.node(), all));
        }
        List<ColumnType> types = LowerUnion.types(nodes, type);
        Properties properties =
                new Properties(whole.all ? null : all, appendOnly, new LinkedHashSet<>(all), EventTimes.least(inputs));
        Lowered lowered =
                new Lowered(new SetOperationNode(kind(whole), nodes, types), type.getFieldNames(), properties);
        return Chain.of(lowered, type);
    }

    /** The inputs, with those of an equal operation in its place: below EXCEPT only where it stands first. */
    private static List<RelNode> branches(SetOp whole) {
        List<RelNode> branches = new ArrayList<>();
        for (RelNode input : whole.getInputs()) {
            boolean opens = !(whole instanceof Minus) || branches.isEmpty();
            if (opens
                    && input instanceof SetOp same
                    && same.getClass() == whole.getClass()
                    && same.all == whole.all
                    && ColumnTypes.ofFields(same.getRowType()).equals(ColumnTypes.ofFields(whole.getRowType()))) {
                branches.addAll(branches(same));
            } else {
                branches.add(input);
            }
        }
        return branches;
    }

    private static Kind kind(SetOp whole) {
        if (whole instanceof Minus) {
            return whole.all ? Kind.EXCEPT_ALL : Kind.EXCEPT;
        }
        return whole.all ? Kind.INTERSECT_ALL : Kind.INTERSECT;
    }
}
