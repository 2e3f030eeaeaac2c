package io.millrace.planner.kernel;

import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How types of nested values relate: whether values lie in memory alike, and in which type two can be compared. */
public final class NestedTypes {
    private NestedTypes() {}

    /** Whether every value of one nested type lies in memory as it would in the other. */
    public static boolean lieAlike(ColumnType from, ColumnType to) {
        if (from.kind() != to.kind() || from.parts().size() != to.parts().size()) {
            return false;
        }
        for (int part = 0; part < from.parts().size(); part++) {
            if (!partsLieAlike(from.part(part), to.part(part))) {
                return false;
            }
        }
        return true;
    }

    /** The same for types of parts, nested or not. */
    static boolean partsLieAlike(ColumnType from, ColumnType to) {
        if (from.kind().isNested() || to.kind().isNested()) {
            return lieAlike(from, to);
        }
        if (Conversions.isInteger(from.kind()) && Conversions.isInteger(to.kind())) {
            return Conversions.integerDigits(from) <= Conversions.integerDigits(to);
        }
        if (from.kind() == TypeKind.DECIMAL && to.kind() == TypeKind.DECIMAL) {
            return from.storage() == to.storage() && from.scale() == to.scale() && from.precision() <= to.precision();
        }
        boolean text = from.kind() == TypeKind.CHAR && to.kind() == TypeKind.VARCHAR;
        boolean binary = from.kind() == TypeKind.BINARY && to.kind() == TypeKind.VARBINARY;
        boolean number = from.kind() == TypeKind.REAL && to.kind() == TypeKind.DOUBLE;
        return number || (text || binary || from.kind() == to.kind()) && isUpTo(from.precision(), to.precision());
    }

    private static boolean isUpTo(int precision, int most) {
        return most == ColumnType.UNBOUNDED || precision != ColumnType.UNBOUNDED && precision <= most;
    }

    /** The type in which values of two nested types are equal if they lie in memory alike, or nothing if there is none. */
    static Optional<ColumnType> common(ColumnType a, ColumnType b) {
        if (a.kind() != b.kind() || a.parts().size() != b.parts().size()) {
            return Optional.empty();
        }
        List<Column> parts = new ArrayList<>();
        for (int part = 0; part < a.parts().size(); part++) {
            Optional<ColumnType> type = EqualTypes.common(a.part(part), b.part(part));
            if (type.isEmpty()) {
                return Optional.empty();
            }
            parts.add(new Column(
                    a.parts().get(part).name(),
                    widest(type.get(), a.part(part), b.part(part)).withNullable(true)));
        }
        return Optional.of(new ColumnType(a.kind(), 0, 0, a.nullable() || b.nullable(), parts));
    }

    /** Texts and binary strings are compared whole. */
    private static ColumnType widest(ColumnType common, ColumnType a, ColumnType b) {
        boolean strings =
                Conversions.isString(a.kind()) && Conversions.isString(b.kind()) && a.precision() != b.precision();
        return strings ? ColumnType.of(Literals.isText(a) ? TypeKind.VARCHAR : TypeKind.VARBINARY) : common;
    }
}
