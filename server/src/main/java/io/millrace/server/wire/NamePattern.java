package io.millrace.server.wire;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A pattern of JDBC metadata: {@code %} stands for any characters, {@code _} for one, a backslash takes the next
 * character as it is. Names match without regard to case, as unquoted names in statements do.
 */
final class NamePattern {
    private NamePattern() {}

    /** What matches the pattern; everything if the client gave none. */
    static Predicate<String> of(boolean given, String pattern) {
        if (!given || pattern.equals("%")) {
            return name -> true;
        }
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '%') {
                regex.append(".*");
            } else if (c == '_') {
                regex.append('.');
            } else {
                if (c == '\\' && i + 1 < pattern.length()) {
                    i++;
                    c = pattern.charAt(i);
                }
                regex.append(Pattern.quote(String.valueOf(c).toLowerCase(Locale.ROOT)));
            }
        }
        Pattern compiled = Pattern.compile(regex.toString(), Pattern.DOTALL);
        return name -> compiled.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }
}
