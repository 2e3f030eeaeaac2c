package io.millrace.connectors.format;

import io.millrace.connectors.options.OptionReader;
import io.millrace.connectors.options.OptionSpec;
import io.millrace.connectors.options.OptionType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The formats there are, and the option that names one. Immutable. */
public final class Formats {
    /** The option that names the format of values. */
    public static final String OPTION = "format";

    private final List<Format> formats;

    public Formats(List<Format> formats) {
        this.formats = List.copyOf(formats);
    }

    /** The option that names a format. */
    public OptionSpec<String> spec(String name, boolean required, String description) {
        String names = formats.stream().map(format -> "'" + format.name() + "'").collect(Collectors.joining(" or "));
        OptionType<String> type = new OptionType<>(names, text -> {
            String wanted = text.strip().toLowerCase(Locale.ROOT);
            if (formats.stream().noneMatch(format -> format.name().equals(wanted))) {
                throw new IllegalArgumentException(text);
            }
            return wanted;
        });
        return new OptionSpec<>(name, type, null, required, description);
    }

    /** The format of a name that {@link #spec} has read. */
    public Format find(String name) {
        return formats.stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name));
    }

    public List<Format> all() {
        return formats;
    }

    /** The options of all formats but one, as they are called behind a prefix. */
    public List<OptionSpec<?>> optionsOfOthers(Format chosen, String prefix) {
        List<OptionSpec<?>> specs = new ArrayList<>();
        for (Format format : formats) {
            if (format != chosen) {
                specs.addAll(prefixed(format, prefix));
            }
        }
        return specs;
    }

    /** The options of a format, as they are called behind a prefix. */
    public static List<OptionSpec<?>> prefixed(Format format, String prefix) {
        return format.options().stream()
                .<OptionSpec<?>>map(spec -> spec.named(prefix + spec.name()))
                .toList();
    }

    /** The format that {@code 'format'} names. */
    public Format chosen(OptionReader reader, OptionSpec<String> spec) {
        return find(reader.read(spec));
    }
}
