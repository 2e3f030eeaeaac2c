package io.millrace.connectors.nexmark;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The texts that events are made of: made once, always the same, in the order in which the definition draws them.
 * Immutable; two megabytes.
 */
final class Words {
    private static final long SEED = 42;
    private static final int LETTERS = 26;
    private static final int CHANNELS = 10_004;
    private static final int HOT_CHANNELS = 4;
    private static final int CONTACTS = 4_096;
    private static final int TEXT_BYTES = 1 << 20;
    private static final List<String> FIRST_NAMES =
            List.of("Peter", "Paul", "Luke", "John", "Saul", "Vicky", "Kate", "Julie", "Sarah", "Deiter", "Walter");
    private static final List<String> LAST_NAMES =
            List.of("Shultz", "Abrams", "Spencer", "White", "Bartels", "Walton", "Smith", "Jones", "Noris");

    static final byte[] TEXT = new byte[TEXT_BYTES];
    static final byte[][] CHANNEL = new byte[CHANNELS][];
    static final byte[][] URL = new byte[CHANNELS][];
    static final byte[][] NAME = new byte[FIRST_NAMES.size() * LAST_NAMES.size()][];
    static final byte[][] EMAIL = new byte[CONTACTS][];
    static final byte[][] CREDIT_CARD = new byte[CONTACTS][];
    static final byte[][] CITY = all(
            "Phoenix",
            "Los Angeles",
            "San Francisco",
            "Boise",
            "Portland",
            "Bend",
            "Redmond",
            "Seattle",
            "Kent",
            "Cheyenne");
    static final byte[][] STATE = all("AZ", "CA", "ID", "OR", "WA", "WY");

    static {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < TEXT.length; i++) {
            TEXT[i] = (byte) ('a' + random.nextInt(LETTERS));
        }
        channels(random);
        for (int i = 0; i < NAME.length; i++) {
            NAME[i] = bytes(FIRST_NAMES.get(i / LAST_NAMES.size()) + " " + LAST_NAMES.get(i % LAST_NAMES.size()));
        }
        for (int i = 0; i < CONTACTS; i++) {
            EMAIL[i] = bytes(word(random, 7) + "@" + word(random, 5) + ".com");
            CREDIT_CARD[i] = bytes(String.format(
                    Locale.ROOT,
                    "%04d %04d %04d %04d",
                    random.nextInt(10_000),
                    random.nextInt(10_000),
                    random.nextInt(10_000),
                    random.nextInt(10_000)));
        }
    }

    private Words() {}

    private static void channels(SplittableRandom random) {
        List<String> hot = List.of("Google", "Facebook", "Baidu", "Apple");
        for (int i = 0; i < CHANNELS; i++) {
            int number = i - HOT_CHANNELS;
            CHANNEL[i] = bytes(number < 0 ? hot.get(i) : "channel-" + number);
            String url = "https://www.nexmark.com/" + word(random, 5) + "/" + word(random, 5) + "/" + word(random, 5)
                    + "/item.htm?query=1";
            if (number >= 0 && random.nextInt(10) > 0) {
                url += "&channel_id=" + Math.abs(Integer.reverse(number));
            }
            URL[i] = bytes(url);
        }
    }

    /** Letters and underscores: at least three, less than {@code bound}. */
    private static String word(SplittableRandom random, int bound) {
        int length = 3 + random.nextInt(bound - 3);
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(random.nextInt(13) == 0 ? '_' : (char) ('a' + random.nextInt(LETTERS)));
        }
        return word.toString();
    }

    private static byte[][] all(String... texts) {
        byte[][] all = new byte[texts.length][];
        for (int i = 0; i < all.length; i++) {
            all[i] = bytes(texts[i]);
        }
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
