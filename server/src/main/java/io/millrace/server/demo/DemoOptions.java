package io.millrace.server.demo;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * How the demo runs.
 *
 * @param duration when it ends by itself; empty: with Ctrl-C
 * @param speed how many seconds of the data are replayed in one second; empty: what the script says, or with a
 *     {@code duration} such that all of the data are replayed within it
 * @param plain print lines rather than redraw the terminal
 */
record DemoOptions(Optional<Duration> duration, Optional<BigDecimal> speed, boolean plain) {
    /** A demo shorter than this would end before its first rows were counted. */
    private static final int MIN_SECONDS = 3;

    private static final int MAX_SECONDS = 1_000_000;

    DemoOptions {
        if (duration.isPresent() && duration.get().compareTo(Duration.ofSeconds(MIN_SECONDS)) < 0) {
            throw new IllegalArgumentException("--seconds must be at least " + MIN_SECONDS);
        }
        if (speed.isPresent() && speed.get().signum() <= 0) {
            throw new IllegalArgumentException("--speed must be greater than 0");
        }
    }

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException with a message for the user if it is wrong
     */
    static DemoOptions parse(List<String> arguments) {
        Optional<Duration> duration = Optional.empty();
        Optional<BigDecimal> speed = Optional.empty();
        boolean plain = false;
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--seconds" ->
                    duration = Optional.of(Duration.ofSeconds(number(option, rest, BigDecimal.valueOf(MAX_SECONDS))
                            .longValue()));
                case "--speed" -> speed = Optional.of(number(option, rest, BigDecimal.valueOf(Long.MAX_VALUE)));
                case "--plain" -> plain = true;
                default -> throw new IllegalArgumentException("'" + option + "' is not an option of demo");
            }
        }
        return new DemoOptions(duration, speed, plain);
    }

    private static BigDecimal number(String option, Iterator<String> rest, BigDecimal max) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        String value = rest.next();
        try {
            BigDecimal number = new BigDecimal(value);
            if (number.compareTo(max) > 0) {
                throw new IllegalArgumentException(option + " must be at most " + max);
            }
            return number;
        } catch (NumberFormatException notNumber) {
            throw new IllegalArgumentException(option + " needs a number, not '" + value + "'", notNumber);
        }
    }
}
