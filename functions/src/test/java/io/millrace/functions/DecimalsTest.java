package io.millrace.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DecimalsTest {
    private static final long SEED = 11;
    private static final BigInteger LIMIT = BigInteger.TEN.pow(38);

    @Test
    void equalsBigDecimalOrHasNoValue() {
        Random random = new Random(SEED);
        for (int i = 0; i < 50_000; i++) {
            BigInteger a = number(random);
            BigInteger b = number(random);
            int from = random.nextInt(20);
            int to = random.nextInt(20);
            Int128 x = Int128.of(a);
            Int128 y = Int128.of(b);
            String about = "seed %d: %s, %s, %d, %d".formatted(SEED, a, b, from, to);

            check(about, a.add(b), () -> Decimals.checked(new Int128().add(x, y), 38));
            check(about, a.subtract(b), () -> Decimals.checked(new Int128().subtract(x, y), 38));
            check(about, rounded(a, from, to), () -> Decimals.rescale(x, from, to, 38, new Int128()));
            check(about, rounded(a.multiply(b), from, to), () -> Decimals.multiply(x, y, from, to, 38, new Int128()));
            if (b.signum() != 0) {
                check(about, a.remainder(b), () -> Decimals.remainder(x, y, 38, new Int128()));
                BigInteger quotient = new BigDecimal(a, from)
                        .divide(new BigDecimal(b), to, RoundingMode.HALF_UP)
                        .unscaledValue();
                check(about, quotient, () -> Decimals.divide(x, y, from, to, 38, new Int128()));
            }
            assertThat(x.compareTo(y)).as(about).isEqualTo(a.compareTo(b));
        }
    }

    private static void check(String about, BigInteger expected, Supplier<Int128> actual) {
        if (expected.abs().compareTo(LIMIT) < 0) {
            assertThat(actual.get().toBigInteger()).as(about).isEqualTo(expected);
        } else {
            assertThat(failure(actual)).as(about).isNotNull();
        }
    }

    private static @org.jspecify.annotations.Nullable ValueException failure(Supplier<Int128> call) {
        try {
            call.get();
            return null;
        } catch (ValueException e) {
            return e;
        }
    }

    private static BigInteger rounded(BigInteger value, int from, int to) {
        return new BigDecimal(value, from).setScale(to, RoundingMode.HALF_UP).unscaledValue();
    }

    private static BigInteger number(Random random) {
        BigInteger value = new BigInteger(random.nextInt(126), random);
        BigInteger signed = random.nextBoolean() ? value : value.negate();
        return random.nextInt(10) == 0 ? LIMIT.subtract(BigInteger.ONE) : signed;
    }
}
