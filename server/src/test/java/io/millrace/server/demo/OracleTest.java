package io.millrace.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OracleTest {
    private static final Path FILE = Path.of("../sql-examples/data/earthquakes.csv");

    /** The quickstart's views in H2, as a stand-in for a server that is right, over the rows up to {@code rows}. */
    private static Connection views(long rows) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE quakes AS SELECT CAST(ts AS TIMESTAMP(3)) AS ts, region, event_type,"
                    + " CAST(magnitude AS DOUBLE PRECISION) AS magnitude,"
                    + " CAST(depth_km AS DOUBLE PRECISION) AS depth_km, CAST(felt_reports AS BIGINT) AS felt_reports"
                    + " FROM CSVREAD('" + FILE + "') LIMIT " + rows);
            statement.execute("CREATE VIEW quakes_per_hour AS SELECT DATE_TRUNC(HOUR, ts) AS s,"
                    + " DATEADD(HOUR, 1, DATE_TRUNC(HOUR, ts)) AS e, COUNT(*) AS n,"
                    + " COUNT(*) FILTER (WHERE magnitude >= 4.5) AS o, MAX(magnitude) AS m, CAST(AVG(magnitude) AS DOUBLE PRECISION) AS a"
                    + " FROM quakes GROUP BY s, e");
            statement.execute("CREATE VIEW quakes_by_class AS SELECT CASE WHEN magnitude >= 6 THEN '5 strong'"
                    + " WHEN magnitude >= 5 THEN '4 moderate' WHEN magnitude >= 4 THEN '3 light'"
                    + " WHEN magnitude >= 2 THEN '2 minor' ELSE '1 micro' END AS c, COUNT(*) AS n,"
                    + " SUM(felt_reports) AS f, MAX(depth_km) AS d FROM quakes GROUP BY c");
            statement.execute("CREATE VIEW busy_regions AS SELECT region, COUNT(*) AS n, MAX(magnitude) AS m,"
                    + " MAX(ts) AS t FROM quakes WHERE event_type = 'earthquake' GROUP BY region HAVING COUNT(*) > 19");
        }
        return connection;
    }

    @Test
    void theWholeFileIsReadInItsOrder() throws SQLException {
        try (Oracle oracle = Oracle.over(FILE)) {
            assertThat(oracle.rows()).isEqualTo(1707);
            assertThat(oracle.span()).isEqualTo(Duration.parse("PT167H36M14.190S"));
        }
    }

    @Test
    void equalViewsDoNotDiffer() throws SQLException {
        try (Oracle oracle = Oracle.over(FILE);
                Connection some = views(500);
                Connection all = views(1707)) {
            assertThat(oracle.differences(some, 500)).isEmpty();
            assertThat(oracle.differences(all, 1707)).isEmpty();
        }
    }

    @Test
    void oneRowTooFewIsFoundInEveryViewThatItBelongsTo() throws SQLException {
        try (Oracle oracle = Oracle.over(FILE);
                Connection views = views(1706)) {
            assertThat(oracle.differences(views, 1707))
                    .hasSize(3)
                    .anySatisfy(line -> assertThat(line).startsWith("busy_regions: H2 has [California, "))
                    .anySatisfy(line -> assertThat(line).startsWith("quakes_by_class: H2 has [2 minor, "))
                    .anySatisfy(line -> assertThat(line).startsWith("quakes_per_hour: H2 has [2018-02-07T01:00, "));
        }
    }

    @Test
    void aRowThatIsMissingIsNamed() throws SQLException {
        try (Oracle oracle = Oracle.over(FILE);
                Connection views = views(0)) {
            assertThat(oracle.differences(views, 1))
                    .contains("quakes_by_class: H2 has [1 micro, 1, null, 3.28], the view has no such row");
        }
    }
}
