package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** YEAR(ts), HOUR(ts) and their kin. */
class TimeFieldsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CASE WHEN HOUR(ts) > 3 THEN YEAR(ts) ELSE MONTH(ts) END",
                "ABS(QUARTER(ts) + WEEK(ts))",
                "COALESCE(DAYOFMONTH(ts), DAYOFWEEK(ts), DAYOFYEAR(ts))",
                "CAST(MINUTE(ts) + SECOND(ts) AS VARCHAR)"
            })
    void fieldsOfTimesStandInsideOfOtherCalls(String expression) {
        assertThat(Planning.circuit("SELECT " + expression + " FROM clicks")).startsWith("map [");
    }

    @ParameterizedTest
    @CsvSource({
        "HOUR, HOUR",
        "YEAR, YEAR",
        "MONTH, MONTH",
        "MINUTE, MINUTE",
        "SECOND, SECOND",
        "QUARTER, QUARTER",
        "WEEK, WEEK",
        "DAYOFMONTH, DAY",
        "DAYOFWEEK, DOW",
        "DAYOFYEAR, DOY"
    })
    void aFieldOfATimeIsItsExtract(String function, String unit) {
        assertThat(Planning.circuit("SELECT " + function + "(ts) AS f FROM clicks"))
                .isEqualTo(Planning.circuit("SELECT EXTRACT(" + unit + " FROM ts) AS f FROM clicks"));
    }
}
