package io.millrace.benchmarks.cost;

import io.millrace.benchmarks.cost.ChangedTable.Place;
import io.millrace.benchmarks.cost.ChangedTable.Rows;
import io.millrace.benchmarks.cost.ChangedTable.Shape;
import java.util.List;

/**
 * A view and how its tables change: 500 rows replaced, 500 deletions and 500 insertions in all, which touch as many rows of the
 * result in a small table as in a large one.
 *
 * @param query the view's query, or an empty text to change a stored table that nobody reads
 */
record ChangeCase(String name, String query, List<Shape> tables) {
    /** Far behind all other values of a partition. */
    private static final long BEHIND = 1_000_000_000;

    /** The key of a row that has its place's key in even versions, and in odd ones a key that no row of the other table has. */
    private static long toggled(long key, int version) {
        return version % 2 == 0 ? key : key + BEHIND;
    }

    /** All cases. */
    static List<ChangeCase> all() {
        return List.of(
                of("a stored table alone", "", pairs()),
                threeWayJoin(),
                twoTables("full outer join", "SELECT a.id, a.v, b.k FROM a FULL JOIN b ON a.id = b.k"),
                twoTables("semi join", "SELECT id, v FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.k = a.id)"),
                twoTables("anti join", "SELECT id, v FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.k = a.id)"),
                of("DISTINCT", "SELECT DISTINCT k, v FROM t", pairs()),
                twoTables("INTERSECT", "SELECT id FROM a INTERSECT SELECT k FROM b"),
                twoTables("EXCEPT", "SELECT id FROM a EXCEPT SELECT k FROM b"),
                of(
                        "top 10 of each key",
                        "SELECT p, v FROM (SELECT p, v, ROW_NUMBER() OVER (PARTITION BY p ORDER BY v) AS n FROM t) AS x"
                                + " WHERE n <= 10",
                        firstLeave()),
                of(
                        "RANK, changes at the end",
                        "SELECT p, v, RANK() OVER (PARTITION BY p ORDER BY v) AS r FROM t",
                        moves()),
                of(
                        "SUM over a frame of 100 ROWS",
                        "SELECT p, o, SUM(v) OVER (PARTITION BY p ORDER BY o ROWS 99 PRECEDING) AS s FROM t",
                        ordered(Place.ANYWHERE)),
                of(
                        "running SUM, changes at the end",
                        "SELECT p, o, SUM(v) OVER (PARTITION BY p ORDER BY o) AS s FROM t",
                        ordered(Place.LAST)),
                of(
                        "MIN and MAX under deletion",
                        "SELECT p, MIN(v) AS lo, MAX(v) AS hi FROM t GROUP BY p",
                        firstLeave()),
                of(
                        "percentile and MEDIAN",
                        "SELECT p, PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY v) AS hi, MEDIAN(v) AS m FROM t GROUP BY p",
                        firstLeave()),
                of("COUNT DISTINCT", "SELECT p, COUNT(DISTINCT v) AS n FROM t GROUP BY p", firstRepeat()),
                of(
                        "recursion, leaves of a tree",
                        "WITH RECURSIVE r(id, depth) AS (SELECT id, 0 FROM t WHERE parent = 0 UNION ALL SELECT t.id,"
                                + " r.depth + 1 FROM r JOIN t ON t.parent = r.id) SELECT id, depth FROM r",
                        leaves()),
                of(
                        "recursion to a set, leaves",
                        "WITH RECURSIVE r(id) AS (SELECT id FROM t WHERE parent = 0 UNION SELECT t.id FROM r JOIN t"
                                + " ON t.parent = r.id) SELECT id FROM r",
                        leaves()));
    }

    private static ChangeCase of(String name, String query, Shape table) {
        return new ChangeCase(name, query, List.of(table));
    }

    /** Lines of orders of customers: 4 lines an order, 5 orders a customer. */
    private static ChangeCase threeWayJoin() {
        Rows lines = (row, block, place, version) -> {
            row[0] = block * 5 + place / 4;
            row[1] = place + version;
        };
        Rows orders = (row, block, place, version) -> {
            row[0] = block * 5 + place;
            row[1] = block;
        };
        Rows customers = (row, block, place, version) -> {
            row[0] = block;
            row[1] = block % 100;
        };
        return new ChangeCase(
                "3-way join and aggregate",
                "SELECT c.cid, c.region, COUNT(*) AS n, SUM(l.amount) AS s FROM l JOIN o ON l.oid = o.oid"
                        + " JOIN c ON o.cid = c.cid GROUP BY c.cid, c.region",
                List.of(
                        Shape.manyBlocks("l", List.of("oid", "amount"), 1, 20, lines)
                                .changing(50, 10, Place.ANYWHERE),
                        Shape.manyBlocks("o", List.of("oid", "cid"), 4, 5, orders),
                        Shape.manyBlocks("c", List.of("cid", "region"), 20, 1, customers)));
    }

    /** Two tables of half the rows each; rows of the second find and lose their partners in the first. */
    private static ChangeCase twoTables(String name, String query) {
        Rows left = (row, block, place, version) -> {
            row[0] = block * 10 + place;
            row[1] = version;
        };
        Rows right = (row, block, place, version) -> {
            row[0] = toggled(block * 10 + place, version);
            row[1] = block;
        };
        return new ChangeCase(
                name,
                query,
                List.of(
                        Shape.manyBlocks("a", List.of("id", "v"), 2, 10, left).changing(50, 5, Place.ANYWHERE),
                        Shape.manyBlocks("b", List.of("k", "w"), 2, 10, right).changing(50, 5, Place.ANYWHERE)));
    }

    /** Two rows of each key and value. */
    private static Shape pairs() {
        Rows rows = (row, block, place, version) -> {
            row[0] = block * 5 + place / 2;
            row[1] = version;
        };
        return Shape.manyBlocks("t", List.of("k", "v"), 1, 10, rows).changing(50, 10, Place.ANYWHERE);
    }

    /** A hundred partitions whose first ten rows go behind all others, and come back. */
    private static Shape firstLeave() {
        Rows rows = (row, block, place, version) -> {
            row[0] = block;
            row[1] = toggled(place, version);
        };
        return Shape.longBlocks("t", List.of("p", "v"), 100, rows).changing(50, 10, Place.FIRST);
    }

    /** A hundred partitions whose first ten rows take the value of the eleventh, and their own again. */
    private static Shape firstRepeat() {
        Rows rows = (row, block, place, version) -> {
            row[0] = block;
            row[1] = version % 2 == 0 ? place : 10;
        };
        return Shape.longBlocks("t", List.of("p", "v"), 100, rows).changing(50, 10, Place.FIRST);
    }

    /** A tree: the first row of a block is a child of that of a block of a quarter of its number, nine have it as parent, ten are leaves of those. */
    private static Shape leaves() {
        Rows rows = (row, block, place, version) -> {
            long top = block * 20 + 1;
            row[0] = place < 10 ? top + place : toggled(top + place, version);
            row[1] = place >= 10 ? top + 1 + place % 9 : place > 0 ? top : block == 0 ? 0 : (block - 1) / 4 * 20 + 1;
        };
        return Shape.manyBlocks("t", List.of("id", "parent"), 1, 20, rows).changing(50, 10, Place.LAST);
    }

    /** Ten partitions whose last rows move by five places. */
    private static Shape moves() {
        Rows rows = (row, block, place, version) -> {
            row[0] = block;
            row[1] = place * 10 + version % 2 * 55L;
        };
        return Shape.longBlocks("t", List.of("p", "v"), 10, rows).changing(10, 50, Place.LAST);
    }

    /** Ten partitions in which neighbouring rows get other values. */
    private static Shape ordered(Place place) {
        Rows rows = (row, block, at, version) -> {
            row[0] = block;
            row[1] = at;
            row[2] = at + version;
        };
        return Shape.longBlocks("t", List.of("p", "o", "v"), 10, rows).changing(10, 50, place);
    }
}
