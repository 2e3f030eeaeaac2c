package io.millrace.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.error.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is typed, the parser answers with a statement or an EngineException that has a place within the text. */
class MutatedStatementsTest {
    private static final String CHARACTERS = " \n\t'\"();,.*=<>!~+-/%|&:?[]{}@#$\\`_aA1é€\u0007\u0000";

    private final Parser parser = new Parser();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void mutatedStatementNeverBreaksTheParser(long seed) {
        mutate(seed, 1_000);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void mutatedStatementNeverBreaksTheParserInTheLongRun(long seed) {
        mutate(seed, 10_000);
    }

    private void mutate(long seed, int count) {
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            String sql = mutated(random);
            try {
                ParsedStatement parsed = parser.parse(sql);
                assertThat(parsed.statement()).isNotNull();
            } catch (EngineException e) {
                assertThat(e.text()).as("seed %d: %s", seed, sql).isNotBlank();
                assertThat(e.position()).as("seed %d: %s", seed, sql).isNotNull();
                assertThat(SourceExcerpt.of(sql, e.position())).contains("^");
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", statement: " + sql, e);
            }
        }
    }

    private static String mutated(Random random) {
        String sql = any(random);
        int mutations = 1 + random.nextInt(3);
        for (int i = 0; i < mutations && !sql.isEmpty(); i++) {
            sql = random.nextBoolean() ? mutateWords(random, sql) : mutateCharacters(random, sql);
        }
        return sql;
    }

    private static String mutateWords(Random random, String sql) {
        List<String> words = new ArrayList<>(List.of(sql.split("(?<=\\W)|(?=\\W)")));
        List<String> others = List.of(any(random).split("(?<=\\W)|(?=\\W)"));
        int at = random.nextInt(words.size());
        switch (random.nextInt(4)) {
            case 0 -> words.remove(at);
            case 1 -> words.add(at, others.get(random.nextInt(others.size())));
            case 2 -> words.set(at, others.get(random.nextInt(others.size())));
            default -> words.set(at, words.set(random.nextInt(words.size()), words.get(at)));
        }
        return String.join("", words);
    }

    private static String mutateCharacters(Random random, String sql) {
        int at = random.nextInt(sql.length());
        char c = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
        return switch (random.nextInt(4)) {
            case 0 -> sql.substring(0, at);
            case 1 -> sql.substring(0, at) + sql.substring(at + 1);
            case 2 -> sql.substring(0, at) + c + sql.substring(at);
            default -> sql.substring(0, at) + c + sql.substring(at + 1);
        };
    }

    private static String any(Random random) {
        return Statements.ALL.get(random.nextInt(Statements.ALL.size()));
    }
}
