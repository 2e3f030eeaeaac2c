package io.millrace.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Statements made to break the parser end in an error that says so, and soon. */
class ComplexityLimitTest {
    private static final int MANY = 10_000;

    private final Parser parser = new Parser();

    static List<String> bombs() {
        return List.of(
                "SELECT 1" + " + 1".repeat(MANY),
                "SELECT 1 FROM t WHERE a = 1" + " OR a = 1".repeat(MANY),
                "SELECT a" + " || a".repeat(MANY) + " FROM t",
                "SELECT " + "NOT ".repeat(MANY) + "TRUE",
                "SELECT " + "- ".repeat(MANY) + "a FROM t",
                "SELECT " + "(".repeat(5_000) + "1" + ")".repeat(5_000),
                "SELECT " + "(".repeat(5_000),
                "SELECT " + "f(".repeat(MANY) + "1" + ")".repeat(MANY),
                "SELECT 1" + " :: INT".repeat(MANY),
                "SELECT 1" + "::INT".repeat(MANY),
                "SELECT a" + ".a".repeat(MANY) + " FROM t",
                "SELECT " + "CASE WHEN a THEN ".repeat(MANY) + "1" + " END".repeat(MANY) + " FROM t",
                "SELECT * FROM " + "(SELECT * FROM ".repeat(MANY) + "t" + ")".repeat(MANY),
                "SELECT 1" + " UNION ALL SELECT 1".repeat(MANY),
                "SELECT 1 FROM t" + " JOIN t ON TRUE".repeat(MANY),
                "SELECT 1 FROM t" + ", t".repeat(MANY),
                "SELECT a" + "[1]".repeat(MANY) + " FROM t",
                "SELECT " + "ARRAY[".repeat(MANY) + "1" + "]".repeat(MANY),
                "SELECT a" + " IS NULL".repeat(MANY) + " FROM t",
                "SELECT a" + " BETWEEN 1 AND 2".repeat(MANY) + " FROM t",
                "CREATE TABLE t (a INT" + " ARRAY".repeat(MANY) + ")",
                "CREATE TABLE t (a " + "MAP<INT, ".repeat(MANY) + "INT" + ">".repeat(MANY) + ")",
                "CREATE TABLE t (a " + "ROW(a ".repeat(MANY) + "INT" + ")".repeat(MANY) + ")",
                "SELECT '" + "x".repeat(ComplexityLimit.MAX_CHARACTERS) + "'");
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void statementIsTooComplex(String sql) {
        EngineException e = catchThrowableOfType(EngineException.class, () -> parser.parse(sql));

        assertThat(e).as(sql.substring(0, 40)).isNotNull();
        assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.STATEMENT_TOO_COMPLEX);
        assertThat(e.position()).isNotNull();
    }

    @Test
    void longListsAreNotComplex() {
        parser.parse("SELECT 1 FROM t WHERE a IN (1" + ", 1".repeat(MANY) + ")");
        parser.parse("SELECT 1" + ", 1".repeat(MANY));
        parser.parse("INSERT INTO t VALUES (1, 'x')" + ", (1, 'x')".repeat(MANY));
        parser.parse("SELECT CASE" + " WHEN a = 1 AND b > 2 THEN 3".repeat(500) + " END FROM t");
    }

    @Test
    void usualNestingIsNotComplex() {
        parser.parse("SELECT " + "(".repeat(100) + "1" + ")".repeat(100));
        parser.parse("SELECT 1 FROM t WHERE a = 1" + " OR a = 1".repeat(500));
        parser.parse("SELECT 1" + " UNION ALL SELECT 1".repeat(500));
    }

    @Test
    void overflowOnTheDeepStackIsTooComplex() {
        EngineException e = catchThrowableOfType(EngineException.class, () -> DeepStack.call(() -> endless(0)));

        assertThat(e.code()).isEqualTo(ErrorCode.STATEMENT_TOO_COMPLEX);
    }

    @SuppressWarnings("InfiniteRecursion")
    private static long endless(long depth) {
        return endless(depth + 1) + 1;
    }
}
