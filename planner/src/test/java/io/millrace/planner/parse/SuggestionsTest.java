package io.millrace.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionsTest {
    @Test
    void oneLetterWrongMissingAdditionalOrSwappedIsNear() {
        for (String word : List.of("FRON", "FRM", "FROMM", "FORM", "form")) {
            assertThat(Suggestions.nearest(word, List.of("WHERE", "FROM")))
                    .as(word)
                    .isEqualTo("FROM");
        }
    }

    @Test
    void anotherWordIsNotNear() {
        assertThat(Suggestions.nearest("hello", List.of("WHERE", "FROM"))).isNull();
        assertThat(Suggestions.nearest("x", List.of("y", "z"))).isNull();
        assertThat(Suggestions.didYouMean("hello", List.of("FROM"))).isEmpty();
    }

    @Test
    void nearestWins() {
        assertThat(Suggestions.nearest("usr_id", List.of("user", "user_id", "usr_ids_all")))
                .isEqualTo("user_id");
    }
}
