package io.millrace.functions;

import io.millrace.executor.column.Batch;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.kernel.KernelContext;

/**
 * Where generated code reports that a call has no value on a row. One a kernel instance; allocates, but only for rows
 * that fail. Every method returns true: the null flag of the call.
 */
public final class RowFailures {
    private final KernelContext context;
    private final FailureSite[] sites;

    public RowFailures(KernelContext context, FailureSite[] sites) {
        this.context = context;
        this.sites = sites.clone();
    }

    /** The result of an operation on two integers does not fit {@code type}. */
    public boolean overflow(Batch in, int row, int site, String type, long left, long right) {
        String detail = "The result for " + left + " and " + right + " does not fit the type " + type + ".";
        context.fail(ErrorCode.NUMERIC_OVERFLOW, sites[site], detail, in, row);
        return true;
    }

    /** A value does not fit {@code type}. */
    public boolean overflow(Batch in, int row, int site, String type, long value) {
        String detail = "The value " + value + " does not fit the type " + type + ".";
        context.fail(ErrorCode.NUMERIC_OVERFLOW, sites[site], detail, in, row);
        return true;
    }

    /** A result does not fit {@code type}. */
    public boolean overflow(Batch in, int row, int site, String type) {
        context.fail(
                ErrorCode.NUMERIC_OVERFLOW, sites[site], "The result does not fit the type " + type + ".", in, row);
        return true;
    }

    /** A divisor is zero. */
    public boolean divisionByZero(Batch in, int row, int site) {
        context.fail(ErrorCode.DIVISION_BY_ZERO, sites[site], "Division by zero.", in, row);
        return true;
    }

    /** A function refused its arguments. */
    public boolean failed(Batch in, int row, int site, ValueException failure) {
        context.fail(failure.code(), sites[site], failure.detail(), in, row);
        return true;
    }
}
