package io.millrace.executor.operator.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against BigInteger, with operands whose limbs are often all ones, all zeros, or alike. */
class WideTest {
    private final Wide left = new Wide();
    private final Wide right = new Wide();
    private final Wide result = new Wide();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void arithmeticIsThatOfBigInteger(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            BigInteger a = number(random);
            BigInteger b = number(random);
            String place = "seed " + seed + ", round " + round + ", " + a + ", " + b;

            load(a, left);
            load(b, right);
            assertThat(value(result.multiply(left, right))).as(place).isEqualTo(a.multiply(b));
            assertThat(value(result.set(left).add(right))).as(place).isEqualTo(a.add(b));
            assertThat(value(result.set(left).subtract(right))).as(place).isEqualTo(a.subtract(b));
            assertThat(value(result.set(left).timesPowerOfTen(12)))
                    .as(place)
                    .isEqualTo(a.multiply(BigInteger.TEN.pow(12)));
            if (b.signum() != 0) {
                boolean rest = left.divide(right, result);
                assertThat(value(result)).as(place).isEqualTo(a.abs().divide(b.abs()));
                assertThat(value(left).abs()).as(place).isEqualTo(a.abs().mod(b.abs()));
                assertThat(rest).as(place).isEqualTo(a.mod(b.abs()).signum() != 0);
            }
            load(a, left);
            boolean rest = left.root(result, right);
            assertThat(value(result)).as(place).isEqualTo(a.abs().sqrt());
            assertThat(rest).as(place).isEqualTo(a.abs().sqrtAndRemainder()[1].signum() != 0);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void powersOfTwoAreBroughtTogether(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            BigInteger a = number(random);
            BigInteger b = number(random);
            int first = random.nextInt(200);
            int second = random.nextInt(200);
            load(a, first, left);
            load(b, second, right);

            left.subtract(right);

            assertThat(value(left).shiftLeft(left.exponent()))
                    .as("seed " + seed + ", round " + round)
                    .isEqualTo(a.shiftLeft(first).subtract(b.shiftLeft(second)));
        }
    }

    private static BigInteger number(Random random) {
        int words = random.nextInt(7);
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < words; i++) {
            long limb = switch (random.nextInt(4)) {
                case 0 -> 0xFFFF_FFFFL;
                case 1 -> 0;
                case 2 -> 0x8000_0000L;
                default -> random.nextInt() & 0xFFFF_FFFFL;
            };
            number = number.shiftLeft(Integer.SIZE).or(BigInteger.valueOf(limb));
        }
        return random.nextBoolean() ? number.negate() : number;
    }

    private static void load(BigInteger value, Wide into) {
        load(value, 0, into);
    }

    private static void load(BigInteger value, int exponent, Wide into) {
        long[] words = new long[5];
        for (int i = 0; i < words.length; i++) {
            words[i] = value.shiftRight(i * Long.SIZE).longValue();
        }
        into.load(words, 0, words.length, exponent);
    }

    private static BigInteger value(Wide wide) {
        BigInteger value = BigInteger.ZERO;
        for (int i = wide.bitLength() / Long.SIZE; i >= 0; i--) {
            value = value.shiftLeft(Long.SIZE).or(new BigInteger(Long.toUnsignedString(wide.word(i))));
        }
        return wide.isNegative() ? value.negate() : value;
    }
}
