package io.millrace.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeNamesTest {
    private final Parser parser = new Parser();

    @Test
    void namesOfOtherSystemsAreOurTypes() {
        String text =
                SqlText.of(parser.parse("CREATE TABLE t (a STRING, b text, c bool, d INT2, e INT4, f INT8, g FLOAT4,"
                                + " h FLOAT8, i BYTEA, string TEXT, m MAP<STRING, INT8 ARRAY>)")
                        .statement()
                        .node());

        assertThat(text).isEqualTo("""
                CREATE TABLE "t" (
                    "a" VARCHAR,
                    "b" VARCHAR,
                    "c" BOOLEAN,
                    "d" SMALLINT,
                    "e" INTEGER,
                    "f" BIGINT,
                    "g" REAL,
                    "h" DOUBLE,
                    "i" VARBINARY,
                    "string" VARCHAR,
                    "m" MAP< VARCHAR, BIGINT ARRAY >
                )""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            CREATE TABLE t (a @VARCHR)                         | Type 'VARCHR' is not known. Did you mean 'VARCHAR'?
            CREATE TABLE t (a INT, b @MONEY)                   | Type 'MONEY' is not known. Types are BOOLEAN, INT
            CREATE TABLE t (a MAP<VARCHAR, @TIMESTMP>)         | Did you mean 'TIMESTAMP'?
            CREATE TABLE t (a ROW(x @STRNG) ARRAY)             | Did you mean 'STRING'?
            SELECT CAST(a AS @BIGIN) FROM t                    | Did you mean 'BIGINT'?
            SELECT a::@NUMBR FROM t                            | Type 'NUMBR' is not known.
            """)
    void unknownTypeIsRefusedWithASuggestion(String marked, String message) {
        EngineException e = catchThrowableOfType(EngineException.class, () -> parser.parse(marked.replace("@", "")));

        assertThat(e.code()).isEqualTo(ErrorCode.SYNTAX_ERROR);
        assertThat(e.text()).contains(message);
        assertThat(e.position()).isEqualTo(new Position(1, marked.indexOf('@') + 1));
    }
}
