package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import org.apache.calcite.sql.SqlOperator;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of calls of a function.
 *
 * @param way who computes it
 * @param numbers the type that its numeric operands are brought to, or null to leave them as they are
 * @param takesNulls whether the function looks at NULLs itself
 * @param note why it is refused, or what it is turned into; else empty
 */
record FunctionRule(Way way, @Nullable TypeKind numbers, boolean takesNulls, String note) {
    /** Who computes a function. */
    enum Way {
        /** Generated code of ours. */
        OWN,
        /** Calcite's library; what it throws is a failure of the call. */
        LIBRARY,
        /** Calcite's library; it has a value for all operands. */
        TOTAL_LIBRARY,
        /** Nobody: it becomes another expression before a kernel is generated. */
        REWRITTEN,
        /** Nobody yet. */
        REFUSED
    }

    static FunctionRule own() {
        return new FunctionRule(Way.OWN, null, false, "");
    }

    /** A function of the library that takes numbers of one type. */
    static FunctionRule library(@Nullable TypeKind numbers) {
        return new FunctionRule(Way.LIBRARY, numbers, false, "");
    }

    /** A function of the library that has a value for all operands. */
    static FunctionRule total(@Nullable TypeKind numbers) {
        return new FunctionRule(Way.TOTAL_LIBRARY, numbers, false, "");
    }

    static FunctionRule libraryWithNulls() {
        return new FunctionRule(Way.LIBRARY, TypeKind.INTEGER, true, "");
    }

    static FunctionRule rewritten(String into) {
        return new FunctionRule(Way.REWRITTEN, null, false, into);
    }

    static FunctionRule refused(String why) {
        return new FunctionRule(Way.REFUSED, null, false, why);
    }

    boolean isLibrary() {
        return way == Way.LIBRARY || way == Way.TOTAL_LIBRARY;
    }

    boolean isTotal() {
        return way == Way.TOTAL_LIBRARY;
    }

    /** The type in which the library gets an argument. */
    ColumnType argument(ColumnType type) {
        boolean number = Conversions.isNumber(type.kind());
        if (!number || numbers == null || numbers == TypeKind.INTEGER && !Conversions.isInteger(type.kind())) {
            return type;
        }
        return ColumnType.of(numbers);
    }

    /** The error for a call of a function that has no kernel. */
    EngineException refusal(SqlOperator operator) {
        String name = operator.getName();
        return new EngineException(
                ErrorCode.NOT_SUPPORTED,
                "The function " + name + " is not supported" + (note.isEmpty() ? " yet." : ": " + note + "."));
    }
}
