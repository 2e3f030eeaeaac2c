package io.millrace.executor.operator.ordered;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.aggregate.Failed;
import io.millrace.executor.plan.OverCall;
import io.millrace.executor.plan.OverCall.Numbering;
import io.millrace.executor.state.OrderedRows;

/**
 * Numbers of rows, from their places. A number depends on the rows before only: from a change on rows are numbered until one
 * has the number it had. Where it is a part of all, all change with the number of rows. Of tiles those rows are looked at that
 * lie between where a tile began and where it begins now, a row or a few for each tile.
 */
final class NumberUnit extends OverUnit {
    private final Numbering numbering;
    private final long tiles;

    NumberUnit(OverCall.Numbered call, OrderedRows rows) {
        super(rows);
        this.numbering = call.numbering();
        this.tiles = call.tiles();
    }

    @Override
    boolean needsGroups() {
        return switch (numbering) {
            case ROW_NUMBER, NTILE -> false;
            case RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST -> true;
        };
    }

    @Override
    boolean stops() {
        return switch (numbering) {
            case ROW_NUMBER, RANK, DENSE_RANK -> true;
            case NTILE, PERCENT_RANK, CUME_DIST -> false;
        };
    }

    @Override
    int affectedFrom(Changes changes, int change) {
        return changes.place(change);
    }

    /** The peers of a row that changed keep their rank, but tell nothing of those behind them. */
    @Override
    boolean mayStop(Block block, int row) {
        return numbering == Numbering.ROW_NUMBER || rows.isMarked(block.slot(row), OrderedRows.GROUPS);
    }

    @Override
    void affected(Changes changes, Intervals into) {
        int came = 0;
        for (int change = 0; change < changes.size(); change++) {
            came += changes.isInserted(change) ? 1 : -1;
        }
        if (numbering == Numbering.NTILE) {
            affectedTiles(changes, changes.rows() - came, into);
        } else if (came != 0) {
            into.add(0, changes.rows());
        } else {
            int first = groupsBefore(changes, 0);
            int last = groupsBefore(changes, changes.size() - 1);
            into.add(
                    rows.position(changes.root(), OrderedRows.GROUPS, Math.max(0, first - 1)),
                    rows.position(changes.root(), OrderedRows.GROUPS, last + 1));
        }
    }

    /** Between two changes all rows have moved by the same number of places, and so have the tiles as they were. */
    private void affectedTiles(Changes changes, int formerRows, Intervals into) {
        int from = 0;
        int moved = 0;
        for (int change = 0; change < changes.size(); change++) {
            int place = changes.place(change);
            affectedTiles(from, place, moved, formerRows, changes.rows(), into);
            moved += changes.isInserted(change) ? 1 : -1;
            from = Math.max(from, changes.isInserted(change) ? place + 1 : place);
        }
        affectedTiles(from, changes.rows(), moved, formerRows, changes.rows(), into);
    }

    /** Adds those of the rows from a place to another, all moved alike, whose tile is another one. */
    private void affectedTiles(int from, int to, int moved, long formerRows, long newRows, Intervals into) {
        if (from >= to) {
            return;
        }
        if (tiles >= Math.max(formerRows, newRows)) {
            // Each row is a tile.
            into.add(from, moved == 0 ? from : to);
            return;
        }
        long first = Math.min(tile(from, newRows), tile(from - moved, formerRows)) + 1;
        long last = Math.max(tile(to - 1, newRows), tile(to - 1 - moved, formerRows));
        for (long tile = first; tile <= last; tile++) {
            long now = tileStart(tile, newRows);
            long then = tileStart(tile, formerRows) + moved;
            into.add((int) Math.max(from, Math.min(now, then)), (int) Math.min(to, Math.max(now, then)));
        }
    }

    /** The place of the first row of a tile, counted from 1; that behind the last row if it has none. */
    private long tileStart(long tile, long total) {
        long small = total / tiles;
        long large = total % tiles;
        return (tile - 1) * small + Math.min(tile - 1, large);
    }

    private int groupsBefore(Changes changes, int change) {
        return rows.countAmong(changes.root(), changes.place(change), OrderedRows.GROUPS);
    }

    @Override
    void evaluate(Block block, Batch results, Failed failed) {
        int total = block.total();
        for (int row = 0; row < block.size(); row++) {
            switch (numbering) {
                case ROW_NUMBER -> results.longs(0).set(row, block.place(row) + 1L);
                case RANK -> results.longs(0).set(row, block.groupStart(row) + 1L);
                case DENSE_RANK -> results.longs(0).set(row, block.group(row) + 1L);
                case NTILE -> results.longs(0).set(row, tile(block.place(row), total));
                case PERCENT_RANK ->
                    results.doubles(0).set(row, total == 1 ? 0 : (double) block.groupStart(row) / (total - 1));
                case CUME_DIST -> results.doubles(0).set(row, (double) block.groupEnd(row) / total);
            }
        }
        results.setSize(block.size());
    }

    /** The first tiles have one row more where rows do not divide evenly. */
    private long tile(long place, long total) {
        long small = total / tiles;
        long large = total % tiles;
        long inLarge = large * (small + 1);
        return place < inLarge ? place / (small + 1) + 1 : large + (place - inLarge) / small + 1;
    }
}
