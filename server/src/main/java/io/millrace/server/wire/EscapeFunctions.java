package io.millrace.server.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Sorts function names into the four lists that {@code DatabaseMetaData} has for them. */
final class EscapeFunctions {
    private static final Set<String> NUMERIC = Set.of(
            "ABS",
            "ACOS",
            "ASIN",
            "ATAN",
            "ATAN2",
            "CEILING",
            "COS",
            "COT",
            "DEGREES",
            "EXP",
            "FLOOR",
            "LOG",
            "LOG10",
            "MOD",
            "PI",
            "POWER",
            "RADIANS",
            "RAND",
            "ROUND",
            "SIGN",
            "SIN",
            "SQRT",
            "TAN",
            "TRUNCATE");
    private static final Set<String> STRING = Set.of(
            "ASCII",
            "CHAR",
            "CHAR_LENGTH",
            "CHARACTER_LENGTH",
            "CONCAT",
            "DIFFERENCE",
            "INSERT",
            "LCASE",
            "LEFT",
            "LENGTH",
            "LOCATE",
            "LOWER",
            "LTRIM",
            "OCTET_LENGTH",
            "POSITION",
            "REPEAT",
            "REPLACE",
            "RIGHT",
            "RTRIM",
            "SOUNDEX",
            "SPACE",
            "SUBSTRING",
            "TRIM",
            "UCASE",
            "UPPER");
    private static final Set<String> TIME_AND_DATE = Set.of(
            "CURRENT_DATE",
            "CURRENT_TIME",
            "CURRENT_TIMESTAMP",
            "CURDATE",
            "CURTIME",
            "DAYNAME",
            "DAYOFMONTH",
            "DAYOFWEEK",
            "DAYOFYEAR",
            "EXTRACT",
            "HOUR",
            "MINUTE",
            "MONTH",
            "MONTHNAME",
            "NOW",
            "QUARTER",
            "SECOND",
            "TIMESTAMPADD",
            "TIMESTAMPDIFF",
            "WEEK",
            "YEAR");

    private final List<String> numeric = new ArrayList<>();
    private final List<String> string = new ArrayList<>();
    private final List<String> timeAndDate = new ArrayList<>();
    private final List<String> system = new ArrayList<>();

    EscapeFunctions(List<String> functions) {
        for (String function : functions) {
            String name = function.toUpperCase(Locale.ROOT);
            if (NUMERIC.contains(name)) {
                numeric.add(name);
            } else if (STRING.contains(name)) {
                string.add(name);
            } else if (TIME_AND_DATE.contains(name)) {
                timeAndDate.add(name);
            } else {
                system.add(name);
            }
        }
    }

    List<String> numeric() {
        return numeric;
    }

    List<String> string() {
        return string;
    }

    List<String> timeAndDate() {
        return timeAndDate;
    }

    /** All that is in no other list. */
    List<String> system() {
        return system;
    }
}
