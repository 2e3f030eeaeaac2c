package io.millrace.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StringsTest {
    private static final long SEED = 13;
    private static final List<String> LETTERS = List.of("a", "b", "ß", "世", "😀", "%", "_", "\n");

    @Test
    void likeMatchesWhatTheSameRegularExpressionMatches() {
        Random random = new Random(SEED);
        LikePattern like = new LikePattern();
        int matches = 0;
        for (int i = 0; i < 100_000; i++) {
            String text = text(random, 6);
            String pattern = text(random, 5);
            StringBuilder regex = new StringBuilder();
            pattern.codePoints()
                    .forEach(
                            c -> regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(Character.toString(c))));
            boolean expected = Pattern.compile(regex.toString(), Pattern.DOTALL)
                    .matcher(text)
                    .matches();

            assertThat(like.matches(Slice.of(text), Slice.of(pattern), Slice.EMPTY))
                    .as("seed %d: '%s' LIKE '%s'", SEED, text, pattern)
                    .isEqualTo(expected);
            matches += expected ? 1 : 0;
        }
        assertThat(matches).isGreaterThan(1_000);
    }

    @Test
    void charactersAreCodePoints() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            String text = text(random, 8);
            String part = text(random, 2);
            int[] points = text.codePoints().toArray();
            int from = random.nextInt(12) - 3;
            int count = random.nextInt(8);
            int first = Math.min(Math.max(from, 1) - 1, points.length);
            int behind = Math.max(first, Math.min(Math.max(from + count - 1, 0), points.length));
            String about = "seed %d: '%s', %d, %d, '%s'".formatted(SEED, text, from, count, part);

            assertThat(Strings.length(Slice.of(text))).as(about).isEqualTo(points.length);
            assertThat(Strings.substring(Slice.of(text), from, count, new Slice())
                            .text())
                    .as(about)
                    .isEqualTo(new String(points, first, behind - first));
            int found = text.indexOf(part);
            assertThat(Strings.position(Slice.of(part), Slice.of(text), 1))
                    .as(about)
                    .isEqualTo(found < 0 ? 0 : text.codePointCount(0, found) + 1);
            if (!part.isEmpty()) {
                assertThat(Strings.replace(Slice.of(text), Slice.of(part), Slice.of("<>"), new SliceBuilder())
                                .text())
                        .as(about)
                        .isEqualTo(text.replace(part, "<>"));
            }
        }
    }

    @Test
    void numbersReadBackAsTheyWereWritten() {
        Random random = new Random(SEED);
        TextParser parser = new TextParser();
        SliceBuilder text = new SliceBuilder();
        for (int i = 0; i < 50_000; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            double real = Double.longBitsToDouble(random.nextLong());

            assertThat(parser.toLong(TextFormat.ofLong(number, text), Long.MIN_VALUE, Long.MAX_VALUE, "BIGINT"))
                    .isEqualTo(number);
            assertThat(parser.toDouble(TextFormat.ofDouble(real, text), "DOUBLE"))
                    .as("seed %d", SEED)
                    .isEqualTo(Double.valueOf(real));
            long timestamp = Math.floorMod(number, 200_000_000_000_000L);
            assertThat(parser.toTimestamp(TextFormat.ofTimestamp(timestamp, text), 3))
                    .isEqualTo(timestamp);
        }
    }

    private static String text(Random random, int longest) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            text.append(LETTERS.get(random.nextInt(LETTERS.size())));
        }
        return text.toString();
    }
}
