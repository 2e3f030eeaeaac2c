package io.millrace.executor.operator.pattern;

import io.millrace.executor.column.Batch;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.operator.ShardContext;
import io.millrace.executor.operator.ordered.Changes;
import io.millrace.executor.operator.ordered.OrderedPartitions;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.plan.PatternReach;
import io.millrace.executor.plan.PatternSkip;
import io.millrace.executor.state.OrderedRows;
import java.util.stream.IntStream;

/**
 * Keeps the matches of each partition up to date. A search depends on the rows that it looked at only; each row remembers the first
 * search that did. So a change begins with the first search that looked at its place, and ends where a search begins that began there before and
 * lies behind all changes: from there on everything is as it was.
 *
 * <p>Cost: the rows that the searches affected by a change look at, and O(log rows of the partition). One owner.
 */
final class Matching {
    /** Words of a partition: how far before its end the first search began that looked behind it, plus 1. */
    static final int END_COVER = 0;

    /** How many rows at its start are final, and kept because rows behind them look back; no search begins there. */
    static final int CONTEXT = 1;

    /** How many matches were forgotten. */
    static final int FORGOTTEN = 2;

    /** Counts rows at which a match begins, where matches are numbered. */
    private static final int MATCHED = OrderedRows.MARKS;

    private final OrderedPartitions partitions;
    private final OrderedRows rows;
    private final Path path;
    private final PatternProgram program;
    private final Conditions conditions;
    private final Search search;
    private final MatchRows matches;
    private final Traces traces;
    private final PatternSkip skip;
    private final int skipSet;
    private final boolean numbered;
    private final PatternReach reach;
    private final ShardContext context;
    private final int[] inputColumns;
    private final Batch failedRow;

    /** The partition at hand. */
    private int partition;

    private Changes changes = new Changes();
    private int total;

    /** Up to before which place rows know the first search that looked at them, and whether the place behind the last one does. */
    private int covered;

    private boolean endCovered;

    /** Where the searches at hand began, and the first change that they are about: rows between know searches that began before. */
    private int runStart;

    private int runChange;

    /** How many more matches there are than before. */
    private int added;

    private long searches;

    Matching(PatternNode node, OrderedPartitions partitions, ShardContext context) {
        this.partitions = partitions;
        this.rows = partitions.rows();
        this.context = context;
        this.program = new PatternProgram(node.pattern().term());
        this.path = new Path(rows, node.pattern().variables().size());
        this.traces = new Traces(rows);
        this.skip = node.pattern().skip();
        this.skipSet = path.set(skip.variables());
        this.reach = PatternReach.of(node);
        this.numbered = reach.numbered();
        this.failedRow = new Batch(node.input().types());
        this.inputColumns = IntStream.range(0, node.input().types().size()).toArray();
        this.conditions = new Conditions(
                node, path, rows, rows.ownerWord(Traces.CONDITIONS), context, (row, site, code, detail) -> {
                    failedRow.clear();
                    failedRow.setSize(0);
                    context.failures().fail(code, site, detail, failedRow, 0);
                });
        this.search = new Search(node, program, path, conditions, rows);
        ValueReader reader =
                new ValueReader(node.measures(), node.input(), node.pattern().variables(), path, rows);
        this.matches = new MatchRows(node, program, path, reader, traces, context);
    }

    PatternReach reach() {
        return reach;
    }

    MatchRows matches() {
        return matches;
    }

    Traces traces() {
        return traces;
    }

    /** Brings the matches of a partition up to date. */
    void settle(int changedPartition, Changes newChanges) {
        partition = changedPartition;
        changes = newChanges;
        total = changes.rows();
        added = 0;
        for (int change = 0; change < changes.size(); change++) {
            if (!changes.isInserted(change)) {
                added -= traces.isMatched(changes.slot(change)) ? 1 : 0;
                matches.remove(changes.slot(change));
            }
        }
        if (total > 0) {
            conditions.refresh(changes);
            search();
        }
        matches.settle();
        conditions.reset();
    }

    private void search() {
        covered = 0;
        endCovered = false;
        search.reset();
        int change = 0;
        int at = restart(change);
        int slot = at < total ? rows.select(changes.root(), OrderedRows.ROWS, at) : OrderedRows.NONE;
        while (at < total) {
            while (change < changes.size() && isBehind(change, at)) {
                change++;
            }
            if (traces.isStart(slot) && (added == 0 || !numbered)) {
                if (change == changes.size()) {
                    return;
                }
                int next = restart(change);
                if (next > at) {
                    at = next;
                    slot = at < total ? rows.select(changes.root(), OrderedRows.ROWS, at) : OrderedRows.NONE;
                    continue;
                }
            }
            int rowsOn = searchFrom(at, slot);
            for (int row = 0; row < rowsOn; row++) {
                slot = rows.next(slot);
                if (row + 1 < rowsOn) {
                    passOver(slot);
                }
            }
            at += rowsOn;
        }
        if (!endCovered) {
            partitions.setPartitionWord(partition, END_COVER, 0);
        }
    }

    /** Whether searches from a place on have nothing to do with a change. */
    private boolean isBehind(int change, int at) {
        return at >= changes.place(change) + reach.before() + (changes.isInserted(change) ? 1 : 0);
    }

    /** Where searches have to begin anew because of a change: the first one that looked at its place, or the place itself. */
    private int restart(int change) {
        int place = changes.place(change);
        int first = (int) partitions.partitionWord(partition, CONTEXT);
        int at = place;
        // What went and what came may have the same place, in any order.
        for (int alike = change; alike < changes.size() && changes.place(alike) == place; alike++) {
            int cover = coverBehind(alike);
            at = cover == 0 ? at : Math.min(at, place - (cover - 1));
        }
        at = Math.max(first, at);
        if (at < place) {
            // What is remembered may be of a search that does not begin there any more; none that did is before it.
            int slot = rows.select(changes.root(), OrderedRows.ROWS, at);
            while (at < place && !traces.isStart(slot)) {
                slot = rows.next(slot);
                at++;
            }
        }
        runStart = at;
        runChange = place;
        return at;
    }

    /** What is known of the row that lay at the place of a change before, or of the place behind the last row. */
    private int coverBehind(int change) {
        int behindCame = changes.place(change);
        int next = change;
        while (next < changes.size() && changes.isInserted(next) && changes.place(next) == behindCame) {
            behindCame++;
            next++;
        }
        if (next < changes.size() && !changes.isInserted(next) && changes.place(next) == behindCame) {
            return traces.cover(changes.slot(next));
        }
        return behindCame < total
                ? traces.cover(rows.select(changes.root(), OrderedRows.ROWS, behindCame))
                : (int) partitions.partitionWord(partition, END_COVER);
    }

    /** No search begins at a row. */
    private void passOver(int slot) {
        if (traces.isMatched(slot)) {
            countMatch(slot, false);
        }
        matches.remove(slot);
        traces.searched(slot, 0, false);
    }

    private void countMatch(int slot, boolean matched) {
        added += matched ? 1 : -1;
        if (numbered) {
            rows.mark(slot, MATCHED, matched);
        }
    }

    /** Searches from a row; returns how many rows on the next search begins. */
    private int searchFrom(int at, int slot) {
        searches++;
        long number = numbered ? partitions.partitionWord(partition, FORGOTTEN) + rows.rank(slot, MATCHED) + 1 : 0;
        conditions.start(number);
        int length = search.find(slot, at);
        boolean matched = length != Search.NONE;
        if (matched != traces.isMatched(slot)) {
            countMatch(slot, matched);
        }
        int on = 1;
        if (matched) {
            matches.found(slot, length, number);
            on = length == 0 ? 1 : skipped(slot, length);
        } else {
            matches.remove(slot);
        }
        int places = Math.max(path.looked(), Math.max(0, length)) + reach.behind();
        places = Math.min(places, total - at + 1);
        traces.searched(slot, places, matched);
        cover(at, places);
        return on;
    }

    /** Tells the places that a search looked at which no search before it has. */
    private void cover(int at, int places) {
        int end = Math.min(total, at + places);
        int place = Math.max(at, covered);
        int slot = place < end ? path.neighbour(0, place - at) : OrderedRows.NONE;
        for (; place < end; place++) {
            int known = traces.cover(slot);
            boolean isOfEarlier = place < runChange && known > 0 && place - (known - 1) < runStart;
            if (!isOfEarlier) {
                traces.setCover(slot, place - at + 1);
            }
            slot = rows.next(slot);
        }
        covered = Math.max(covered, end);
        if (at + places > total && !endCovered) {
            endCovered = true;
            partitions.setPartitionWord(partition, END_COVER, total - at + 1);
        }
    }

    private int skipped(int slot, int length) {
        return switch (skip.to()) {
            case PAST_LAST_ROW -> length;
            case NEXT_ROW -> 1;
            case FIRST -> skipped(slot, path.first(skipSet, 0, length - 1), "first");
            case LAST -> skipped(slot, path.last(skipSet, 0, length - 1), "last");
        };
    }

    private int skipped(int slot, int depth, String which) {
        if (depth > 0) {
            return depth;
        }
        failedRow.clear();
        partitions.rows().store().read(new int[] {slot}, 1, inputColumns, failedRow);
        String detail = depth == 0
                ? "The search for the next match cannot go on where this one began, which is the " + which
                        + " row of the variable to skip to"
                : "The match has no row of the variable to skip to";
        context.failures().fail(ErrorCode.INVALID_ARGUMENT, skip.site(), detail, failedRow, 0);
        return 1;
    }

    /** How many rows and steps were looked at. */
    long visited() {
        return searches + search.steps() + conditions.visited();
    }

    long bytes() {
        return path.bytes() + conditions.bytes() + search.bytes() + matches.bytes();
    }
}
