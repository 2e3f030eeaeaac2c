package io.millrace.executor.circuit;

import io.millrace.executor.circuit.table.TableRelation;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.ViewPlan;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The views that a read within a transaction computes and does not take as they are: those over tables that the transaction has
 * written to, so that it sees what it wrote in them as well. Immutable; asks for what is known of views, on any thread.
 */
final class Opened {
    /** For reads that see what is committed. */
    static final Opened NONE = new Opened(null, null);

    private final @Nullable Relations relations;
    private final @Nullable Transaction transaction;

    private Opened(@Nullable Relations relations, @Nullable Transaction transaction) {
        this.relations = relations;
        this.transaction = transaction;
    }

    static Opened of(Relations relations, @Nullable Transaction transaction) {
        return transaction == null || transaction.isEmpty() ? NONE : new Opened(relations, transaction);
    }

    /** Whether a relation is a view over what the transaction has written to. */
    boolean isChanged(String relation) {
        return changedView(relation).isPresent();
    }

    private Optional<TableRelation> changedView(String relation) {
        Transaction writes = transaction;
        return relations == null || writes == null
                ? Optional.empty()
                : Optional.ofNullable(relations.findTable(relation))
                        .filter(table -> table.plan() != null)
                        .filter(table -> table.state().sources().stream()
                                .anyMatch(source -> !writes.changes(source).isEmpty()));
    }

    /** The plan of such a view, or null for any other relation; throws if it cannot be computed now. */
    @Nullable
    ViewPlan find(String relation) {
        TableRelation view = changedView(relation).orElse(null);
        if (view == null || relations == null) {
            return null;
        }
        view.checkNotFailed();
        Set<String> streams = new TreeSet<>(view.state().sources());
        streams.removeIf(source -> relations.findTable(source) != null);
        if (!streams.isEmpty()) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    "View '" + relation + "' reads what this transaction has written, and the stream "
                            + String.join(", ", streams)
                            + ", so that it can be read after the commit only. Commit first, or read the"
                            + " view over another connection.");
        }
        return view.plan();
    }
}
