package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DECIMALs of up to 38 digits through functions and aggregates, against BigDecimal. */
@Timeout(180)
class DecimalsTest {
    private static final long SEED = 9;
    private static final int ROWS = 40;
    private static final BigInteger LIMIT = BigInteger.TEN.pow(38);

    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("decimals");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    @Test
    void functionsGiveWhatBigDecimalGivesOrSayThatItDoesNotFit() throws SQLException {
        Random random = new Random(SEED);
        int[][] types = {{10, 3}, {18, 0}, {18, 18}, {19, 2}, {3, 3}, {38, 0}, {38, 10}, {38, 38}};
        for (int[] type : types) {
            String table = "t" + type[0] + "_" + type[1];
            sql.execute("CREATE TABLE " + table + " (id INT PRIMARY KEY, d DECIMAL(" + type[0] + ", " + type[1] + "))");
            List<BigDecimal> values = values(type[0], type[1], random);
            insert(table, values);
            check(table, "ROUND(d)", values, d -> d.setScale(0, RoundingMode.HALF_UP));
            check(table, "ROUND(d, 1)", values, d -> d.setScale(Math.min(1, type[1]), RoundingMode.HALF_UP));
            check(table, "ROUND(d, -2)", values, d -> d.setScale(-2, RoundingMode.HALF_UP));
            check(table, "TRUNCATE(d, 2)", values, d -> d.setScale(Math.min(2, type[1]), RoundingMode.DOWN));
            check(table, "TRUNC(d)", values, d -> d.setScale(0, RoundingMode.DOWN));
            check(table, "FLOOR(d)", values, d -> d.setScale(0, RoundingMode.FLOOR));
            check(table, "CEIL(d)", values, d -> d.setScale(0, RoundingMode.CEILING));
            check(table, "ABS(d)", values, BigDecimal::abs);
            check(table, "SIGN(d)", values, d -> BigDecimal.valueOf(d.signum()));
            check(table, "-d", values, BigDecimal::negate);
            check(table, "CAST(CAST(d AS VARCHAR) AS DECIMAL(" + type[0] + ", " + type[1] + "))", values, d -> d);
            aggregates(table, values, type[1]);
        }
    }

    /** Values of all lengths, and the greatest and least of the type. */
    private static List<BigDecimal> values(int precision, int scale, Random random) {
        List<BigDecimal> values = new ArrayList<>();
        BigInteger most = BigInteger.TEN.pow(precision).subtract(BigInteger.ONE);
        values.add(new BigDecimal(most, scale));
        values.add(new BigDecimal(most.negate(), scale));
        values.add(new BigDecimal(BigInteger.ZERO, scale));
        while (values.size() < ROWS) {
            BigInteger unscaled = new BigInteger(128, random).mod(BigInteger.TEN.pow(1 + random.nextInt(precision)));
            values.add(new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale));
        }
        return values;
    }

    private void insert(String table, List<BigDecimal> values) throws SQLException {
        try (PreparedStatement insert = sql.connection().prepareStatement("INSERT INTO " + table + " VALUES (?, ?)")) {
            for (int id = 0; id < values.size(); id++) {
                insert.setInt(1, id);
                insert.setBigDecimal(2, values.get(id));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void check(
            String table, String expression, List<BigDecimal> values, Function<BigDecimal, BigDecimal> oracle)
            throws SQLException {
        List<BigDecimal> fitting = new ArrayList<>();
        String where = "";
        for (int id = 0; id < values.size(); id++) {
            BigDecimal expected = oracle.apply(values.get(id));
            if (expected.setScale(Math.max(0, expected.scale()))
                            .unscaledValue()
                            .abs()
                            .compareTo(LIMIT)
                    < 0) {
                fitting.add(expected);
            } else {
                where += (where.isEmpty() ? " WHERE id NOT IN (" : ", ") + id;
                String one = "SELECT " + expression + " FROM " + table + " WHERE id = " + id;
                assertThat(sql.state(one)).as(one).isEqualTo("22003");
            }
        }
        String query =
                "SELECT " + expression + " FROM " + table + where + (where.isEmpty() ? "" : ")") + " ORDER BY id";
        List<BigDecimal> found = new ArrayList<>();
        try (Statement statement = sql.connection().createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.add(rows.getBigDecimal(1));
            }
        }
        assertThat(found)
                .as("%s, seed %d", query, SEED)
                .usingElementComparator(BigDecimal::compareTo)
                .containsExactlyElementsOf(fitting);
    }

    private void aggregates(String table, List<BigDecimal> values, int scale) throws SQLException {
        sql.execute("CREATE VIEW v_" + table
                + " AS SELECT SUM(d) AS s, MIN(d) AS least, MAX(d) AS most, COUNT(DISTINCT d) AS n FROM " + table);
        BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        String query = "SELECT s, least, most, n FROM v_" + table;
        try (Statement statement = sql.connection().createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            boolean fits = sum.setScale(scale).unscaledValue().abs().compareTo(LIMIT) < 0;
            assertThat(row.getBigDecimal(1)).as(query).isEqualTo(fits ? sum.setScale(scale) : null);
            assertThat(row.getBigDecimal(2))
                    .isEqualTo(values.stream().min(BigDecimal::compareTo).orElseThrow());
            assertThat(row.getBigDecimal(3))
                    .isEqualTo(values.stream().max(BigDecimal::compareTo).orElseThrow());
            assertThat(row.getLong(4)).isEqualTo(values.stream().distinct().count());
        }
    }

    /** The digits of results as docs/reference/sql.md tells them. */
    private record Digits(int whole, int scale) {
        static Digits of(int[] type) {
            return new Digits(type[0] - type[1], type[1]);
        }

        /** At most 38 digits; where that cuts, digits behind the point go first, down to six. */
        Digits fitted() {
            int kept = Math.min(scale, Math.max(38 - whole, Math.min(scale, 6)));
            return new Digits(Math.min(whole, 38 - kept), kept);
        }

        /** The exact value rounded to this type, or null if it does not fit. */
        BigDecimal hold(BigDecimal exact) {
            BigDecimal rounded = exact.setScale(scale, RoundingMode.HALF_UP);
            return rounded.abs().compareTo(BigDecimal.TEN.pow(whole)) < 0 ? rounded : null;
        }
    }

    /** An operator with the type of its result and its exact value. */
    private record Operation(
            String sql, BinaryOperator<Digits> type, BinaryOperator<BigDecimal> exact, boolean divides) {}

    private static final List<Operation> OPERATIONS = List.of(
            new Operation(
                    "a + b",
                    (a, b) -> new Digits(Math.max(a.whole, b.whole) + 1, Math.max(a.scale, b.scale)),
                    BigDecimal::add,
                    false),
            new Operation(
                    "a - b",
                    (a, b) -> new Digits(Math.max(a.whole, b.whole) + 1, Math.max(a.scale, b.scale)),
                    BigDecimal::subtract,
                    false),
            new Operation(
                    "a * b", (a, b) -> new Digits(a.whole + b.whole, a.scale + b.scale), BigDecimal::multiply, false),
            new Operation(
                    "a / b",
                    (a, b) -> new Digits(a.whole + b.scale, Math.max(6, Math.max(a.scale, b.scale))),
                    (a, b) -> a.divide(b, 200, RoundingMode.DOWN),
                    true),
            new Operation(
                    "MOD(a, b)",
                    (a, b) -> new Digits(Math.min(a.whole, b.whole), Math.max(a.scale, b.scale)),
                    BigDecimal::remainder,
                    true));

    @Test
    void operatorsGiveTheExactResultRoundedOnceToATypeOfTheTable() throws SQLException {
        Random random = new Random(SEED);
        int[][][] pairs = {
            {{10, 2}, {5, 3}},
            {{18, 0}, {18, 18}},
            {{38, 0}, {38, 0}},
            {{38, 10}, {20, 5}},
            {{38, 38}, {3, 1}},
            {{20, 18}, {38, 2}},
            {{9, 9}, {38, 19}}
        };
        for (int[][] pair : pairs) {
            String table = "p" + pair[0][0] + "_" + pair[0][1] + "_" + pair[1][0] + "_" + pair[1][1];
            sql.execute("CREATE TABLE " + table + " (id INT PRIMARY KEY, a DECIMAL(" + pair[0][0] + ", " + pair[0][1]
                    + "), b DECIMAL(" + pair[1][0] + ", " + pair[1][1] + "))");
            List<BigDecimal> left = values(pair[0][0], pair[0][1], random);
            List<BigDecimal> right = values(pair[1][0], pair[1][1], random);
            Collections.shuffle(right, random);
            try (PreparedStatement insert =
                    sql.connection().prepareStatement("INSERT INTO " + table + " VALUES (?, ?, ?)")) {
                for (int id = 0; id < ROWS; id++) {
                    insert.setInt(1, id);
                    insert.setBigDecimal(2, left.get(id));
                    insert.setBigDecimal(3, right.get(id));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            for (Operation operation : OPERATIONS) {
                check(table, operation, Digits.of(pair[0]), Digits.of(pair[1]), left, right);
            }
        }
    }

    private void check(
            String table, Operation operation, Digits a, Digits b, List<BigDecimal> left, List<BigDecimal> right)
            throws SQLException {
        Digits type = operation.type.apply(a, b).fitted();
        String place = operation.sql + " over " + table + ", seed " + SEED;
        List<BigDecimal> expected = new ArrayList<>();
        for (int id = 0; id < ROWS; id++) {
            boolean byZero = operation.divides && right.get(id).signum() == 0;
            BigDecimal result = byZero ? null : type.hold(operation.exact.apply(left.get(id), right.get(id)));
            expected.add(result);
            String one = "SELECT " + operation.sql + " FROM " + table + " WHERE id = " + id;
            if (result == null && id < 10) {
                assertThat(sql.state(one)).as(one).isEqualTo(byZero ? "22012" : "22003");
            }
        }
        sql.execute("CREATE VIEW v AS SELECT id, " + operation.sql + " AS r FROM " + table);
        List<BigDecimal> found = new ArrayList<>();
        try (Statement statement = sql.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT r FROM v ORDER BY id")) {
            assertThat(rows.getMetaData().getPrecision(1)).as(place).isEqualTo(Math.max(1, type.whole + type.scale));
            assertThat(rows.getMetaData().getScale(1)).as(place).isEqualTo(type.scale);
            while (rows.next()) {
                found.add(rows.getBigDecimal(1));
            }
        }
        sql.execute("DROP VIEW v");
        assertThat(found).as(place).isEqualTo(expected);
    }

    @Test
    void averagesAndStatisticsAreExactAndRoundedOnceAlsoWhenRowsGo() throws SQLException {
        Random random = new Random(SEED);
        for (int[] type : new int[][] {{10, 3}, {18, 18}, {19, 2}, {38, 0}, {38, 10}, {38, 38}}) {
            String table = "s" + type[0] + "_" + type[1];
            sql.execute(
                    "CREATE TABLE " + table + " (id INT PRIMARY KEY, d DECIMAL(" + type[0] + ", " + type[1] + "))",
                    "CREATE VIEW v_" + table + " AS SELECT AVG(d) AS a, VAR_POP(d) AS vp, VAR_SAMP(d) AS vs,"
                            + " STDDEV_POP(d) AS sp, STDDEV_SAMP(d) AS ss, SUM(d) AS s FROM " + table);
            List<BigDecimal> values = values(type[0], type[1], random);
            insert(table, values);
            Digits average = new Digits(type[0] - type[1], Math.max(6, type[1])).fitted();
            statistics(table, values, average, new Digits(38 - type[1], type[1]));
            sql.execute("DELETE FROM " + table + " WHERE id < 15");
            statistics(table, values.subList(15, ROWS), average, new Digits(38 - type[1], type[1]));
        }
    }

    private void statistics(String table, List<BigDecimal> values, Digits average, Digits total) throws SQLException {
        BigDecimal n = BigDecimal.valueOf(values.size());
        BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal squares =
                values.stream().map(value -> value.multiply(value)).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal spread = squares.multiply(n).subtract(sum.multiply(sum));
        MathContext digits = new MathContext(120);
        BigDecimal population = spread.divide(n.multiply(n), digits);
        BigDecimal sample = spread.divide(n.multiply(n.subtract(BigDecimal.ONE)), digits);
        BigDecimal mean = average.hold(sum.divide(n, 200, RoundingMode.DOWN));
        if (mean == null) {
            assertThat(sql.state("SELECT AVG(d) FROM " + table)).isEqualTo("22003");
        }
        String select = "SELECT " + (mean == null ? "NULL" : "AVG(d)")
                + ", VAR_POP(d), VAR_SAMP(d), STDDEV_POP(d), STDDEV_SAMP(d) FROM " + table;
        for (String query : List.of(select, "SELECT a, vp, vs, sp, ss FROM v_" + table)) {
            try (Statement statement = sql.connection().createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                row.next();
                String place = query + ", seed " + SEED;
                assertThat(row.getBigDecimal(1)).as(place).isEqualTo(mean);
                assertThat(row.getDouble(2)).as(place).isEqualTo(population.doubleValue());
                assertThat(row.getDouble(3)).as(place).isEqualTo(sample.doubleValue());
                assertThat(row.getDouble(4))
                        .as(place)
                        .isEqualTo(population.sqrt(digits).doubleValue());
                assertThat(row.getDouble(5))
                        .as(place)
                        .isEqualTo(sample.sqrt(digits).doubleValue());
            }
        }
        try (Statement statement = sql.connection().createStatement();
                ResultSet row = statement.executeQuery("SELECT s FROM v_" + table)) {
            row.next();
            assertThat(row.getBigDecimal(1))
                    .as("SUM over %s, seed %d", table, SEED)
                    .isEqualTo(total.hold(sum));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ROUND(CAST(9999999.999 AS DECIMAL(10, 3)), 1) | 10000000.0",
                "ROUND(CAST(0.5 AS DECIMAL(1, 1))) | 1",
                "ROUND(CAST(99.95 AS DECIMAL(4, 2)), 1) | 100.0",
                "ROUND(CAST(-2.5 AS DECIMAL(2, 1))) | -3",
                "ROUND(CAST(1234.5 AS DECIMAL(5, 1)), -2) | 1200",
                "TRUNC(CAST(-9.99 AS DECIMAL(3, 2)), 1) | -9.9",
                "SIGN(CAST(-0.123 AS DECIMAL(3, 3))) | -1",
                "ROUND(2.5e0) | 3.0",
                "FLOOR(CAST(-0.001 AS DECIMAL(3, 3))) | -1",
                "CAST(9.995 AS DECIMAL(3, 2)) | 22003",
                "CAST(1e38 AS DECIMAL(38, 0)) | 22003",
                "CAST(127.5 AS TINYINT) | 22003",
                "CAST(-128.4 AS TINYINT) | -128",
                "CAST('99999999999999999999999999999999999999' AS DECIMAL(38, 0)) | 99999999999999999999999999999999999999",
                "CAST('1e3' AS DECIMAL(5, 1)) | 1000.0",
            })
    void resultTypesHaveRoomAndCastsRound(String expression, String expected) throws SQLException {
        if (expected.equals("22003")) {
            assertThat(sql.state("SELECT " + expression)).as(expression).isEqualTo(expected);
        } else {
            assertThat(sql.rows("SELECT " + expression)).as(expression).containsExactly(expected);
        }
    }
}
