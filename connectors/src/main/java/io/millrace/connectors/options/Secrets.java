package io.millrace.connectors.options;

import java.util.Locale;

/** Which options hold secrets: their values are shown nowhere. */
public final class Secrets {
    /** What is shown instead. */
    public static final String MASK = "******";

    private Secrets() {}

    /** Whether the value of an option is a secret. */
    public static boolean isSecret(String option) {
        String name = option.toLowerCase(Locale.ROOT);
        return name.contains("password")
                || name.contains("jaas")
                || name.contains("keystore.key")
                || name.contains("secret")
                || name.contains("token");
    }
}
