package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a query is said in the user's names, at its place, with what to do. */
class ErrorMessageTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    SELECT usr_id FROM clicks | 1:8 COLUMN_NOT_FOUND Column 'usr_id' not found in table 'clicks'. Did you mean 'user_id'?
                    SELECT c.usr_id FROM clicks c | 1:10 COLUMN_NOT_FOUND Column 'usr_id' not found in table 'c'. Did you mean 'user_id'?
                    SELECT url AS x, x FROM clicks | 1:18 COLUMN_NOT_FOUND Column 'x' not found in table 'clicks'. It is a name that this query gives with AS
                    SELECT day FROM totals | 1:8 COLUMN_NOT_FOUND Column 'day' not found in view 'totals'.
                    SELECT user_id FROM clics | 1:21 TABLE_NOT_FOUND Table or view 'clics' not found. Did you mean 'clicks'?
                    SELECT UPER(url) FROM clicks | 1:8 FUNCTION_NOT_FOUND Function 'UPER' not found. Did you mean 'UPPER'?
                    SELECT a FROM (SELECT user_id AS a, url AS a FROM clicks) | 1:8 AMBIGUOUS_NAME Column 'a' is ambiguous
                    SELECT UPPER(user_id) FROM clicks | 1:8 TYPE_MISMATCH 'UPPER' does not work with BIGINT. It is used as UPPER(text).
                    SELECT UPPER(url, url) FROM clicks | 1:8 TYPE_MISMATCH Function UPPER takes 1 argument.
                    SELECT SUM(url) FROM clicks | 1:8 TYPE_MISMATCH 'SUM' does not work with VARCHAR. It is used as SUM(number).
                    SELECT ok + 1 FROM clicks | 1:8 TYPE_MISMATCH '+' does not work with BOOLEAN and INTEGER. It is used as number + number
                    SELECT url FROM clicks GROUP BY user_id | 1:8 INVALID_STATEMENT 'url' is neither grouped nor aggregated. Add it to GROUP BY
                    SELECT user_id FROM clicks WHERE COUNT(*) > 1 | 1:34 INVALID_STATEMENT WHERE looks at single rows and cannot contain an aggregate. Put the condition into HAVING
                    SELECT LISTAGG(url, url) FROM clicks | 1:8 INVALID_ARGUMENT LISTAGG takes a text that is the same for all rows
                    SELECT LISTAGG(DISTINCT url) WITHIN GROUP (ORDER BY ts) FROM clicks | 1:8 INVALID_ARGUMENT LISTAGG with DISTINCT can be in the order of its argument only
                    SELECT PERCENTILE_CONT(1.5) WITHIN GROUP (ORDER BY user_id) FROM clicks | 1:8 INVALID_ARGUMENT PERCENTILE_CONT takes a constant fraction from 0 to 1
                    SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY url) FROM clicks | 1:8 INVALID_ARGUMENT PERCENTILE_CONT takes numbers, times or intervals
                    SELECT PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY url, ts) FROM clicks | 1:43 INVALID_ARGUMENT PERCENTILE_DISC WITHIN GROUP takes the fraction as its argument
                    SELECT SUM(COUNT(*)) FROM clicks | 1:8 INVALID_STATEMENT An aggregate cannot be inside of an aggregate.
                    SELECT * FROM clicks WHERE ts > 5 | 1:28 TYPE_MISMATCH '>' cannot compare TIMESTAMP(3) and INTEGER. Convert one of them with CAST(... AS ...).
                    SELECT * FROM clicks WHERE url IN ('a', 2) | 1:41 TYPE_MISMATCH IN cannot compare VARCHAR with INTEGER.
                    SELECT * FROM clicks WHERE ok = 5 | 1:28 TYPE_MISMATCH '=' cannot compare BOOLEAN and INTEGER.
                    SELECT UUID 'xyz' | 1:8 INVALID_CAST There is no UUID 'xyz'. It is written as 01234567-
                    SELECT DATE '2026-13-45' | 1:8 INVALID_DATETIME There is no DATE '2026-13-45': a year has the months 01 to 12.
                    SELECT * FROM clicks WHERE user_id | 1:28 TYPE_MISMATCH WHERE takes a condition, which is true or false.
                    SELECT user_id FROM clicks UNION ALL SELECT user_id, url FROM clicks | 1:45 TYPE_MISMATCH The queries around UNION ALL have different numbers of columns.
                    SELECT ts FROM clicks UNION ALL SELECT user_id FROM clicks | 1:8 TYPE_MISMATCH Column 1 of the queries around UNION ALL has types that do not go together.
                    SELECT CASE WHEN ok THEN 1 ELSE ts END FROM clicks | 1:8 TYPE_MISMATCH The results of CASE or COALESCE have types that do not go together.
                    SELECT CAST(ts AS BOOLEAN) FROM clicks | 1:8 TYPE_MISMATCH A value of type TIMESTAMP(3) cannot be converted to BOOLEAN.
                    SELECT CAST(1 AS DECIMAL(50, 2)) FROM clicks | 1:18 TYPE_MISMATCH A DECIMAL has at most 38 digits
                    VALUES (1, 'a'), (2) | 1:1 TYPE_MISMATCH The rows of VALUES have different numbers of values
                    SELECT DISTINCT url FROM clicks ORDER BY user_id | 1:42 INVALID_STATEMENT 'user_id' is not selected
                    SELECT * FROM clicks ORDER BY 99 | 1:31 INVALID_STATEMENT The query has fewer columns than this number.
                    SELECT * FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(tss), INTERVAL '1' HOUR)) | 1:53 COLUMN_NOT_FOUND Column 'tss' is not in the table of this window. Did you mean 'ts'?
                    SELECT * FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(url), INTERVAL '1' HOUR)) | 1:53 TYPE_MISMATCH Column 'url' is VARCHAR; a window needs a TIMESTAMP
                    SELECT TUMBLE_START(ts, INTERVAL '2' HOUR) FROM clicks GROUP BY TUMBLE(ts, INTERVAL '1' HOUR) | 1:8 INVALID_STATEMENT TUMBLE_START needs the same window in GROUP BY
                    SELECT COUNT(*) FROM clicks GROUP BY TUMBLE(ts + INTERVAL '1' HOUR, INTERVAL '1' HOUR) | 1:45 INVALID_STATEMENT TUMBLE in GROUP BY takes a column.
                    """)
    void tellsWhatIsWrong(String sql, String expected) {
        assertThat(Planning.readError(sql)).startsWith(expected);
    }
}
