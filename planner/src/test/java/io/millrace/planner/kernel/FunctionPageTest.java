package io.millrace.planner.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.sql.SqlOperator;
import org.junit.jupiter.api.Test;

/** Keeps the page about functions true, and complete. */
class FunctionPageTest {
    private static final String UPDATE = "millrace.write-docs";

    @Test
    void everyFunctionHasAnExampleOrIsRefused() {
        Set<String> missing = new TreeSet<>();
        for (SqlOperator operator : FunctionPage.scalars()) {
            boolean refused = Functions.rule(operator).way() == FunctionRule.Way.REFUSED;
            if (refused == FunctionExample.of(operator.getName()).isPresent()) {
                missing.add(operator.getName() + (refused ? " is refused but has an example" : ""));
            }
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void everyAggregateHasItsForm() {
        Set<String> wrong = new TreeSet<>();
        for (SqlOperator operator : FunctionPage.aggregates()) {
            boolean known = Aggregates.of(operator) != null;
            if (known != AggregateForm.of(operator.getName()).isPresent()) {
                wrong.add(operator.getName() + (known ? " has no form" : " has a form but is not there"));
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void everyRefusalSaysWhy() {
        assertThat(FunctionPage.scalars().stream()
                        .filter(operator -> !Functions.isKnown(operator))
                        .map(SqlOperator::getName))
                .as("operators that nobody thought of")
                .isEmpty();
    }

    @Test
    void thePageAboutFunctionsIsUpToDate() throws IOException {
        String page = FunctionPage.text();
        if (Boolean.getBoolean(UPDATE)) {
            Files.createDirectories(FunctionPage.PATH.getParent());
            Files.writeString(FunctionPage.PATH, page);
        }

        assertThat(Files.readString(FunctionPage.PATH))
                .as("generated; run this test with -D" + UPDATE + "=true and look at the difference")
                .isEqualTo(page);
    }
}
