package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Money moves between accounts; views add up what each account got and gave, a full join of the two gives balances, and their
 * sum must be 0 at every moment that anybody can see, since each transfer gives as much as it takes. A system that shows one
 * side of a join before the other fails here.
 */
@Timeout(120)
class BankTransfersTest {
    private static final String[] VIEWS = {
        "CREATE VIEW credits AS SELECT to_account AS account, SUM(amount) AS credits FROM transfers GROUP BY to_account",
        "CREATE VIEW debits AS SELECT from_account AS account, SUM(amount) AS debits FROM transfers GROUP BY from_account",
        "CREATE VIEW balance AS SELECT COALESCE(c.account, d.account) AS account, "
                + "COALESCE(c.credits, 0) - COALESCE(d.debits, 0) AS balance "
                + "FROM credits AS c FULL JOIN debits AS d ON c.account = d.account",
        "CREATE VIEW total AS SELECT SUM(balance) AS total FROM balance"
    };
    private static final int WRITERS = 2;
    private static final int ROUNDS = 60;

    private SqlFixture sql;
    private ExecutorService threads;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("bank");
        threads = Executors.newFixedThreadPool(WRITERS);
    }

    @AfterEach
    void stop() throws SQLException {
        threads.shutdownNow();
        sql.close();
    }

    @Test
    void theSumOfAllBalancesIsZeroAtEveryReadWhileSessionsWrite() throws Exception {
        sql.execute("CREATE TABLE transfers (id BIGINT PRIMARY KEY, from_account INT, to_account INT, amount BIGINT)");
        sql.execute(VIEWS);
        List<Future<Integer>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            int number = writer;
            Callable<Integer> work = () -> write(number);
            writers.add(threads.submit(work));
        }
        int reads = 0;
        while (!writers.stream().allMatch(Future::isDone)) {
            readOnce();
            reads++;
        }
        int left = 0;
        for (Future<Integer> writer : writers) {
            left += writer.get();
        }
        readOnce();

        assertThat(reads).isPositive();
        assertThat(sql.rows("SELECT COUNT(*) FROM transfers")).containsExactly(String.valueOf(left));
        assertThat(sql.rows("SELECT account, balance FROM balance ORDER BY account"))
                .isEqualTo(
                        sql.rows(
                                "SELECT account, SUM(a) FROM (SELECT to_account AS account, amount AS a FROM transfers"
                                        + " UNION ALL SELECT from_account, -amount FROM transfers) GROUP BY account ORDER BY account"));
    }

    @Test
    void aSubscriberNeverSeesAnotherSumThanZero() throws Exception {
        sql.execute("CREATE TABLE transfers (id BIGINT, from_account INT, to_account INT, amount BIGINT) WITH "
                + "('connector' = 'datagen', 'number-of-rows' = '20000', 'rows-per-second' = '40000', "
                + "'fields.id.kind' = 'sequence', 'fields.from_account.min' = '1', 'fields.from_account.max' = '50', "
                + "'fields.to_account.min' = '20', 'fields.to_account.max' = '90', "
                + "'fields.amount.min' = '1', 'fields.amount.max' = '1000')");
        sql.execute(VIEWS);
        List<String> totals = new ArrayList<>();
        try (Connection second = DriverManager.getConnection("jdbc:millrace:mem:bank");
                Statement statement = second.createStatement();
                ResultSet changes = statement.executeQuery("SUBSCRIBE TO total")) {
            sql.execute("CREATE VIEW seen AS SELECT COUNT(*) AS n FROM transfers");
            while (!sql.rows("SELECT n FROM seen").equals(List.of("20000"))) {
                readOnce();
            }
            statement.cancel();
            while (next(changes)) {
                totals.add(changes.getString("total") + " " + changes.getInt("$weight"));
            }
        }

        assertThat(totals).isIn(List.of(), List.of("0 1"), List.of("null 1"), List.of("null 1", "null -1", "0 1"));
        assertThat(sql.rows("SELECT total FROM total")).containsExactly("0");
    }

    /** Whether there is another row before the end that was asked for. */
    private static boolean next(ResultSet rows) throws SQLException {
        try {
            return rows.next();
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("57014");
            return false;
        }
    }

    /** Inserts transfers, now and then many at once, and deletes some again. Gives how many are left. */
    private int write(int writer) throws SQLException {
        Random random = new Random(writer);
        int left = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:millrace:mem:bank");
                PreparedStatement insert = connection.prepareStatement("INSERT INTO transfers VALUES (?, ?, ?, ?)");
                Statement delete = connection.createStatement()) {
            for (int round = 0; round < ROUNDS; round++) {
                int rows = random.nextInt(5) == 0 ? 200 : 1 + random.nextInt(4);
                for (int row = 0; row < rows; row++) {
                    insert.setLong(1, (round * 1_000L + row) * WRITERS + writer);
                    insert.setInt(2, random.nextInt(30));
                    insert.setInt(3, 10 + random.nextInt(40));
                    insert.setLong(4, random.nextInt(1_000));
                    insert.addBatch();
                }
                insert.executeBatch();
                left += rows;
                if (round % 7 == 6) {
                    left -= delete.executeUpdate(
                            "DELETE FROM transfers WHERE id BETWEEN " + (round - 3) * 1_000L * WRITERS + " AND "
                                    + round * 1_000L * WRITERS + " AND MOD(id, " + WRITERS + ") = " + writer);
                }
            }
        }
        return left;
    }

    /** All ways to ask for the sum: a view, a query over a view, a query over views of two levels, one over the table. */
    private void readOnce() throws SQLException {
        for (String query : List.of(
                "SELECT COALESCE(total, 0) FROM total",
                "SELECT COALESCE(SUM(balance), 0) FROM balance",
                "SELECT COALESCE(SUM(COALESCE(c.credits, 0) - COALESCE(d.debits, 0)), 0) "
                        + "FROM credits AS c FULL JOIN debits AS d ON c.account = d.account",
                "SELECT COUNT(*) FROM balance AS b FULL JOIN credits AS c ON b.account = c.account "
                        + "LEFT JOIN debits AS d ON b.account = d.account "
                        + "WHERE b.balance IS DISTINCT FROM COALESCE(c.credits, 0) - COALESCE(d.debits, 0)")) {
            assertThat(sql.rows(query)).as(query).containsExactly("0");
        }
    }
}
