package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;

/**
 * A function has no value for its arguments. The generated code around the call catches it, notes it on the row and goes
 * on with NULL. Carries no stack trace, so that a column full of bad values stays cheap.
 */
public final class ValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** A failure with what went wrong and the message for the user, which names the offending value. */
    public ValueException(ErrorCode code, String detail) {
        super(detail, null, false, false);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** The message for the user. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
