package io.millrace.executor.operator.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumTest {
    private static final int AT = 2;

    private record Term(double value, long weight) {}

    private final ExactSum sums = new ExactSum();
    private final Magnitude scratch = new Magnitude();
    private final long[] words = new long[AT + ExactSum.WORDS + 1];

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void equalsTheExactSumRoundedOnce(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<Term> terms = terms(random, 1 + random.nextInt(20));
            addAll(terms);

            assertThat(rounded())
                    .as("seed %s, %s", seed, terms)
                    .isEqualTo(exact(terms).doubleValue());
            assertThat(words[AT - 1]).isZero();
            assertThat(words[AT + ExactSum.WORDS]).isZero();
            sums.release(words, AT);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void dependsOnNoOrderAndForgetsWhatIsTakenBack(long seed) {
        Random random = new Random(seed);
        List<Term> kept = terms(random, 15);
        addAll(kept);
        byte[] expected = encoded();
        sums.release(words, AT);
        List<Term> all = new ArrayList<>(kept);
        for (Term gone : terms(random, 15)) {
            all.add(gone);
            all.add(new Term(gone.value, -gone.weight));
        }
        all.add(new Term(Double.NaN, 3));
        all.add(new Term(Double.NaN, -3));
        all.add(new Term(Double.NEGATIVE_INFINITY, -1));
        all.add(new Term(Double.NEGATIVE_INFINITY, 1));
        Collections.shuffle(all, random);
        addAll(all);

        assertThat(encoded()).as("seed %s", seed).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isReadBackAsItWasWritten(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            List<Term> terms = terms(random, random.nextInt(8));
            if (random.nextInt(4) == 0) {
                terms.add(new Term(Double.POSITIVE_INFINITY, 2));
            }
            addAll(terms);
            byte[] written = encoded();
            sums.release(words, AT);
            byte[] shifted = new byte[written.length + 3];
            System.arraycopy(written, 0, shifted, 3, written.length);
            sums.decode(shifted, 3, written.length, words, AT);

            assertThat(encoded()).as("seed %s, %s", seed, terms).isEqualTo(written);
            sums.release(words, AT);
        }
    }

    @Test
    void specialValuesAreCountedApart() {
        sums.add(words, AT, 1.5, 1);
        sums.add(words, AT, Double.POSITIVE_INFINITY, 1);
        assertThat(rounded()).isEqualTo(Double.POSITIVE_INFINITY);
        sums.add(words, AT, Double.NEGATIVE_INFINITY, 1);
        assertThat(rounded()).isNaN();
        sums.add(words, AT, Double.POSITIVE_INFINITY, -1);
        assertThat(rounded()).isEqualTo(Double.NEGATIVE_INFINITY);
        sums.add(words, AT, Double.NaN, 1);
        assertThat(rounded()).isNaN();
        sums.add(words, AT, Double.NaN, -1);
        sums.add(words, AT, Double.NEGATIVE_INFINITY, -1);
        assertThat(rounded()).isEqualTo(1.5);
    }

    @Test
    void theExtremesOfTheRangeFit() {
        addAll(List.of(new Term(Double.MAX_VALUE, Long.MAX_VALUE), new Term(Double.MIN_VALUE, 1)));
        addAll(List.of(new Term(Double.MAX_VALUE, Long.MAX_VALUE), new Term(-Double.MAX_VALUE, Long.MIN_VALUE)));
        assertThat(rounded()).isEqualTo(Double.POSITIVE_INFINITY);
        addAll(List.of(new Term(Double.MAX_VALUE, Long.MIN_VALUE), new Term(-Double.MAX_VALUE, Long.MAX_VALUE)));
        addAll(List.of(new Term(Double.MAX_VALUE, -Long.MAX_VALUE)));
        assertThat(rounded()).isEqualTo(Double.MIN_VALUE);
    }

    @Test
    void moneyNeedsNoBlockAndACancelledGiantGivesItsBlockBack() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            sums.add(words, AT, random.nextInt(10_000_000) / 100.0, 1);
        }
        assertThat(sums.bytes()).isZero();
        sums.add(words, AT, 1e300, 1);
        sums.add(words, AT, 1e300, -1);
        long block = sums.bytes();
        assertThat(block).isPositive();
        sums.compact(words, AT);
        for (int i = 0; i < 1_000; i++) {
            sums.add(words, AT, 1e300, 1);
            sums.add(words, AT, 1e300, -1);
            sums.compact(words, AT);
        }
        assertThat(sums.bytes()).isEqualTo(block);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aQuotientIsRoundedOnce(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<Term> terms = terms(random, 1 + random.nextInt(5));
            long divisor = 1 + (random.nextLong() >>> 1 + random.nextInt(62));
            addAll(terms);
            sums.compact(words, AT);
            sums.load(words, AT, scratch);
            scratch.shiftLimbs(2);
            scratch.divide(divisor);
            double actual = scratch.toDouble(ExactSum.EXPONENT - 2 * Long.SIZE);
            // 1200 digits decide every rounding: a quotient that is no tie differs from one within the first 1100.
            BigDecimal quotient =
                    exact(terms).divide(BigDecimal.valueOf(divisor), new MathContext(1200, RoundingMode.DOWN));

            assertThat(actual).as("seed %s, %s / %s", seed, terms, divisor).isEqualTo(quotient.doubleValue());
            sums.release(words, AT);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aSumOfFloatsIsRoundedOnceToAFloat(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<Term> terms = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                float value = Float.intBitsToFloat(random.nextInt());
                terms.add(new Term(Float.isFinite(value) ? value : Float.MAX_VALUE, 1 + random.nextInt(3)));
            }
            addAll(terms);
            sums.compact(words, AT);
            sums.load(words, AT, scratch);

            assertThat(scratch.toFloat(ExactSum.EXPONENT))
                    .as("seed %s, %s", seed, terms)
                    .isEqualTo(exact(terms).floatValue());
            sums.release(words, AT);
        }
    }

    @Test
    void multiplyingAndDividingWideIntegersIsExact() {
        Random random = new Random(11);
        for (int round = 0; round < 1_000; round++) {
            BigInteger value = new BigInteger(1 + random.nextInt(180), random);
            long[] limbs = {
                value.longValue(),
                value.shiftRight(64).longValue(),
                value.shiftRight(128).longValue()
            };
            int factor = random.nextInt() >>> 1;
            long divisor = 1 + (random.nextLong() >>> 1 + random.nextInt(62));
            scratch.load(limbs, 0, 3);
            scratch.multiply(factor);
            scratch.increment();
            long remainder = scratch.divide(divisor);
            BigInteger[] expected = value.multiply(BigInteger.valueOf(factor))
                    .add(BigInteger.ONE)
                    .divideAndRemainder(BigInteger.valueOf(divisor));

            assertThat(scratch.toBigInteger()).isEqualTo(expected[0]);
            assertThat(remainder).isEqualTo(expected[1].longValueExact());
        }
    }

    private static List<Term> terms(Random random, int count) {
        int kind = random.nextInt(4);
        double scale = random.nextInt(2) == 0 ? 1e-3 : 1e18;
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double value = switch (kind) {
                case 0 -> Double.longBitsToDouble(random.nextLong());
                case 1 -> random.nextInt(1_000_000) / 100.0;
                case 2 -> (random.nextDouble() - 0.5) * scale;
                default -> random.nextInt(5) * Double.MIN_VALUE * (random.nextBoolean() ? 1 : -0x1p52);
            };
            long weight = random.nextInt(3) == 0 ? random.nextLong() : random.nextBoolean() ? 1 : -1;
            terms.add(new Term(Double.isFinite(value) ? value : -Double.MAX_VALUE, weight));
        }
        return terms;
    }

    private void addAll(List<Term> terms) {
        terms.forEach(term -> sums.add(words, AT, term.value, term.weight));
    }

    private double rounded() {
        sums.compact(words, AT);
        if (sums.isSpecial(words, AT)) {
            return sums.special(words, AT);
        }
        sums.load(words, AT, scratch);
        return scratch.toDouble(ExactSum.EXPONENT);
    }

    private byte[] encoded() {
        byte[] bytes = new byte[ExactSum.MAX_ENCODED];
        int length = sums.encode(words, AT, bytes);
        return Arrays.copyOf(bytes, length);
    }

    private static BigDecimal exact(List<Term> terms) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Term term : terms) {
            sum = sum.add(new BigDecimal(term.value).multiply(BigDecimal.valueOf(term.weight)));
        }
        return sum;
    }
}
