package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression in the language of java.util.regex, compiled again only when it changes from one row to the next.
 * One for each call in a kernel. Allocates: the matcher of the JDK takes Strings.
 */
public final class RegexPattern {
    private final SliceBuilder last = new SliceBuilder();
    private @Nullable Matcher matcher;

    /** A pattern that is given with each row. */
    public RegexPattern() {}

    /** Whether the pattern is found somewhere in the text. */
    public boolean find(Slice text, Slice pattern) {
        return next(matcher(text, pattern), text);
    }

    /** The first match, or null if there is none. */
    public @Nullable Slice extract(Slice text, Slice pattern, SliceBuilder into) {
        return extract(text, pattern, 0, into);
    }

    /** A group of the first match, 0 for all of it; null if there is no match or the group has no part in it. */
    public @Nullable Slice extract(Slice text, Slice pattern, long group, SliceBuilder into) {
        Matcher found = matcher(text, pattern);
        if (group < 0 || group > found.groupCount()) {
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The pattern '" + pattern.text() + "' has no group " + group + ", only " + found.groupCount()
                            + ".");
        }
        if (!next(found, text)) {
            return null;
        }
        String part = found.group((int) group);
        return part == null ? null : Strings.replaced(part, into);
    }

    /** At which character the first match begins, counted from 1; 0 without a match. */
    public long position(Slice text, Slice pattern) {
        Matcher found = matcher(text, pattern);
        if (!next(found, text)) {
            return 0;
        }
        return 1L + text.text().codePointCount(0, found.start());
    }

    /** How often the pattern is found, without overlaps. */
    public long count(Slice text, Slice pattern) {
        Matcher found = matcher(text, pattern);
        long count = 0;
        while (next(found, text)) {
            count++;
        }
        return count;
    }

    private Matcher matcher(Slice text, Slice pattern) {
        Matcher known = matcher;
        if (known == null || !Slice.equal(pattern, last)) {
            known = compiled(pattern);
            matcher = known;
            last.reset(pattern.length);
            last.append(pattern);
        }
        return known.reset(text.text());
    }

    /** Finds the next match; the JDK's way of matching may need more stack than there is for a long text. */
    private static boolean next(Matcher matcher, Slice text) {
        try {
            return matcher.find();
        } catch (StackOverflowError e) {
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The text of " + text.length + " bytes is too long for this regular expression.");
        }
    }

    private static Matcher compiled(Slice pattern) {
        try {
            return Pattern.compile(pattern.text()).matcher("");
        } catch (PatternSyntaxException e) {
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT,
                    "'" + pattern.text() + "' is not a regular expression: " + e.getDescription() + ".");
        }
    }
}
