package io.millrace.planner.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expressions over one row that has a value of every type, and a NULL of each; the answers are written by hand. */
class ScalarExpressionTest {
    private static final long TIME = LocalDateTime.parse("2024-02-29T13:45:30.250")
            .toInstant(ZoneOffset.UTC)
            .toEpochMilli();

    /** The types with plain constructors, and a row of values; the columns with an n before their name are NULL. */
    private final KernelRun run = KernelRun.over(
                    "i", ColumnType.of(TypeKind.INTEGER),
                    "ni", ColumnType.of(TypeKind.INTEGER),
                    "b", ColumnType.of(TypeKind.BIGINT),
                    "r", ColumnType.of(TypeKind.REAL),
                    "d", ColumnType.of(TypeKind.DOUBLE),
                    "m", ColumnType.decimal(10, 2),
                    "w", ColumnType.decimal(38, 4),
                    "s", ColumnType.of(TypeKind.VARCHAR),
                    "ns", ColumnType.of(TypeKind.VARCHAR),
                    "c", new ColumnType(TypeKind.CHAR, 5, 0, true),
                    "t", ColumnType.of(TypeKind.BOOLEAN),
                    "nt", ColumnType.of(TypeKind.BOOLEAN),
                    "da", ColumnType.of(TypeKind.DATE),
                    "ti", ColumnType.of(TypeKind.TIME),
                    "ts", ColumnType.of(TypeKind.TIMESTAMP),
                    "nts", ColumnType.of(TypeKind.TIMESTAMP),
                    "vb", ColumnType.of(TypeKind.VARBINARY))
            .row(
                    7,
                    null,
                    10_000_000_000L,
                    1.5,
                    -2.5,
                    new BigDecimal("12.35"),
                    new BigDecimal("12345678901234567890.1250"),
                    "Grüße, 世界",
                    null,
                    "ab",
                    true,
                    null,
                    LocalDate.parse("2024-02-29").toEpochDay(),
                    TIME - Math.floorDiv(TIME, 86_400_000L) * 86_400_000L,
                    TIME,
                    null,
                    "\u0001\u00ff");

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiterString = "=>",
            nullValues = "NULL",
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = true,
            textBlock = """
            i = 7 AND t => true
            nt AND FALSE => false
            nt OR TRUE => true
            nt AND TRUE => NULL
            nt OR FALSE => NULL
            NOT nt => NULL
            nt IS UNKNOWN => true
            nt IS NOT TRUE => true
            t IS NOT FALSE => true
            ni IS NULL => true
            ni IS DISTINCT FROM 7 => true
            ni IS NOT DISTINCT FROM NULL => true
            i IS NOT DISTINCT FROM 7 => true
            i BETWEEN 5 AND 9 => true
            i NOT BETWEEN 5 AND 9 => false
            i IN (1, 2, 7) => true
            i IN (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12) => false
            i NOT IN (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12) => true
            ni IN (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12) => NULL
            s IN ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'Grüße, 世界') => true
            c IN ('x', 'ab ') => true
            ts IN (TIMESTAMP '2024-02-29 13:45:30.25', TIMESTAMP '2024-02-29 13:45:31') => true
            CASE WHEN i > 5 THEN 'big' WHEN i > 3 THEN 'middle' END => big
            CASE i WHEN 1 THEN 'one' END => NULL
            CASE WHEN ni > 5 THEN 1 ELSE 2.5 END => 2.5
            COALESCE(ni, i + 1) => 8
            COALESCE(ns, 'none') => none
            NULLIF(i, 7) => NULL
            NULLIF(i, 8) => 7
            i + 1.5 => 8.5
            i / 2 => 3
            -m => -12.35
            m * m => 152.5225
            MOD(i, 4) => 3
            MOD(m, 5) => 2.35
            w + 1 => 12345678901234567891.1250
            w > m => true
            w = w => true
            b * 2 => 20000000000
            d < r => true
            c = 'ab' => true
            c = 'ab   ' => true
            s = 'Grüße, 世界 ' => false
            s > 'Grüße' => true
            CAST(m AS INTEGER) => 12
            CAST(d AS INTEGER) => -3
            CAST(2.5 AS INTEGER) => 3
            CAST(w AS DECIMAL(25, 2)) => 12345678901234567890.13
            CAST(w AS DOUBLE) => 12345678901234567000
            CAST(m AS DECIMAL(5, 1)) => 12.4
            CAST(i AS VARCHAR) => 7
            CAST(m AS VARCHAR) => 12.35
            CAST(w AS VARCHAR) => 12345678901234567890.1250
            CAST(d AS VARCHAR) => -2.5
            CAST(1e30 AS VARCHAR) => 1e+30
            CAST(r AS VARCHAR) => 1.5
            CAST(t AS VARCHAR) => TRUE
            CAST(da AS VARCHAR) => 2024-02-29
            CAST(ti AS VARCHAR) => 13:45:30.25
            CAST(ts AS VARCHAR) => 2024-02-29 13:45:30.25
            CAST(s AS VARCHAR(3)) => Grü
            CAST('abcdef' AS VARCHAR(3)) => abc
            CAST(CAST('ab   ' AS CHAR(4)) AS VARCHAR) => ab
            CAST(CAST(TIMESTAMP '2024-01-01 00:00:00.123' AS TIMESTAMP(0)) AS VARCHAR) => 2024-01-01 00:00:00
            CAST(X'01' AS BINARY(2)) = X'0100' => true
            vb > X'01' => true
            X'01FF' = vb => true
            TRUE => true
            CAST(NULL AS INTEGER) + i => NULL
            CASE WHEN TRUE THEN i ELSE 1 END => 7
            CASE WHEN FALSE THEN i WHEN CAST(NULL AS BOOLEAN) THEN 2 ELSE 1 END => 1
            TRUE OR nt => true
            FALSE AND nt => false
            (nt AND TRUE) IS NULL => true
            COALESCE(CAST(NULL AS VARCHAR), 'x') => x
            CAST('  42 ' AS INTEGER) => 42
            CAST('12.345' AS DECIMAL(5, 2)) => 12.35
            CAST('1e3' AS DOUBLE) => 1000
            CAST('yes' AS BOOLEAN) => true
            CAST('2024-02-29' AS DATE) = da => true
            CAST('13:45:30.25' AS TIME) = ti => true
            CAST('2024-02-29 13:45:30.25' AS TIMESTAMP) = ts => true
            CAST('2024-02-29' AS TIMESTAMP) = CAST(da AS TIMESTAMP) => true
            CAST(ts AS DATE) = da => true
            CAST(ts AS TIME) = ti => true
            CAST(CAST(ts AS TIMESTAMP(0)) AS VARCHAR) => 2024-02-29 13:45:30
            CAST(i AS BOOLEAN) => true
            da < ts => true
            UPPER(s) => GRÜSSE, 世界
            LOWER('ABC') => abc
            CHAR_LENGTH(s) => 9
            CHAR_LENGTH(c) => 2
            OCTET_LENGTH(vb) => 2
            SUBSTRING(s FROM 3 FOR 3) => üße
            SUBSTRING(s FROM 8) => 世界
            SUBSTRING(s FROM 0 FOR 3) => Gr
            TRIM(BOTH 'G' FROM 'GGaGG') => a
            TRIM('  a  ') => a
            TRIM(LEADING ' ' FROM '  a  ') || '|' => `a  |`
            s || '!' => `Grüße, 世界!`
            c || 'x' => abx
            'a ' || 'b' => `a b`
            ns || 'x' => NULL
            POSITION('世' IN s) => 8
            POSITION('x' IN s) => 0
            REPLACE(s, 'ß', 'ss') => `Grüsse, 世界`
            s LIKE 'Gr%' => true
            s LIKE 'Gr__e,%' => true
            s NOT LIKE '%x%' => true
            s LIKE '%世_' => true
            'a%b' LIKE 'a\\%b' ESCAPE '\\' => true
            'axb' LIKE 'a\\%b' ESCAPE '\\' => false
            ABS(d) => 2.5
            ABS(m) => 12.35
            SIGN(d) => -1
            FLOOR(m) => 12
            CEIL(m) => 13
            FLOOR(-m) => -13
            CEIL(w) => 12345678901234567891
            FLOOR(d) => -3
            ROUND(m, 1) => 12.4
            TRUNCATE(m, 1) => 12.3
            ROUND(i, -1) => 10
            POWER(i, 2) => 49
            SQRT(49) => 7
            EXP(0) => 1
            LN(1) => 0
            EXTRACT(YEAR FROM ts) => 2024
            EXTRACT(QUARTER FROM ts) => 1
            EXTRACT(MONTH FROM ts) => 2
            EXTRACT(DAY FROM da) => 29
            EXTRACT(HOUR FROM ts) => 13
            EXTRACT(MINUTE FROM ts) => 45
            EXTRACT(SECOND FROM ts) => 30
            EXTRACT(MILLISECOND FROM ts) => 30250
            EXTRACT(DOW FROM ts) => 5
            EXTRACT(DOY FROM ts) => 60
            EXTRACT(WEEK FROM ts) => 9
            EXTRACT(EPOCH FROM TIMESTAMP '1970-01-02 00:00:00') => 86400
            CAST(FLOOR(ts TO MONTH) AS VARCHAR) => 2024-02-01 00:00:00
            CAST(CEIL(ts TO MONTH) AS VARCHAR) => 2024-03-01 00:00:00
            CAST(FLOOR(ts TO HOUR) AS VARCHAR) => 2024-02-29 13:00:00
            CAST(CEIL(ts TO MINUTE) AS VARCHAR) => 2024-02-29 13:46:00
            CAST(FLOOR(ts TO WEEK) AS VARCHAR) => 2024-02-26 00:00:00
            CAST(FLOOR(da TO YEAR) AS VARCHAR) => 2024-01-01
            CAST(CEIL(da TO YEAR) AS VARCHAR) => 2025-01-01
            CAST(ts + INTERVAL '1' DAY AS VARCHAR) => 2024-03-01 13:45:30.25
            CAST(ts - INTERVAL '30' SECOND AS VARCHAR) => 2024-02-29 13:45:00.25
            CAST(ts + INTERVAL '12' MONTH AS VARCHAR) => 2025-02-28 13:45:30.25
            CAST(da + INTERVAL '1' DAY AS VARCHAR) => 2024-03-01
            CAST(da - INTERVAL '1' YEAR AS VARCHAR) => 2023-02-28
            CAST(ti + INTERVAL '12' HOUR AS VARCHAR) => 01:45:30.25
            (ts - TIMESTAMP '2024-02-29 00:00:00') HOUR > INTERVAL '12' HOUR => true
            TIMESTAMPDIFF(DAY, TIMESTAMP '2024-01-01 00:00:00', ts) => 59
            TIMESTAMPDIFF(MONTH, TIMESTAMP '2023-03-01 00:00:00', ts) => 11
            CAST(TIMESTAMPADD(HOUR, i, ts) AS VARCHAR) => 2024-02-29 20:45:30.25
            nts + INTERVAL '1' DAY => NULL
            INTERVAL '1' HOUR * i = INTERVAL '7' HOUR => true
            """)
    void hasItsValue(String sql, String expected) {
        Object value = run.value(sql);

        assertThat(value == null ? null : text(value)).as(sql).isEqualTo(expected);
        assertThat(run.failures).isEmpty();
    }

    @ParameterizedTest(name = "{0} fails with {1}")
    @CsvSource(delimiterString = "=>", quoteCharacter = '`', textBlock = """
            i / 0 => DIVISION_BY_ZERO
            m / (i - 7) => DIVISION_BY_ZERO
            MOD(m, 0) => DIVISION_BY_ZERO
            CAST(b AS INTEGER) => NUMERIC_OVERFLOW
            CAST(300 AS TINYINT) => NUMERIC_OVERFLOW
            CAST(123.45 AS DECIMAL(3, 2)) => NUMERIC_OVERFLOW
            CAST(1e300 AS REAL) => NUMERIC_OVERFLOW
            CAST(w AS BIGINT) => NUMERIC_OVERFLOW
            CAST(m AS DECIMAL(3, 2)) => NUMERIC_OVERFLOW
            CAST(s AS INTEGER) => INVALID_CAST
            CAST('99999999999' AS INTEGER) => NUMERIC_OVERFLOW
            CAST('2023-02-29' AS DATE) => INVALID_DATETIME
            CAST('13-45' AS TIME) => INVALID_CAST
            CAST('1d' AS DOUBLE) => INVALID_CAST
            CAST('maybe' AS BOOLEAN) => INVALID_CAST
            SQRT(d) => INVALID_ARGUMENT
            LN(0) => INVALID_ARGUMENT
            SUBSTRING(s FROM 1 FOR i - 8) => INVALID_ARGUMENT
            b * b * b => NUMERIC_OVERFLOW
            w * w => NUMERIC_OVERFLOW
            ts + INTERVAL '9000' YEAR(4) => INVALID_DATETIME
            'x' LIKE 'x!' ESCAPE '!' => INVALID_ARGUMENT
            """)
    void isNullAndNotedWhereItHasNoValue(String sql, ErrorCode code) {
        assertThat(run.value(sql)).as(sql).isNull();
        assertThat(run.failures).extracting(KernelRun.Failure::code).containsExactly(code);
    }

    private static String text(Object value) {
        if (value instanceof Double number) {
            return new BigDecimal(number).stripTrailingZeros().toPlainString().length() > 18
                    ? new BigDecimal(String.valueOf(number)).toPlainString()
                    : new BigDecimal(String.valueOf(number))
                            .stripTrailingZeros()
                            .toPlainString();
        }
        return value.toString();
    }
}
