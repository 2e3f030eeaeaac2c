package io.millrace.server.statement;

import io.millrace.executor.circuit.Transaction;
import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.planner.LiteralRows;
import io.millrace.planner.PreparedInsert;
import io.millrace.planner.PreparedQuery;
import io.millrace.server.read.QueryReader;
import io.millrace.server.session.Cancellation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows that one execution of an INSERT writes, in the order in which they were written down if it has VALUES of several rows. If
 * some cannot be computed, the first one of them is told. Used for one execution.
 */
final class InsertedRows {
    private final QueryReader reader;
    private final PreparedInsert insert;

    /** What was wrong with a row, for the first row of each part. */
    private final List<EngineException> failures = new ArrayList<>();

    InsertedRows(QueryReader reader, PreparedInsert insert) {
        this.reader = reader;
        this.insert = insert;
    }

    Batch compute(List<@Nullable Object> parameters, @Nullable Transaction view, Cancellation cancellation) {
        PreparedQuery rows = insert.rows();
        if (rows != null && !insert.written().hasRows()) {
            return reader.collect(rows.plan(parameters), name -> null, view, cancellation);
        }
        List<Batch> parts = new ArrayList<>();
        for (LiteralRows literals : insert.literals()) {
            try {
                parts.add(compute(literals, literals.data(), cancellation));
            } catch (EngineException e) {
                failures.add(exact(e, literals, cancellation));
            }
        }
        if (rows != null) {
            try {
                parts.add(reader.collect(rows.plan(parameters), name -> null, view, cancellation));
            } catch (EngineException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.stream()
                    .min(Comparator.comparing(EngineException::position, FIRST))
                    .orElseThrow();
        }
        return inOrder(parts);
    }

    private static final Comparator<@Nullable Position> FIRST =
            Comparator.nullsLast(Comparator.comparingInt(Position::line).thenComparingInt(Position::column));

    private Batch compute(LiteralRows literals, Batch data, Cancellation cancellation) {
        return reader.collect(
                literals.query().plan(List.of()),
                name -> name.equals(PreparedInsert.PARAMETERS) ? data : null,
                null,
                cancellation);
    }

    /**
     * The error of the first row that fails, as it is if that row is computed from its text; the error that was met if it cannot be
     * told, or does not concern a row. Cost: as many computations as the number of rows has digits.
     */
    private EngineException exact(EngineException met, LiteralRows literals, Cancellation cancellation) {
        if (met.code().kind() != ErrorCode.Kind.DATA) {
            return met;
        }
        int good = 0;
        int bad = literals.data().size();
        while (bad - good > 1) {
            int middle = (good + bad) >>> 1;
            try {
                compute(literals, part(literals.data(), good, middle), cancellation);
                good = middle;
            } catch (EngineException e) {
                bad = middle;
            }
        }
        try {
            PreparedQuery alone = insert.alone().apply((int) literals.number(good));
            reader.collect(alone.plan(List.of()), name -> null, null, cancellation);
            return met;
        } catch (EngineException e) {
            return e;
        }
    }

    private static Batch part(Batch data, int from, int to) {
        Batch part = new Batch(data.types());
        part.gather(data, IntStream.range(from, to).toArray(), to - from);
        return part;
    }

    /** All rows, by their numbers, which are the last column. */
    private static Batch inOrder(List<Batch> parts) {
        Batch all = new Batch(parts.get(0).types());
        parts.forEach(all::appendAll);
        int last = all.width() - 1;
        Integer[] order = new Integer[all.size()];
        Arrays.setAll(order, row -> row);
        Arrays.sort(order, Comparator.comparingLong(row -> all.longs(last).get(row)));
        Batch sorted = new Batch(all.types());
        sorted.gather(all, Arrays.stream(order).mapToInt(Integer::intValue).toArray(), order.length);
        return sorted;
    }
}
