package io.millrace.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a wrong statement is told. The place is the column at which the text after {@code @} begins. */
class SyntaxErrorTest {
    private final Parser parser = new Parser();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            @SELCT * FROM t                            | No statement begins with 'SELCT'. Did you mean 'SELECT'?
            @CRAETE TABLE t (a INT)                    | No statement begins with 'CRAETE'. Did you mean 'CREATE'?
            @UDPATE t SET a = 1                        | No statement begins with 'UDPATE'. Did you mean 'UPDATE'?
            @hello world                               | No statement begins with 'hello'. Statements begin with SELECT
            @5                                         | A statement begins with a word such as SELECT
            CREATE @TABEL t (a INT)                    | not by 'TABEL'. Did you mean 'TABLE'?
            SHOW @TABELS                               | not by 'TABELS'. Did you mean 'TABLES'?
            DROP @t                                    | DROP is followed by TABLE, VIEW, MATERIALIZED VIEW or SINK, not by 't'.
            SELECT a @FORM t                           | 'FORM' is not expected here. Did you mean 'FROM'?
            SELECT * @FORM t                           | 'FORM' is not expected here. Did you mean 'FROM'?
            SELECT a FROM t @WERE a = 1                | 'WERE' is not expected here. Did you mean 'WHERE'?
            SELECT a FROM t @GRUOP BY a                | 'GRUOP' is not expected here. Did you mean 'GROUP'?
            SELECT a FROM t @JION u ON t.a = u.a       | 'JION' is not expected here. Did you mean 'JOIN'?
            """)
    void misspeltKeywordGetsASuggestion(String marked, String message) {
        check(marked, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            SELECT a@, FROM t                          | Nothing follows this comma.
            CREATE TABLE t (a INT@,)                   | Nothing follows this comma.
            VALUES 1@,                                 | Nothing follows this comma.
            SELECT @FROM t                             | Something is missing before 'FROM'. Expected a name, a value or
            SELECT a b @c FROM t                       | 'c' is not expected here. Expected ','.
            CREATE TABLE t (a INT @b INT)              | A ',' or ')' is missing before 'b'.
            SELECT (a + 1 @FROM t                      | A ',' or ')' is missing before 'FROM'.
            SELECT a + 1@) FROM t                      | No parenthesis is open that this ')' could close.
            CREATE TABLE t @(a INT                     | The parenthesis that opens here is never closed.
            @(SELECT 1                                 | The parenthesis that opens here is never closed.
            SELECT a FROM t WHERE@                     | The statement ends too early. Expected a name, a value or
            SELECT a FROM t WHERE a =@                 | The statement ends too early. Expected a name, a value or
            INSERT INTO t@                             | The statement ends too early.
            DROP TABLE@                                | The statement ends too early. Expected a name.
            DESCRIBE@                                  | The statement ends too early. DESCRIBE is followed by
            SET x@                                     | The statement ends too early. Expected '='.
            SELECT a FROM t LIMIT @x                   | 'x' is not expected here. Expected a number.
            SELECT a FROM t GROUP @a                   | 'a' is not expected here. Expected BY.
            SELECT * FROM t LEFT @u ON a = b           | 'u' is not expected here. Expected JOIN.
            SELECT a FROM t WHERE a IN @1              | '1' is not expected here. Expected '(' with a list or a query.
            SELECT a FROM t WHERE a IS @5              | Expected NULL, NOT NULL, TRUE, FALSE or DISTINCT FROM.
            SELECT CASE WHEN a THEN b @FROM t          | END is missing before 'FROM': the CASE at line 1:8 is not closed.
            CREATE TABLE t (a@)                        | Expected a type such as INT, VARCHAR or TIMESTAMP(3).
            SELECT CAST(a @INT) FROM t                 | AS is missing before 'INT': CAST(x AS type).
            DROP TABLE t@, u                           | ',' is not expected here.
            CREATE TABLE t (a INT) WITH ('a' @'b')     | 'b' is not expected here. Expected '='.
            EXPLAIN PLAN @SELECT 1                     | FOR is missing: EXPLAIN PLAN FOR
            """)
    void messageSaysWhatIsMissing(String marked, String message) {
        check(marked, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            CREATE TABLE t (@select INT)               | 'select' is a reserved word of SQL. To use it as a name, put it in double quotes: "select".
            CREATE TABLE t (a INT, @all INT)           | put it in double quotes: "all".
            SELECT a FROM t WHERE @case = 1            | put it in double quotes: "case".
            SELECT a FROM t WHERE @default > 1         | put it in double quotes: "default".
            CREATE TABLE @'t' (a INT)                  | A name was expected, but 't' is a text. Write "t", in double quotes
            """)
    void reservedWordAsNameSuggestsDoubleQuotes(String marked, String message) {
        check(marked, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            SELECT a FROM t WHERE a = @'x              | The text that begins here is never closed.
            SELECT @"a FROM t                          | The name that begins here is never closed.
            SELECT a @/* c FROM t                      | The comment that begins here is never closed.
            SELECT a FROM @`t`                         | Names are put in double quotes ("like this"), not in backticks.
            SELECT a @# 1 FROM t                       | The character '#' means nothing here.
            SELECT a FROM t WHERE a =@= 1              | Equality is written with one '='.
            SELECT a FROM t WHERE a @=> 5              | Did you mean '>='?
            SELECT ts - INTERVAL @'5 seconds' FROM t   | outside the quotes: INTERVAL '5' SECOND.
            SELECT @'it's' FROM t                      | This text ends before 's'. A quote inside of a text is written twice: 'it''s ...'.
            SELECT @'it's', a FROM t                   | A quote inside of a text is written twice: 'it''s ...'.
            SELECT 'a', @'it's ', 'c' FROM t           | A quote inside of a text is written twice
            INSERT @t VALUES (1)                       | INTO is missing: INSERT INTO t.
            UPSERT @t VALUES (1)                       | INTO is missing: UPSERT INTO t.
            DELETE @t WHERE a = 1                      | FROM is missing: DELETE FROM t.
            @;                                         | The statement is empty.
            SELECT 1; @SELECT 2                        | One statement at a time
            """)
    void signsOfOtherLanguagesAreExplained(String marked, String message) {
        check(marked, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            CREATE TABLE t (a INT PRIMARY KEY, b INT @PRIMARY KEY)        | Table 't' has a PRIMARY KEY already.
            CREATE TABLE t (a INT, WATERMARK FOR a AS a, @WATERMARK FOR a AS a) | Table 't' has a WATERMARK already.
            CREATE TABLE t (a INT) WITH ('a'='b', @'A'='d')               | Option 'A' is there twice.
            CREATE TABLE @t                                               | Table 't' has no columns.
            CREATE OR REPLACE VIEW IF NOT EXISTS @v AS SELECT 1           | OR REPLACE and IF NOT EXISTS exclude each other.
            CREATE VIEW v AS SELECT @STREAM a FROM t                      | A view is kept up to date by itself. Remove STREAM.
            SELECT a FROM (SELECT @STREAM b FROM t)                       | STREAM stands after the outermost SELECT only.
            @DESCRIBE SELECT 1                                            | For a query, use EXPLAIN.
            """)
    void whatDoesNotFitTogetherIsRefused(String marked, String message) {
        check(marked, message);
    }

    private void check(String marked, String message) {
        int column = marked.indexOf('@') + 1;
        String sql = marked.replace("@", "");

        EngineException e = catchThrowableOfType(EngineException.class, () -> parser.parse(sql));

        assertThat(e).as(sql).isNotNull();
        assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.SYNTAX_ERROR);
        assertThat(e.text()).contains(Objects.requireNonNull(message));
        assertThat(e.position()).as(e.getMessage()).isEqualTo(new Position(1, column));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            CREATE VIEW @large AS SELECT 1 AS a        | 'large' is a reserved word of SQL.
            CREATE VIEW v (a, @select) AS SELECT 1, 2  | 'select' is a reserved word of SQL.
            CREATE VIEW v (@where) AS SELECT 1         | 'where' is a reserved word of SQL.
            CREATE TABLE t (@select INT)               | 'select' is a reserved word of SQL.
            UPDATE @large SET a = 1                    | 'large' is a reserved word of SQL.
            SELECT a AS @select FROM t                 | 'select' is a reserved word of SQL.
            """)
    void aReservedWordAsANameIsToldAsSuch(String marked, String message) {
        check(marked, message);
    }
}
