package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.Optional;

/** In which type values of two types are equal, as {@code =} compares them, just if they lie in memory alike. */
public final class EqualTypes {
    private EqualTypes() {}

    /** That type, or nothing if there is none that holds the values of both. */
    public static Optional<ColumnType> common(ColumnType a, ColumnType b) {
        TypeKind one = a.kind();
        TypeKind other = b.kind();
        if (Conversions.isNumber(one) && Conversions.isNumber(other)) {
            return number(a, b);
        }
        if (one.isNested() || other.isNested()) {
            return NestedTypes.common(a, b);
        }
        boolean strings = Literals.isText(a) && Literals.isText(b) || isBytes(one) && isBytes(other);
        if (strings || one == other && a.storage() == b.storage()) {
            return Optional.of(a);
        }
        boolean days = one == TypeKind.DATE && other == TypeKind.TIMESTAMP
                || one == TypeKind.TIMESTAMP && other == TypeKind.DATE;
        return days ? Optional.of(one == TypeKind.DATE ? b : a) : Optional.empty();
    }

    /** Whether a value has to be converted to lie in memory as one of a type that {@link #common} gave. */
    public static boolean needsCast(ColumnType from, ColumnType to) {
        if (Conversions.isExact(from.kind()) && Conversions.isExact(to.kind())) {
            return from.storage() != to.storage() || Conversions.scale(from) != Conversions.scale(to);
        }
        if (Conversions.isApproximate(from.kind()) && Conversions.isApproximate(to.kind())) {
            return false;
        }
        if (from.kind().isNested()) {
            return !NestedTypes.lieAlike(from, to);
        }
        return from.storage() != to.storage()
                || from.kind() == TypeKind.DATE && to.kind() != TypeKind.DATE
                || Conversions.isNumber(from.kind()) && Conversions.isApproximate(to.kind());
    }

    /** Whether a cast from one type to another changes no value, nor how it lies in memory. */
    public static boolean isSame(ColumnType from, ColumnType to) {
        if (Conversions.isExact(from.kind()) && Conversions.isExact(to.kind())) {
            return !needsCast(from, to) && Conversions.integerDigits(from) <= Conversions.integerDigits(to);
        }
        if (from.kind().isNested()) {
            return NestedTypes.lieAlike(from, to);
        }
        boolean texts = from.kind() == TypeKind.VARCHAR && to.kind() == TypeKind.VARCHAR;
        return from.kind() == TypeKind.REAL && to.kind() == TypeKind.DOUBLE
                || texts && (to.precision() == ColumnType.UNBOUNDED || isUpTo(from.precision(), to.precision()));
    }

    private static boolean isUpTo(int length, int most) {
        return length != ColumnType.UNBOUNDED && length <= most;
    }

    private static boolean isBytes(TypeKind kind) {
        return kind == TypeKind.BINARY || kind == TypeKind.VARBINARY;
    }

    private static Optional<ColumnType> number(ColumnType a, ColumnType b) {
        boolean exact = Conversions.isExact(a.kind()) && Conversions.isExact(b.kind());
        if (exact) {
            int scale = Math.max(Conversions.scale(a), Conversions.scale(b));
            int digits = Math.max(Conversions.integerDigits(a), Conversions.integerDigits(b)) + scale;
            if (digits > ColumnType.MAX_DECIMAL_PRECISION) {
                return Optional.empty();
            }
        }
        return Optional.of(Comparisons.common(a, b));
    }
}
