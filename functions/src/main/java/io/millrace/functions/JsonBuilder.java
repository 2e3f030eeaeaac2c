package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;

/** Puts an object or an array together of values that are JSON already; one for each call in a kernel. */
public final class JsonBuilder extends Slice {
    private final SliceBuilder text = new SliceBuilder();
    private boolean any;

    /** Starts with a bracket. */
    public void open(char bracket) {
        text.reset(0).append(bracket);
        any = false;
    }

    /** Adds an element. */
    public void element(Slice json) {
        separate();
        text.append(json);
    }

    /** Adds a member; a key that is NULL is refused. */
    public void member(boolean keyIsNull, Slice key, Slice json) {
        separate();
        pair(keyIsNull, key, json);
    }

    /** A member alone, without brackets. */
    public Slice only(boolean keyIsNull, Slice key, Slice json) {
        text.reset(0);
        pair(keyIsNull, key, json);
        return text;
    }

    private void pair(boolean keyIsNull, Slice key, Slice json) {
        if (keyIsNull) {
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT, "A key of a JSON object is NULL, which a key cannot be.");
        }
        JsonText.quote(key, text);
        text.append(':');
        text.append(json);
    }

    /** Ends with a bracket; this is the text then. */
    public void close(char bracket) {
        text.append(bracket);
        set(text.data(), 0, text.length());
    }

    private void separate() {
        if (any) {
            text.append(',');
        }
        any = true;
    }
}
