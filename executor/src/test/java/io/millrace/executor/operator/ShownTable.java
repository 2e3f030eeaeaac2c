package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.RandomRows;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The table of a view as an operator for {@link OperatorVerifier}: publishes at the end of each tick and emits what that changed.
 * On the way it looks up rows in the middle of ticks, which must be those of the last publish; attaches a reader of the
 * delta now and then, which must be told the very change; and keeps frozen rows open over several ticks.
 */
final class ShownTable implements StatefulOperator {
    private static final int LOOKUPS = 4;

    private final GroupView view;
    private final ResultTable table;
    private final List<ColumnType> types;
    private final int[] key;
    private final Random random;
    private final Map<List<?>, Long> delta = new HashMap<>();
    private Map<List<?>, Long> shown = new HashMap<>();
    private Map<List<?>, Long> shownAtFreeze = Map.of();
    private @Nullable FrozenRows frozen;
    private boolean read;

    private final Output reader = new Output() {
        @Override
        public void emit(Batch batch) {
            for (int row = 0; row < batch.size(); row++) {
                add(delta, RandomRows.row(batch, row), batch.weight(row));
            }
        }

        @Override
        public boolean isRead() {
            return read;
        }
    };

    ShownTable(GroupView view, List<ColumnType> types, List<Integer> key, long seed) {
        this.view = view;
        this.table = view.table();
        this.types = types;
        this.key = Groups.ints(key);
        this.random = new Random(seed);
        this.read = random.nextBoolean();
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        view.process(port, batch, reader);
        assertLookups();
    }

    @Override
    public void endStep(Output out) {
        view.endStep(reader);
    }

    @Override
    public void endTick(long tick, Output out) {
        view.endTick(tick, reader);
        assertLookups();
        view.publish();
        Map<List<?>, Long> now = content(table.freeze(), types);
        Map<List<?>, Long> change = new HashMap<>(now);
        shown.forEach((row, weight) -> add(change, row, -weight));
        shown = now;
        assertThat(delta).isEqualTo(read ? change : Map.of());
        delta.clear();
        assertThat(table.rows()).isEqualTo(now.size());
        assertLookups();
        Batch batch = new Batch(types);
        change.forEach((row, weight) -> RandomRows.append(batch, row, weight));
        if (batch.size() > 0) {
            out.emit(batch);
        }
        freezeNowAndThen();
        read = random.nextInt(3) > 0 ? read : !read;
    }

    private void freezeNowAndThen() {
        if (random.nextInt(3) > 0) {
            return;
        }
        if (frozen != null) {
            assertThat(content(frozen, types)).isEqualTo(shownAtFreeze);
        }
        frozen = table.freeze();
        shownAtFreeze = shown;
    }

    private void assertLookups() {
        Batch probe = new Batch(types);
        shown.keySet().stream().limit(LOOKUPS).forEach(row -> RandomRows.append(probe, row, 1));
        Batch found = new Batch(types);
        for (int row = 0; row < probe.size(); row++) {
            found.clear();
            assertThat(table.lookup(probe, row, key, found)).isEqualTo(1);
            assertThat(RandomRows.row(found, 0)).isEqualTo(RandomRows.row(probe, row));
        }
        for (int i = 0; i < LOOKUPS; i++) {
            probe.clear();
            RandomRows.append(probe, new RandomRows(random, types).row(), 1);
            List<?> wanted = key(RandomRows.row(probe, 0));
            boolean there = shown.keySet().stream().anyMatch(row -> key(row).equals(wanted));
            found.clear();
            assertThat(table.lookup(probe, 0, key, found)).isEqualTo(there ? 1 : 0);
        }
    }

    private List<?> key(List<?> row) {
        List<Object> values = new java.util.ArrayList<>();
        for (int column : key) {
            values.add(row.get(column));
        }
        return values;
    }

    /** The rows of a freeze, which is closed. */
    static Map<List<?>, Long> content(FrozenRows frozen, List<ColumnType> types) {
        Map<List<?>, Long> rows = new HashMap<>();
        Batch batch = new Batch(types);
        try (frozen) {
            while (frozen.hasNext()) {
                assertThat(frozen.next(batch, 7)).isPositive();
                for (int row = 0; row < batch.size(); row++) {
                    add(rows, RandomRows.row(batch, row), batch.weight(row));
                }
            }
            assertThat(frozen.next(batch, 7)).isZero();
        }
        return rows;
    }

    private static void add(Map<List<?>, Long> relation, List<?> row, long weight) {
        relation.merge(row, weight, (a, b) -> a + b == 0 ? null : (Long) (a + b));
    }

    @Override
    public void snapshot(StateWriter out) {
        view.snapshot(out);
    }

    @Override
    public void restore(StateReader in) {
        view.restore(in);
        shown = content(table.freeze(), types);
    }

    @Override
    public long stateBytes() {
        return view.stateBytes();
    }

    @Override
    public long visited() {
        return table.visited();
    }
}
