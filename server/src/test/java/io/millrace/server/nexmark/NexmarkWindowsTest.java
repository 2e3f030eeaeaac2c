package io.millrace.server.nexmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The Nexmark queries with windows over the first events, as views, as reads and as views of final rows, against plain Java. All of a
 * stream that has ended is final.
 */
@Timeout(180)
class NexmarkWindowsTest {
    private static final long EVENTS = 40_000;
    private static final long TEN_SECONDS = 10_000;
    private static final long TWO_SECONDS = 2_000;

    private record Bid(long auction, long bidder, long price, long time) {}

    private record Group(long key, long start) {}

    @Test
    void windowsEqualPlainJava() throws SQLException {
        try (NexmarkFixture nexmark = NexmarkFixture.start("nexmark-windows", EVENTS)) {
            for (String query : List.of("q5", "q7", "q8", "q11", "q12")) {
                nexmark.createView(query);
            }
            for (String query : List.of("q5", "q8", "q11", "q12")) {
                nexmark.sql()
                        .execute("CREATE VIEW final_" + query + " AS " + NexmarkFixture.query(query)
                                + " EMIT ON WINDOW CLOSE");
            }
            nexmark.awaitAll();
            List<Bid> bids = bids(nexmark);
            check(nexmark, "q5", hottest(bids));
            check(nexmark, "q7", highest(bids));
            check(nexmark, "q8", newSellers(nexmark));
            check(nexmark, "q11", sessions(bids));
            check(nexmark, "q12", tumbling(bids));
        }
    }

    /** The view, the view of final rows and the query itself have these rows. */
    private static void check(NexmarkFixture nexmark, String query, List<String> expected) throws SQLException {
        assertThat(expected).as(query).isNotEmpty();
        String columns = switch (query) {
            case "q5" -> "auction, num";
            case "q7" -> "auction, price, bidder";
            case "q8" -> "id";
            default -> "bidder, bid_count, window_start, window_end";
        };
        assertThat(rows(nexmark, "SELECT " + columns + " FROM " + query))
                .as(query)
                .isEqualTo(expected);
        assertThat(rows(nexmark, "SELECT " + columns + " FROM (" + NexmarkFixture.query(query) + ") AS q"))
                .as("read %s", query)
                .isEqualTo(expected);
        if (!query.equals("q7")) {
            String end = String.valueOf(expected.size());
            nexmark.sql().await("SELECT COUNT(*) FROM final_" + query, end);
            assertThat(rows(nexmark, "SELECT " + columns + " FROM final_" + query))
                    .as("final %s", query)
                    .isEqualTo(expected);
        }
    }

    private static List<String> rows(NexmarkFixture nexmark, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = nexmark.sql().connection().createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<Long> row = new ArrayList<>();
                for (int column = 1; column <= width; column++) {
                    row.add(
                            result.getObject(column) instanceof Timestamp time
                                    ? time.getTime()
                                    : result.getLong(column));
                }
                rows.add(row.toString());
            }
        }
        Collections.sort(rows);
        return rows;
    }

    private static List<Bid> bids(NexmarkFixture nexmark) throws SQLException {
        List<Bid> bids = new ArrayList<>();
        try (Statement statement = nexmark.sql().connection().createStatement();
                ResultSet result = statement.executeQuery("SELECT auction, bidder, price, dateTime FROM bid")) {
            while (result.next()) {
                bids.add(new Bid(
                        result.getLong(1),
                        result.getLong(2),
                        result.getLong(3),
                        result.getTimestamp(4).getTime()));
            }
        }
        return bids;
    }

    private static List<String> sorted(List<List<Long>> rows) {
        return rows.stream().map(List::toString).sorted().toList();
    }

    private static List<String> hottest(List<Bid> bids) {
        Map<Long, Map<Long, Long>> windows = new TreeMap<>();
        for (Bid bid : bids) {
            long last = Math.floorDiv(bid.time(), TWO_SECONDS) * TWO_SECONDS;
            for (long start = last; start > bid.time() - TEN_SECONDS; start -= TWO_SECONDS) {
                windows.computeIfAbsent(start, any -> new HashMap<>()).merge(bid.auction(), 1L, Long::sum);
            }
        }
        List<List<Long>> rows = new ArrayList<>();
        windows.values().forEach(counts -> {
            long most = Collections.max(counts.values());
            counts.forEach((auction, count) -> {
                if (count == most) {
                    rows.add(List.of(auction, count));
                }
            });
        });
        return sorted(rows);
    }

    private static List<String> highest(List<Bid> bids) {
        Map<Long, Long> best = new TreeMap<>();
        bids.forEach(bid -> best.merge(Math.floorDiv(bid.time(), TEN_SECONDS), bid.price(), Math::max));
        List<List<Long>> rows = new ArrayList<>();
        best.forEach((window, price) -> bids.stream()
                .filter(bid -> bid.price() == price
                        && bid.time() >= window * TEN_SECONDS
                        && bid.time() <= (window + 1) * TEN_SECONDS)
                .forEach(bid -> rows.add(List.of(bid.auction(), bid.price(), bid.bidder()))));
        return sorted(rows);
    }

    private static List<String> newSellers(NexmarkFixture nexmark) throws SQLException {
        List<List<Long>> rows = new ArrayList<>();
        List<Group> sellers = groups(nexmark, "SELECT DISTINCT seller, dateTime FROM auction");
        for (Group person : groups(nexmark, "SELECT id, dateTime FROM person")) {
            if (sellers.contains(person)) {
                rows.add(List.of(person.key()));
            }
        }
        return sorted(rows);
    }

    private static List<Group> groups(NexmarkFixture nexmark, String sql) throws SQLException {
        List<Group> groups = new ArrayList<>();
        try (Statement statement = nexmark.sql().connection().createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                long time = result.getTimestamp(2).getTime();
                groups.add(new Group(result.getLong(1), Math.floorDiv(time, TEN_SECONDS)));
            }
        }
        return groups;
    }

    private static List<String> sessions(List<Bid> bids) {
        Map<Long, List<Long>> times = new HashMap<>();
        bids.forEach(bid ->
                times.computeIfAbsent(bid.bidder(), any -> new ArrayList<>()).add(bid.time()));
        List<List<Long>> rows = new ArrayList<>();
        times.forEach((bidder, all) -> {
            Collections.sort(all);
            int from = 0;
            for (int at = 1; at <= all.size(); at++) {
                if (at == all.size() || all.get(at) - all.get(at - 1) >= TEN_SECONDS) {
                    rows.add(List.of(bidder, (long) at - from, all.get(from), all.get(at - 1) + TEN_SECONDS));
                    from = at;
                }
            }
        });
        return sorted(rows);
    }

    private static List<String> tumbling(List<Bid> bids) {
        Map<Group, Long> counts = new HashMap<>();
        bids.forEach(bid ->
                counts.merge(new Group(bid.bidder(), Math.floorDiv(bid.time(), TEN_SECONDS)), 1L, Long::sum));
        List<List<Long>> rows = new ArrayList<>();
        counts.forEach((group, count) ->
                rows.add(List.of(group.key(), count, group.start() * TEN_SECONDS, (group.start() + 1) * TEN_SECONDS)));
        return sorted(rows);
    }
}
