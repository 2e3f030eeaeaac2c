package io.millrace.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextLiteralsTest {
    private final Parser parser = new Parser();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            'it''s'                     | 'it''s'
            E'it''s \\'x\\''            | 'it''s ''x'''
            e'a\\\\b\\x41\\u00e9'       | 'a\\bAé'
            U&'\\00e9\\+01d11e'         | 'é𝄞'
            u&'!00e9' UESCAPE '!'       | 'é'
            N'€'                        | '€'
            _UTF8'€'                    | '€'
            """)
    void everyFormIsAPlainText(String literal, String plain) {
        String text = SqlText.of(parser.parse("SELECT " + literal).statement().node());

        assertThat(text).isEqualTo("SELECT " + plain);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            SELECT @_latin1'x'              | NOT_SUPPORTED | A text has no other character set than Unicode. Leave '_latin1' out.
            SELECT @U&'\\00'                | SYNTAX_ERROR  | A Unicode escape in this text is incomplete. It is written \\00e9 or \\+01d11e.
            SELECT @U&'\\00zz'              | SYNTAX_ERROR  | A Unicode escape in this text is incomplete.
            SELECT @U&'\\+ffffff'          | SYNTAX_ERROR  | A Unicode escape in this text is incomplete.
            SELECT @E'\\u00'               | SYNTAX_ERROR  | A Unicode escape in this text is incomplete.
            SELECT U&'!00e9' UESCAPE @'a'   | SYNTAX_ERROR  | UESCAPE is followed by one character
            """)
    void wrongFormIsExplained(String marked, ErrorCode code, String message) {
        EngineException e = catchThrowableOfType(EngineException.class, () -> parser.parse(marked.replace("@", "")));

        assertThat(e.code()).isEqualTo(code);
        assertThat(e.text()).contains(message);
        assertThat(e.position()).isEqualTo(new Position(1, marked.indexOf('@') + 1));
    }

    @Test
    void nameMayHaveUnicodeEscapesToo() {
        assertThat(SqlText.of(
                        parser.parse("SELECT U&\"\\00e9\" FROM t").statement().node()))
                .isEqualTo("SELECT \"é\"\nFROM \"t\"");
    }
}
