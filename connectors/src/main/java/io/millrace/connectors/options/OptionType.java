package io.millrace.connectors.options;

import java.util.function.Function;

/**
 * How the text of an option becomes a value. Immutable.
 *
 * @param <T> the value
 */
public final class OptionType<T> {
    private final String allowed;
    private final Function<String, T> parser;

    /**
     * @param allowed what may be written, as it reads after "it takes": "a whole number above 0"
     * @param parser throws IllegalArgumentException for anything else
     */
    public OptionType(String allowed, Function<String, T> parser) {
        this.allowed = allowed;
        this.parser = parser;
    }

    /** What may be written, as it reads after "it takes". */
    public String allowed() {
        return allowed;
    }

    /** The value of a text; throws IllegalArgumentException for one that is not allowed. */
    public T parse(String text) {
        return parser.apply(text);
    }
}
