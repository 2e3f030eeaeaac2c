package io.millrace.planner.lower;

import io.millrace.executor.plan.UnnestNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.rewrite.Unnest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** UNNEST becomes a node above the kernel that computes its collections. */
final class LowerUnnest {
    private LowerUnnest() {}

    static Chain lower(Unnest unnest, Lowering lowering) {
        Lowered input = lowering.seal(lowering.chain(unnest.getInput()));
        List<ColumnType> types = new ArrayList<>();
        unnest.kept().forEach(column -> types.add(input.node().types().get(column)));
        for (int collection : unnest.collections()) {
            types.addAll(UnnestNode.elementTypes(input.node().types().get(collection)));
        }
        if (unnest.isNumbered()) {
            types.add(ColumnType.of(TypeKind.INTEGER).withNullable(unnest.keepsEmpty()));
        }
        UnnestNode node = new UnnestNode(
                input.node(), unnest.kept(), unnest.collections(), unnest.isNumbered(), unnest.keepsEmpty(), types);
        Properties properties = new Properties(
                key(unnest, input, types.size()), input.properties().appendOnly(), null);
        return Chain.of(new Lowered(node, unnest.getRowType().getFieldNames(), properties), unnest.getRowType());
    }

    /** The row's key and the number of its element. */
    private static @Nullable List<Integer> key(Unnest unnest, Lowered input, int columns) {
        List<Integer> key = input.properties().key();
        if (key == null || !unnest.isNumbered() || !unnest.kept().containsAll(key)) {
            return null;
        }
        List<Integer> numbered = new ArrayList<>();
        key.forEach(column -> numbered.add(unnest.kept().indexOf(column)));
        numbered.add(columns - 1);
        return numbered;
    }
}
