package io.millrace.server.statement;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory as people write them: {@code 512MB}, {@code 2 GB}, {@code 65536}. A KB is 1,024 bytes. */
public final class ByteSize {
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,18})\\s*(B|KB|MB|GB|TB)?");
    private static final Map<String, Integer> SHIFTS = Map.of("B", 0, "KB", 10, "MB", 20, "GB", 30, "TB", 40);

    private ByteSize() {}

    /** The bytes, or nothing if the text is no amount of memory, is 0 or too large to count. */
    public static OptionalLong parse(String text) {
        Matcher matcher = WRITTEN.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        int shift = matcher.group(2) == null ? 0 : SHIFTS.getOrDefault(matcher.group(2), 0);
        return number == 0 || number > Long.MAX_VALUE >> shift
                ? OptionalLong.empty()
                : OptionalLong.of(number << shift);
    }
}
