package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.ReaderPause;
import io.millrace.executor.kernel.Kernel;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * One shard of a view whose content are the groups of an {@link AggregateOperator} themselves, so that nothing is kept twice;
 * other views may show the same groups. Where results follow from accumulators alone, as counts and sums do, readers compute them:
 * of a group that the tick at hand has touched, from what it held before. Other results are written beside the accumulators when
 * the aggregate is published. A kernel above the aggregate (HAVING, a projection that computes) runs when rows are read.
 *
 * <p>Takes the aggregate's delta, and hands on the view's; it needs none while nobody reads that, unless it has to count which rows
 * a kernel drops, or to tell of calls that fail.
 *
 * <p>Groups that a tick adds are in rows and index before it is published, but not shown. Whoever looks up meanwhile is
 * told by stamps when entries moved or the group was touched, and looks again.
 *
 * <p>Cost beyond that of the aggregate: none, or the kernel for each changed row and each row read.
 */
final class GroupTable extends ResultTable {
    private static final int RECOUNTED_ROWS = 1024;

    private final SharedGroups shared;
    private final ShardContext context;
    private final AggregateOperator aggregate;
    private final Groups groups;

    /** By column read from the groups, that of a group's row; of the aggregate if groups are computed. */
    private final int[] columns;

    /** By column of the table, that of the aggregate. */
    private final int[] picked;

    private final boolean picksAll;
    private final List<ColumnType> types;

    /** For each column that groups are found by, which part of the table's key it is. */
    private final int[] places;

    private final KernelCompiler kernels;
    private final @Nullable MapNode map;
    private final @Nullable Kernel kernel;
    private final Batch result;

    /** For lookups: each uses one, and gives it back. */
    private final ConcurrentLinkedQueue<RowDerivation> derivations = new ConcurrentLinkedQueue<>();

    /** How many rows there are, if the kernel drops some. */
    private long counted;

    GroupTable(SharedGroups shared, AggregateOperator aggregate, ShardContext context) {
        this.shared = shared;
        this.context = context;
        this.aggregate = aggregate;
        this.groups = aggregate.groups();
        this.picked = shared.columns();
        this.map = shared.map();
        this.kernels = context.kernels();
        this.kernel = map == null ? null : kernels.instantiate(map.kernel(), context.failures());
        List<ColumnType> all = groups.node().types();
        this.types = map == null ? Arrays.stream(picked).mapToObj(all::get).toList() : map.types();
        this.result = new Batch(types);
        this.picksAll = map == null && types.size() == all.size() && isSequence(picked);
        int[] stored = aggregate.results().columns();
        this.columns = groups.isComputed()
                ? picked
                : Arrays.stream(picked).map(column -> stored[column]).toArray();
        int[] key = shared.key();
        this.places = Arrays.stream(groups.rows().key())
                .map(place -> place(key, place))
                .toArray();
    }

    private static boolean isSequence(int[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != i) {
                return false;
            }
        }
        return true;
    }

    private static int place(int[] key, int wanted) {
        for (int i = 0; i < key.length; i++) {
            if (key[i] == wanted) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "groups are found by key " + wanted + ", which the view does not look up by");
    }

    @Override
    public boolean shows(Operator operator) {
        return aggregate.equals(operator);
    }

    @Override
    public boolean showsGroups() {
        return true;
    }

    @Override
    public ResultTable showingGroupsOf(Operator other) {
        GroupTable table = new GroupTable(shared, (AggregateOperator) other, context);
        table.counted = counted;
        return table;
    }

    private boolean dropsRows() {
        return map != null && !map.keepsRows();
    }

    @Override
    public boolean needsInput(Output out) {
        boolean tells = map != null && !map.kernel().sites().isEmpty();
        return dropsRows() || tells || out.isRead();
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        if (!needsInput(out)) {
            // Another view that shows the same groups has readers.
            return;
        }
        if (kernel == null) {
            out.emit(picksAll ? batch : batch.select(picked, types));
            return;
        }
        result.clear();
        kernel.run(batch, result);
        for (int row = 0; row < result.size(); row++) {
            counted += result.weight(row);
        }
        if (result.size() > 0 && out.isRead()) {
            out.emit(result);
        }
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {}

    /** The aggregate is published by itself. */
    @Override
    public void publish() {}

    @Override
    public long rows() {
        return dropsRows() ? counted : aggregate.results().shown();
    }

    @Override
    public FrozenRows freeze() {
        FrozenRows rows = aggregate.freeze(picked, rows());
        return map == null ? rows : rows.derivedBy(new RowDerivation(map, kernels), types.size());
    }

    @Override
    public long copiedBytes() {
        return groups.store().copiedBytes();
    }

    @Override
    public long copiedChunks() {
        return groups.store().copiedChunks();
    }

    @Override
    public int lookup(Batch keys, int row, int[] keyColumns, Batch into) {
        int[] found = new int[places.length];
        for (int i = 0; i < found.length; i++) {
            found[i] = keyColumns[places[i]];
        }
        if (map == null) {
            return lookupGroup(keys, row, found, into);
        }
        RowDerivation pooled = derivations.poll();
        RowDerivation derivation = pooled == null ? new RowDerivation(map, kernels) : pooled;
        lookupGroup(keys, row, found, derivation.kept());
        Batch rows = derivation.derive();
        int count = rows.size();
        into.appendAll(rows);
        derivations.add(derivation);
        return count;
    }

    private int lookupGroup(Batch keys, int row, int[] keyColumns, Batch into) {
        KeyedRows rows = groups.rows();
        int size = into.size();
        int hash = KeyHash.ofRow(keys, keyColumns, row);
        for (int tries = 0; ; tries++) {
            int stamp = rows.stamp();
            if ((stamp & 1) == 0) {
                try {
                    int found = read(rows.lookup(keys, keyColumns, hash, row), into);
                    if (found >= 0 && rows.isStill(stamp)) {
                        return found;
                    }
                } catch (RuntimeException e) {
                    if (rows.isStill(stamp)) {
                        throw e;
                    }
                }
                into.setSize(size);
            }
            ReaderPause.afterTry(tries);
        }
    }

    /** Appends a group as it is shown; gives how many rows, or -1 if it changed meanwhile. */
    private int read(int slot, Batch into) {
        RowStore store = groups.store();
        if (slot < 0) {
            return 0;
        }
        if (groups.isComputed()) {
            return groups.readEarlier(slot, columns, into);
        }
        if (!groups.isShown(slot)) {
            return 0;
        }
        into.setWeight(into.size(), 1);
        store.read(new int[] {slot}, 1, columns, into);
        return 1;
    }

    @Override
    public int firstPresent(Batch rows, int[] keyColumns, int[] hashes) {
        throw new IllegalStateException("nothing is inserted into a view");
    }

    /** The aggregate keeps the rows. */
    @Override
    public void snapshot(StateWriter out) {}

    /** The aggregate is restored before. */
    @Override
    public void restore(StateReader in) {
        recount();
    }

    @Override
    public void recount() {
        if (!dropsRows()) {
            return;
        }
        counted = 0;
        Batch batch = new Batch(types);
        try (FrozenRows rows = freeze()) {
            for (int count = rows.next(batch, RECOUNTED_ROWS); count > 0; count = rows.next(batch, RECOUNTED_ROWS)) {
                counted += count;
            }
        }
    }

    @Override
    public long stateBytes() {
        return result.bytes();
    }

    @Override
    public long contentBytes() {
        return aggregate.stateBytes() + stateBytes();
    }

    /** The aggregate counts. */
    @Override
    public long visited() {
        return 0;
    }
}
