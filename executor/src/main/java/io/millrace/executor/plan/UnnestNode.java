package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * Each row once for every element of its collections, with the same weight: some of its columns, then the elements' columns,
 * then perhaps the element's number from 1. Several collections are read side by side, the shorter ones with NULLs at their
 * ends. An element that is a row has a column for each field, an entry of a map one for the key and one for the value.
 * Linear: keeps no state.
 *
 * @param input the rows
 * @param kept the columns of the input that are shown
 * @param collections the columns of the input that hold collections
 * @param numbered whether the number of the element follows, an INTEGER
 * @param keepsEmpty whether a row without any element is shown once, with NULLs for the element and its number
 * @param types the types of the output
 */
public record UnnestNode(
        PlanNode input,
        List<Integer> kept,
        List<Integer> collections,
        boolean numbered,
        boolean keepsEmpty,
        List<ColumnType> types)
        implements PlanNode {
    public UnnestNode {
        kept = List.copyOf(kept);
        collections = List.copyOf(collections);
        types = List.copyOf(types);
        int columns = kept.size() + (numbered ? 1 : 0);
        for (int collection : collections) {
            columns += elementTypes(input.types().get(collection)).size();
        }
        if (types.size() != columns) {
            throw new IllegalArgumentException(types.size() + " columns, not " + columns);
        }
    }

    /** The types of the columns that an element of a collection becomes. */
    public static List<ColumnType> elementTypes(ColumnType collection) {
        if (!collection.kind().isRepeated()) {
            throw new IllegalArgumentException(collection + " has no elements");
        }
        ColumnType element = collection.part(0);
        boolean several = collection.parts().size() > 1;
        if (several) {
            return List.of(collection.part(0), collection.part(1));
        }
        return element.parts().isEmpty() || element.kind().isRepeated()
                ? List.of(element)
                : element.parts().stream()
                        .map(field -> field.type().withNullable(true))
                        .toList();
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of(input);
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new UnnestNode(others.get(0), kept, collections, numbered, keepsEmpty, types);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
