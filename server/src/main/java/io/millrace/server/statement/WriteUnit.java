package io.millrace.server.statement;

import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.circuit.Transaction;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.column.Batch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one statement, or one batch of it, has written so far: several parts, each seeing the ones before it, and all of them
 * taken or none. Used by the statement's thread.
 */
public final class WriteUnit {
    private final Circuit circuit;

    /** The session's transaction, which is not touched before the statement has succeeded; null without one. */
    private final @Nullable Transaction base;

    /** Written, and not looked at yet: most statements have one part. */
    private @Nullable List<TableWrite> pending;

    /** The base and what was written, once there is more than one part. */
    private @Nullable Transaction own;

    /** The rows of VALUES that the statement has computed, with their numbers behind their columns. */
    private final List<Batch> numbered = new ArrayList<>();

    public WriteUnit(Circuit circuit, @Nullable Transaction base) {
        this.circuit = circuit;
        this.base = base;
    }

    /** What the statement sees beyond what is committed; null for nothing. */
    @Nullable
    Transaction view() {
        List<TableWrite> unseen = pending;
        if (unseen != null) {
            Transaction forked = own == null ? base == null ? circuit.begin() : circuit.fork(base) : own;
            circuit.stage(forked, unseen);
            own = forked;
            pending = null;
        }
        return own == null ? base : own;
    }

    /** Writes changes, checked at once unless they are the first. */
    void add(List<TableWrite> parts) {
        if (parts.isEmpty()) {
            return;
        }
        view();
        if (own == null) {
            pending = parts;
        } else {
            circuit.stage(own, parts);
        }
    }

    /** Remembers rows that have numbers, to tell later which one could not be written. */
    void remember(Batch rows) {
        numbered.add(rows);
    }

    /** What was remembered. */
    List<Batch> numbered() {
        return numbered;
    }

    /** Everything in one, to be written at once. */
    public List<TableWrite> changes() {
        return own == null ? pending == null ? List.of() : pending : own.net();
    }

    /** The transaction with everything in it. */
    public Transaction transaction() {
        Transaction transaction = own == null ? base == null ? circuit.begin() : base : own;
        if (pending != null) {
            circuit.stage(transaction, pending);
        }
        return transaction;
    }
}
