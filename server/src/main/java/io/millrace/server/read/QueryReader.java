package io.millrace.server.read;

import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.circuit.QueryRun;
import io.millrace.executor.circuit.Transaction;
import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.Values;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.planner.Ordering;
import io.millrace.planner.PointLookup;
import io.millrace.planner.QueryPlan;
import io.millrace.planner.SortKey;
import io.millrace.planner.catalog.Relation;
import io.millrace.server.catalog.CatalogState;
import io.millrace.server.session.Cancellation;
import io.millrace.server.session.Result;
import io.millrace.server.session.Warning;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs ad hoc queries: a plan once over a snapshot, then sorted and cut; or, for a view's key, a point lookup that waits for
 * nobody. Thread-safe; runs on the caller's thread.
 */
public final class QueryReader {
    private final Circuit circuit;
    private final Function<String, @Nullable Batch> systemRows;
    private final long maxResultBytes;

    /**
     * A reader of a circuit.
     *
     * @param systemRows the rows of system tables by name, null for all else
     * @param maxResultBytes how much memory a result may take
     */
    public QueryReader(Circuit circuit, Function<String, @Nullable Batch> systemRows, long maxResultBytes) {
        this.circuit = circuit;
        this.systemRows = systemRows;
        this.maxResultBytes = maxResultBytes;
    }

    /**
     * A query's rows; all of one tick.
     *
     * @param transaction uncommitted changes that the query sees, or null
     */
    public Result read(
            QueryPlan plan,
            CatalogState catalog,
            long maxRows,
            @Nullable Transaction transaction,
            Cancellation cancellation) {
        PointLookup lookup = plan.lookup();
        Batch found = lookup == null ? null : lookUp(lookup, catalog, transaction);
        if (lookup != null && found != null) {
            return new Result.Rows(shown(plan, lookup, found, maxRows, cancellation), List.of());
        }
        Ordering ordering = plan.ordering();
        long limit = maxRows == 0 ? ordering.limit() : Math.min(maxRows, ordering.limit());
        CollectedRows rows = new CollectedRows(plan.root().types(), maxResultBytes);
        QueryRun run = new QueryRun(circuit, plan.root(), systemRows, new ReadContext(plan.parameters()))
                .limitMemory(maxResultBytes, () -> rows.rows().bytes());
        boolean changes = transaction != null && !transaction.isEmpty();
        boolean cut = ordering.keys().isEmpty() && !changes;
        long wanted = cut ? saturatedSum(ordering.offset(), limit) : Long.MAX_VALUE;
        if (limit > 0) {
            run(see(run, transaction), rows, wanted, cancellation);
        }
        Batch result = changes ? Transaction.net(rows.rows()) : rows.rows();
        int[] order = order(result, ordering.keys());
        ResultCursor cursor = new ResultCursor(
                plan.schema(), result, order, new ResultCursor.Range(ordering.offset(), limit), cancellation);
        return new Result.Rows(cursor, warnings(run.skippedRecords()));
    }

    /**
     * All rows of a plan, in no particular order, weights and all.
     *
     * @param constants rows of relations that belong to this statement alone, such as its parameters; null for all else
     * @param transaction uncommitted changes that the plan sees, or null
     */
    public Batch collect(
            QueryPlan plan,
            Function<String, @Nullable Batch> constants,
            @Nullable Transaction transaction,
            Cancellation cancellation) {
        CollectedRows rows = new CollectedRows(plan.root().types(), maxResultBytes);
        Function<String, @Nullable Batch> all = name -> {
            Batch own = constants.apply(name);
            return own == null ? systemRows.apply(name) : own;
        };
        QueryRun run = new QueryRun(circuit, plan.root(), all, new ReadContext(plan.parameters()))
                .limitMemory(maxResultBytes, () -> rows.rows().bytes());
        run(see(run, transaction), rows, Long.MAX_VALUE, cancellation);
        return transaction == null || transaction.isEmpty() ? rows.rows() : Transaction.net(rows.rows());
    }

    private static QueryRun see(QueryRun run, @Nullable Transaction transaction) {
        return transaction == null ? run : run.see(transaction);
    }

    private static void run(QueryRun run, CollectedRows rows, long wanted, Cancellation cancellation) {
        try {
            run.run(rows, () -> {
                cancellation.check();
                return rows.copies() >= wanted;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorCode.CANCELLED, null, "The query was interrupted.", e);
        }
    }

    private static long saturatedSum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private static List<Warning> warnings(long skipped) {
        return skipped == 0
                ? List.of()
                : List.of(new Warning(
                        skipped + " records could not be read and were skipped. MILLRACE.BAD_RECORDS shows those that "
                                + "views have met."));
    }

    /** The rows that a lookup asks for, or null if they are not found by a key. */
    private @Nullable Batch lookUp(PointLookup lookup, CatalogState catalog, @Nullable Transaction transaction) {
        Relation view = catalog.relation(CatalogState.DEFAULT_SCHEMA, lookup.view())
                .orElseThrow(() -> new EngineException(
                        ErrorCode.TABLE_NOT_FOUND, "There is no table or view '" + lookup.view() + "' any more."));
        List<ColumnType> keyTypes = lookup.keyColumns().stream()
                .map(column -> view.columns().get(column).type())
                .toList();
        Batch key = new Batch(keyTypes);
        for (int column = 0; column < keyTypes.size(); column++) {
            set(key, column, lookup.key().get(column));
        }
        key.setSize(1);
        if (!lookup.keyColumns().equals(view.key())) {
            boolean unchanged =
                    transaction == null || transaction.changes(lookup.view()).isEmpty();
            boolean unique = catalog.constraints(lookup.view()).uniques().stream()
                    .anyMatch(constraint -> Set.copyOf(constraint.columns()).equals(Set.copyOf(lookup.keyColumns())));
            return unique && unchanged ? circuit.lookupUnique(lookup.view(), lookup.keyColumns(), key, 0) : null;
        }
        if (transaction == null) {
            return circuit.lookup(lookup.view(), key, 0);
        }
        return circuit.changes(transaction, lookup.view()) ? null : circuit.lookup(transaction, lookup.view(), key, 0);
    }

    private static ResultCursor shown(
            QueryPlan plan, PointLookup lookup, Batch found, long maxRows, Cancellation cancellation) {
        Batch shown = found.select(
                lookup.columns().stream().mapToInt(Integer::intValue).toArray(),
                plan.schema().types());
        long limit = maxRows == 0
                ? plan.ordering().limit()
                : Math.min(maxRows, plan.ordering().limit());
        int[] all = IntStream.range(0, shown.size()).toArray();
        return new ResultCursor(
                plan.schema(),
                shown,
                all,
                new ResultCursor.Range(plan.ordering().offset(), limit),
                cancellation);
    }

    private static void set(Batch key, int column, Object value) {
        if (value instanceof BigInteger unscaled && key.column(column) instanceof DecimalVector wide) {
            wide.set(0, unscaled);
        } else if (value instanceof byte[] bytes && key.column(column) instanceof BytesVector vector) {
            vector.set(0, bytes, 0, bytes.length);
        } else {
            Values.set(key, column, 0, value);
        }
    }

    /** Row numbers in the order wanted; ties are broken by all columns. */
    private static int[] order(Batch rows, List<SortKey> keys) {
        int[] natural = IntStream.range(0, rows.size()).toArray();
        if (keys.isEmpty()) {
            return natural;
        }
        Integer[] boxed = new Integer[natural.length];
        Arrays.setAll(boxed, i -> i);
        List<Comparator<Integer>> comparators = new ArrayList<>();
        for (SortKey key : keys) {
            comparators.add((a, b) -> compare(rows, key, a, b));
        }
        for (int column = 0; column < rows.width(); column++) {
            SortKey tie = new SortKey(column, false, false);
            comparators.add((a, b) -> compare(rows, tie, a, b));
        }
        Comparator<Integer> comparator = comparators.get(0);
        for (Comparator<Integer> next : comparators.subList(1, comparators.size())) {
            comparator = comparator.thenComparing(next);
        }
        Arrays.sort(boxed, comparator);
        return Arrays.stream(boxed).mapToInt(Integer::intValue).toArray();
    }

    private static int compare(Batch rows, SortKey key, int a, int b) {
        boolean nullA = rows.column(key.column()).isNull(a);
        boolean nullB = rows.column(key.column()).isNull(b);
        if (nullA || nullB) {
            return nullA == nullB ? 0 : nullA == key.nullsFirst() ? -1 : 1;
        }
        int order = rows.column(key.column()).compare(a, rows.column(key.column()), b);
        return key.descending() ? -order : order;
    }

    /** A result of rows that are there already, such as those of SHOW. */
    public static Result rows(Schema schema, List<@Nullable Object[]> rows, Cancellation cancellation) {
        Batch batch = new Batch(schema.types());
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < schema.size(); column++) {
                Values.set(batch, column, row, rows.get(row)[column]);
            }
        }
        batch.setSize(rows.size());
        int[] all = IntStream.range(0, rows.size()).toArray();
        return new Result.Rows(new ResultCursor(schema, batch, all, ResultCursor.Range.ALL, cancellation), List.of());
    }
}
