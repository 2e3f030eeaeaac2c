package io.millrace.server.nexmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Nexmark queries as views: over the first events those that need no windows equal to H2, some of them to plain Java as well, and over
 * three million, by command, equal to figures on which two other engines agreed, or to plain Java:
 * {@code mvn -Pquick test -pl server -am -Dtest=NexmarkQueriesTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dmillrace.nexmark.figures=true}.
 */
@Timeout(900)
class NexmarkQueriesTest {
    private static final long FEW_EVENTS = 20_000;
    private static final long MANY_EVENTS = 3_000_000;
    private static final int COMPARED_DIGITS = 12;

    private static final List<String> QUERIES = List.of(
            "q0", "q1", "q2", "q3", "q4", "q6", "q9", "q13", "q14", "q15", "q16", "q17", "q18", "q19", "q20", "q21",
            "q22");

    /**
     * What is known of a view.
     *
     * @param checksum an aggregate over the view
     */
    private record Figure(String query, String checksum, String value) {}

    /** Queries for which there is no figure. */
    private static final Map<String, PlainQuery> PLAIN = Map.of(
            "q6", PlainWinners::averagesOfSellers,
            "q9", PlainWinners::winningBids,
            "q10", PlainBids::log,
            "q13", PlainBids::besideTable,
            "q14", PlainBids::calculated,
            "q21", PlainBids::channels);

    /** Views that would take more than the memory of a test are counted within a view. */
    private static final List<Figure> FIGURES = List.of(
            new Figure("q0", "COUNT(*), SUM(auction + 2 * bidder + 3 * price)", "2760000|60321186765766"),
            new Figure("q1", "COUNT(*), SUM(auction + 2 * bidder)", "2760000|421271044525"),
            new Figure("q2", "COUNT(*), SUM(auction + 2 * price)", "22092|319493764609"),
            new Figure("q3", "COUNT(*), SUM(id)", "17354|1565700038"),
            new Figure("q4", "COUNT(*), CAST(SUM(category + 2 * FLOOR(average)) AS BIGINT)", "5|294350086"),
            new Figure("q5", "COUNT(*), SUM(auction + 2 * num)", "21|2147398"),
            new Figure("q7", "COUNT(*), SUM(auction + 2 * price + 3 * bidder)", "3|600492769"),
            new Figure("q8", "COUNT(*), SUM(id)", "31442|968258145"),
            new Figure("q11", "COUNT(*), SUM(bidder + 2 * bid_count)", "59915|1860314378"),
            new Figure("q15", "COUNT(*)", "1"),
            new Figure("q16", "COUNT(*)", "10004"),
            new Figure("q17", "COUNT(*)", "179922"),
            new Figure("q18", "SUM(n)", "880295"),
            new Figure("q19", "SUM(n)", "1324232"),
            new Figure("q20", "SUM(n)", "564977"),
            new Figure("q22", "COUNT(*), SUM(auction + 2 * bidder + 3 * price)", "2760000|60321186765766"));

    @Test
    @Tag("long")
    void viewsOverTheFirstEventsEqualH2() throws SQLException {
        try (NexmarkFixture nexmark = NexmarkFixture.start("nexmark-few", FEW_EVENTS);
                Connection h2 = nexmark.h2()) {
            for (String query : QUERIES) {
                nexmark.createView(query);
            }
            nexmark.awaitAll();
            for (String query : QUERIES) {
                List<String> expected = rows(h2, NexmarkFixture.query(query));
                assertThat(expected).as(query).isNotEmpty();
                assertThat(rows(nexmark.sql().connection(), "SELECT * FROM " + query))
                        .as(query)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void viewsOverTheFirstEventsEqualPlainJava() throws SQLException {
        NexmarkColumns events = new NexmarkColumns(FEW_EVENTS);
        try (NexmarkFixture nexmark = NexmarkFixture.start("nexmark-plain", FEW_EVENTS)) {
            for (String query : PLAIN.keySet()) {
                nexmark.createView(query);
            }
            nexmark.awaitAll();
            for (Map.Entry<String, PlainQuery> plain : PLAIN.entrySet()) {
                Lines.Kept expected = new Lines.Kept();
                plain.getValue().answer(events, expected);
                Lines.Kept found = new Lines.Kept();
                nexmark.readView(plain.getKey(), found);
                assertThat(found.sorted()).as(plain.getKey()).isNotEmpty().isEqualTo(expected.sorted());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"q6", "q9", "q10", "q13", "q14", "q21"})
    @EnabledIfSystemProperty(named = "millrace.nexmark.figures", matches = "true")
    void aViewOverThreeMillionEventsEqualsPlainJava(String query) throws SQLException {
        long began = System.nanoTime();
        Lines.Summed expected = new Lines.Summed();
        PLAIN.get(query).answer(new NexmarkColumns(MANY_EVENTS), expected);
        long computed = System.nanoTime();
        try (NexmarkFixture nexmark = NexmarkFixture.start("nexmark-many", MANY_EVENTS)) {
            nexmark.createView(query);
            nexmark.awaitAll();
            Lines.Summed found = new Lines.Summed();
            nexmark.readView(query, found);
            assertThat(found).as(query).hasToString(expected.toString());
        }
        System.out.printf(
                "nexmark %s: %s, %.1f s, plain Java %.1f s%n",
                query, expected, (System.nanoTime() - computed) / 1e9, (computed - began) / 1e9);
    }

    @Test
    @EnabledIfSystemProperty(named = "millrace.nexmark.figures", matches = "true")
    void viewsOverThreeMillionEventsHaveTheKnownFigures() throws SQLException {
        for (Figure figure : FIGURES) {
            long began = System.nanoTime();
            try (NexmarkFixture nexmark = NexmarkFixture.start("nexmark-many", MANY_EVENTS)) {
                if (figure.checksum().equals("SUM(n)")) {
                    nexmark.createCount(figure.query());
                } else {
                    nexmark.createView(figure.query());
                }
                nexmark.awaitAll();
                assertThat(nexmark.sql().rows("SELECT " + figure.checksum() + " FROM " + figure.query()))
                        .as(figure.query())
                        .containsExactly(figure.value());
            }
            System.out.printf("nexmark %s: %.1f s%n", figure.query(), (System.nanoTime() - began) / 1e9);
        }
    }

    /** Rows as text, sorted; numbers to twelve digits, as averages have other types here and there. */
    private static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int column = 1; column <= width; column++) {
                    Object value = result.getObject(column);
                    row.append(value instanceof Number number ? rounded(number) : value)
                            .append('|');
                }
                rows.add(row.toString());
            }
        }
        rows.sort(null);
        return rows;
    }

    private static String rounded(Number number) {
        return new BigDecimal(number.toString())
                .round(new MathContext(COMPARED_DIGITS))
                .stripTrailingZeros()
                .toPlainString();
    }
}
