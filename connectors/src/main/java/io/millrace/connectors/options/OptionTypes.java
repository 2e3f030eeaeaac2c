package io.millrace.connectors.options;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types of options that connectors share. */
public final class OptionTypes {
    /** Any text. */
    public static final OptionType<String> TEXT = new OptionType<>("text", text -> text);

    /** {@code true} or {@code false}. */
    public static final OptionType<Boolean> BOOLEAN =
            new OptionType<>("'true' or 'false'", text -> switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(text);
            });

    /** A time span such as {@code 500 ms}. */
    public static final OptionType<Duration> DURATION =
            new OptionType<>("a time such as '500 ms', '5 s', '10 min', '1 h' or '1 d'", OptionTypes::duration);

    private static final Pattern SPAN = Pattern.compile("(\\d{1,15})\\s*(ms|s|min|h|d)");

    private OptionTypes() {}

    /** A whole number within bounds. */
    public static OptionType<Long> wholeNumber(long min, long max) {
        String allowed = max == Long.MAX_VALUE
                ? "a whole number of at least " + min
                : "a whole number from " + min + " to " + max;
        return new OptionType<>(min == Long.MIN_VALUE && max == Long.MAX_VALUE ? "a whole number" : allowed, text -> {
            long value = Long.parseLong(text.strip());
            if (value < min || value > max) {
                throw new IllegalArgumentException(text);
            }
            return value;
        });
    }

    /** A finite number above 0. */
    public static OptionType<Double> positiveNumber() {
        return new OptionType<>("a number above 0", text -> {
            double value = Double.parseDouble(text.strip());
            if (!(value > 0) || Double.isInfinite(value)) {
                throw new IllegalArgumentException(text);
            }
            return value;
        });
    }

    /** A share from 0 to 1. */
    public static OptionType<Double> rate() {
        return new OptionType<>("a number from 0 to 1", text -> {
            double value = Double.parseDouble(text.strip());
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(text);
            }
            return value;
        });
    }

    /** One constant of an enum, written in lower case with '-' for '_'. */
    public static <E extends Enum<E>> OptionType<E> choice(Class<E> type) {
        return new OptionType<>(
                Arrays.stream(type.getEnumConstants())
                        .map(constant -> "'" + spelled(constant) + "'")
                        .collect(Collectors.joining(" or ")),
                text -> Enum.valueOf(type, text.strip().toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    /** How a constant is written as an option. */
    public static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One ASCII character; {@code \t} is the tabulator. */
    public static OptionType<Byte> character() {
        return new OptionType<>("one ASCII character, or '\\t'", text -> {
            String one = text.equals("\\t") ? "\t" : text;
            if (one.length() != 1 || one.charAt(0) > 127 || one.charAt(0) == '\n' || one.charAt(0) == '\r') {
                throw new IllegalArgumentException(text);
            }
            return (byte) one.charAt(0);
        });
    }

    /** Names separated by {@code ;} or {@code ,}; at least one. */
    public static OptionType<List<String>> list() {
        return new OptionType<>("one or more names, separated by ';' or ','", text -> {
            List<String> names = Arrays.stream(text.split("[;,]"))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .toList();
            if (names.isEmpty()) {
                throw new IllegalArgumentException(text);
            }
            return names;
        });
    }

    private static Duration duration(String text) {
        Matcher span = SPAN.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!span.matches()) {
            throw new IllegalArgumentException(text);
        }
        long amount = Long.parseLong(span.group(1));
        String unit = span.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "min" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw new IllegalArgumentException(text);
        };
    }
}
