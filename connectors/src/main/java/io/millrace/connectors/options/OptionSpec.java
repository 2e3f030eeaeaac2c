package io.millrace.connectors.options;

import org.jspecify.annotations.Nullable;

/**
 * One option that a connector or format understands. The reference page is made of these.
 *
 * @param name as users write it; {@code fields.*.kind} stands for one option for each column
 * @param type its values
 * @param fallback the text it has when it is not given; null if it then has no value
 * @param required whether it must be given
 * @param description one or two sentences for the reference page
 * @param <T> its value
 */
public record OptionSpec<T>(
        String name, OptionType<T> type, @Nullable String fallback, boolean required, String description) {
    /** An option that must be given. */
    public static <T> OptionSpec<T> required(String name, OptionType<T> type, String description) {
        return new OptionSpec<>(name, type, null, true, description);
    }

    /** An option with a default. */
    public static <T> OptionSpec<T> defaulted(String name, OptionType<T> type, String fallback, String description) {
        return new OptionSpec<>(name, type, fallback, false, description);
    }

    /** An option that may be left out and then has no value. */
    public static <T> OptionSpec<T> optional(String name, OptionType<T> type, String description) {
        return new OptionSpec<>(name, type, null, false, description);
    }

    /** The same option under another name. */
    public OptionSpec<T> named(String otherName) {
        return new OptionSpec<>(otherName, type, fallback, required, description);
    }

    /** This option for one column, where the name holds a {@code *}. */
    public OptionSpec<T> of(String column) {
        return named(name.replace("*", column));
    }
}
