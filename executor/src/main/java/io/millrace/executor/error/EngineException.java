package io.millrace.executor.error;

import org.jspecify.annotations.Nullable;

/**
 * The one exception that leaves a module. Its message says, in the user's own names, what is wrong and then what to do;
 * {@link #getMessage} puts the position before it and the code behind it.
 */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient @Nullable Position position;
    private final String text;

    public EngineException(ErrorCode code, String text) {
        this(code, null, text, null);
    }

    public EngineException(ErrorCode code, @Nullable Position position, String text) {
        this(code, position, text, null);
    }

    public EngineException(ErrorCode code, @Nullable Position position, String text, @Nullable Throwable cause) {
        super(format(code, position, text), cause);
        this.code = code;
        this.position = position;
        this.text = text;
    }

    public ErrorCode code() {
        return code;
    }

    /** Where in the statement, or null where the error has no place in a text. */
    public @Nullable Position position() {
        return position;
    }

    /** The message without position and code. */
    public String text() {
        return text;
    }

    /** What a failure says, without position and code where it is ours: to be quoted in another message. */
    public static String textOf(Throwable failure) {
        return failure instanceof EngineException known ? known.text() : failure.toString();
    }

    private static String format(ErrorCode code, @Nullable Position position, String text) {
        return (position == null ? "" : position + ": ")
                + text
                + " ["
                + code
                + " "
                + code.number()
                + ", SQLSTATE "
                + code.sqlState()
                + "]";
    }
}
