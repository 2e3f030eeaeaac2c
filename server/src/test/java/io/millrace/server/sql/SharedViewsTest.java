package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Views that have a join or a grouping in common keep it once, are told of that, and equal H2 whichever of them come and go. */
@Timeout(120)
class SharedViewsTest {
    private static final String JOINED = " FROM orders AS o JOIN customers AS c ON o.customer = c.id ";
    private static final String TOTALS =
            "SELECT c.country, SUM(o.amount) AS total, COUNT(*) AS n" + JOINED + "GROUP BY c.country";
    private static final String TOPS = "SELECT c.country, MAX(o.amount) AS top" + JOINED + "GROUP BY c.country";
    private static final List<String> QUERIES = List.of(
            TOTALS,
            TOPS,
            TOTALS + " HAVING COUNT(*) > 2",
            "SELECT country, total * 10 AS tenfold FROM (" + TOTALS + ")",
            "SELECT DISTINCT c.country, o.amount" + JOINED,
            "SELECT c.country, o.amount FROM orders AS o LEFT JOIN customers AS c ON o.customer = c.id",
            "SELECT id FROM customers WHERE id NOT IN (SELECT customer FROM orders WHERE customer IS NOT NULL)",
            "SELECT country, amount, RANK() OVER (PARTITION BY country ORDER BY amount) AS r FROM (SELECT c.country, o.amount"
                    + JOINED + ") AS j",
            "SELECT country, COUNT(*) AS n FROM (SELECT c.country, o.amount" + JOINED + ") AS j GROUP BY country");

    private SqlFixture sql;
    private Connection h2;
    private Statement other;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("shared");
        h2 = DriverManager.getConnection("jdbc:h2:mem:");
        other = h2.createStatement();
        both("CREATE TABLE orders (id INT PRIMARY KEY, customer INT, amount INT)");
        both("CREATE TABLE customers (id INT PRIMARY KEY, country VARCHAR(10))");
    }

    @AfterEach
    void stop() throws SQLException {
        h2.close();
        sql.close();
    }

    private void both(String statement) throws SQLException {
        other.execute(statement);
        try (Statement ours = sql.connection().createStatement()) {
            ours.execute(statement);
        }
    }

    private void compare(String view, String query, String where) throws SQLException {
        List<String> expected = new ArrayList<>(SqlFixture.rows(other.executeQuery(query)));
        List<String> rows = new ArrayList<>(sql.rows("SELECT * FROM " + view));
        expected.sort(null);
        rows.sort(null);
        assertThat(rows).as("%s: %s", where, query).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void viewsThatComeAndGoWhileRowsChangeEqualH2(long seed) throws SQLException {
        Random random = new Random(seed);
        Map<String, String> views = new LinkedHashMap<>();
        for (int step = 0; step < 50; step++) {
            String where = "seed " + seed + ", step " + step;
            int id = random.nextInt(30);
            int customer = random.nextInt(8);
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    String query = QUERIES.get(random.nextInt(QUERIES.size()));
                    sql.execute("CREATE VIEW v" + step + " AS " + query);
                    views.put("v" + step, query);
                }
                case 2 -> {
                    if (views.size() > 4) {
                        String view = List.copyOf(views.keySet()).get(random.nextInt(views.size()));
                        sql.execute("DROP VIEW " + view);
                        views.remove(view);
                    }
                }
                case 3 -> both("DELETE FROM customers WHERE id = " + customer);
                case 4 -> both("UPDATE orders SET amount = amount + 1, customer = " + customer + " WHERE id > " + id);
                case 5 -> both("DELETE FROM orders WHERE id = " + id);
                default -> {
                    both("DELETE FROM orders WHERE id = " + id);
                    both("INSERT INTO orders VALUES (" + id + ", " + (random.nextInt(9) == 0 ? "NULL" : customer) + ", "
                            + random.nextInt(20) + ")");
                    both("DELETE FROM customers WHERE id = " + customer);
                    both("INSERT INTO customers VALUES (" + customer + ", 'c" + random.nextInt(3) + "')");
                }
            }
            for (Map.Entry<String, String> view : views.entrySet()) {
                compare(view.getKey(), view.getValue(), where);
            }
        }
    }

    @Test
    void whatIsSharedIsToldAndItsMemoryIsCountedOnce() throws SQLException {
        sql.execute("CREATE VIEW totals AS " + TOTALS, "CREATE VIEW tops AS " + TOPS);
        sql.execute("CREATE VIEW big AS " + TOTALS + " HAVING SUM(o.amount) > 100");

        assertThat(
                        sql.rows(
                                "SELECT KIND, USERS, USED_BY FROM MILLRACE.OPERATORS WHERE KIND NOT IN ('content') ORDER BY KIND, USERS"))
                .containsExactly("aggregate|1|tops", "aggregate|2|totals, big", "join inner|3|totals, tops, big");
        List<String> circuit = sql.rows("EXPLAIN CIRCUIT FOR CREATE VIEW x AS " + TOPS + " HAVING MAX(o.amount) > 1");
        assertThat(circuit)
                .filteredOn(line -> line.contains("aggregate"))
                .allMatch(line -> line.endsWith(", shared with tops"));
        assertThat(circuit)
                .filteredOn(line -> line.contains("join"))
                .allMatch(line -> line.endsWith(", shared with totals, tops, big"));
        assertThat(circuit.get(0)).doesNotContain("shared");

        sql.execute("DROP VIEW totals");
        assertThat(sql.rows("SELECT USED_BY FROM MILLRACE.OPERATORS WHERE KIND = 'join inner'"))
                .containsExactly("tops, big");
        sql.execute("DROP VIEW tops", "DROP VIEW big");
        assertThat(sql.rows("SELECT KIND FROM MILLRACE.OPERATORS WHERE KIND <> 'content'"))
                .isEmpty();
    }

    @Test
    void expressionsThatFailAreSharedWhereverTheyStandInTheirStatements() throws SQLException {
        String rates = "SELECT customer, SUM(100 / amount) AS rate FROM orders GROUP BY customer";
        sql.execute(
                "INSERT INTO orders VALUES (1, 1, 0), (2, 1, 5)",
                "CREATE VIEW one AS " + rates,
                "CREATE VIEW other AS   " + rates + "\n HAVING COUNT(*) > 1",
                "INSERT INTO orders VALUES (3, 2, 0)");

        assertThat(sql.rows("SELECT * FROM one ORDER BY customer")).containsExactly("1|20", "2|null");
        assertThat(sql.rows("SELECT * FROM other")).containsExactly("1|20");
        assertThat(sql.rows("SELECT USED_BY FROM MILLRACE.OPERATORS WHERE KIND = 'aggregate'"))
                .containsExactly("one", "other");
        assertThat(sql.rows("SELECT VIEW_NAME, CODE, EXPRESSION FROM MILLRACE.ROW_ERRORS ORDER BY VIEW_NAME"))
                .containsExactly(
                        "one|DIVISION_BY_ZERO|100 / amount",
                        "one|DIVISION_BY_ZERO|100 / amount",
                        "other|DIVISION_BY_ZERO|100 / amount",
                        "other|DIVISION_BY_ZERO|100 / amount");
        assertThat(
                        sql.rows(
                                "SELECT RELATION_NAME, ROW_ERRORS FROM MILLRACE.STATE WHERE RELATION_NAME <> 'customers' ORDER BY 1"))
                .containsExactly("one|2", "orders|0", "other|2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachViewKeepsItsRecursionAndSoEachLimitHolds(boolean strictComesFirst) throws SQLException {
        String reached =
                " AS WITH RECURSIVE r (id) AS (SELECT 1 UNION SELECT o.customer FROM orders AS o JOIN r ON o.id = r.id)"
                        + " SELECT id FROM r";
        String strict = "CREATE VIEW strict WITH ('max-iterations' = '4')" + reached;
        sql.execute(strictComesFirst ? strict : "CREATE VIEW one" + reached);
        sql.execute(strictComesFirst ? "CREATE VIEW one" + reached : strict);
        sql.execute("CREATE VIEW other" + reached);
        assertThat(sql.rows("SELECT USED_BY FROM MILLRACE.OPERATORS WHERE KIND LIKE 'recursion%'"))
                .containsExactlyInAnyOrder("strict", "one", "other");
        both("INSERT INTO orders VALUES (1, 2, 0), (2, 3, 0)");
        for (String view : List.of("strict", "one", "other")) {
            assertThat(sql.rows("SELECT id FROM " + view + " ORDER BY id"))
                    .as(view)
                    .containsExactly("1", "2", "3");
        }

        both("INSERT INTO orders VALUES (3, 4, 0), (4, 5, 0), (5, 6, 0), (6, 1, 0)");

        assertThat(sql.state("SELECT id FROM strict")).isEqualTo("54000");
        sql.execute("DROP VIEW strict", "DROP VIEW one");
        assertThat(sql.rows("SELECT id FROM other ORDER BY id")).containsExactly("1", "2", "3", "4", "5", "6");
        both("DELETE FROM orders WHERE id = 4");
        assertThat(sql.rows("SELECT id FROM other ORDER BY id")).containsExactly("1", "2", "3", "4");
    }
}
