package io.millrace.server.statement;

import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.circuit.Transaction;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.circuit.table.UniqueViolation;
import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.Planner;
import io.millrace.planner.PreparedChange;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.parse.Statement;
import io.millrace.server.catalog.CatalogState;
import io.millrace.server.read.QueryReader;
import io.millrace.server.session.Cancellation;
import io.millrace.server.session.Prepared;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * UPDATE and DELETE: reads the rows that are changed like a query, over what the session sees, and writes the difference. A
 * statement that names the key looks its row up.
 */
final class Changes {
    private final Planner planner;
    private final Circuit circuit;
    private final QueryReader reader;

    Changes(Planner planner, Circuit circuit, QueryReader reader) {
        this.planner = planner;
        this.circuit = circuit;
        this.reader = reader;
    }

    CompiledStatement compile(String sql, Statement.Change change, SqlNode again, CatalogState catalog) {
        PreparedChange prepared = planner.prepareChange(change.node(), again, catalog);
        return new CompiledStatement(
                sql,
                Prepared.Kind.UPDATE,
                CompiledStatement.NO_COLUMNS,
                prepared.rows().parameterTypes(),
                catalog.version(),
                new ChangeAction(sql, prepared, catalog));
    }

    private static Access access(PreparedChange change, CatalogState catalog) {
        Access plain = Access.of(change.table(), change.reads(), catalog);
        return change.keyed() == null ? plain : plain.optimisticFirst();
    }

    private final class ChangeAction extends WritingAction {
        private final PreparedChange change;
        private final RowDifference difference;

        ChangeAction(String sql, PreparedChange change, CatalogState catalog) {
            super(sql, access(change, catalog));
            this.change = change;
            this.difference = new RowDifference(
                    change.table(),
                    change.written().columns(),
                    RowRules.of(planner, reader, change.table(), change.written(), catalog));
        }

        @Override
        EngineException placed(EngineException error, @Nullable WriteUnit unit) {
            UniqueViolation taken = error.position() == null ? UniqueViolation.of(error) : null;
            return taken == null ? error : TakenKeys.placed(error, taken, change.written(), null);
        }

        @Override
        long[] write(Execution execution, WriteUnit unit) {
            PreparedChange.Keyed keyed = change.keyed();
            List<ColumnType> types = change.rows().parameterTypes();
            Batch parameters = keyed == null ? null : ParameterBatch.of(types, execution.rows());
            if (keyed != null && parameters != null) {
                return new KeyedChange(circuit, reader, change.table(), keyed, difference)
                        .run(parameters, unit, execution.cancellation());
            }
            long[] counts = new long[execution.rows().size()];
            for (int i = 0; i < counts.length; i++) {
                execution.cancellation().check();
                Transaction view = unit.view();
                Batch found = reader.collect(
                        change.rows()
                                .plan(ParameterValues.of(types, execution.rows().get(i))),
                        name -> null,
                        view,
                        execution.cancellation());
                counts[i] = StoredRows.copies(found);
                difference.write(found, 0, unit, execution.cancellation());
            }
            return counts;
        }
    }

    /** Turns the rows that a statement has read, with new values behind them, into changes of the table. */
    static final class RowDifference {
        private final Relation table;
        private final List<Integer> changed;
        private final RowRules rules;
        private final int width;
        private final List<ColumnType> types;

        RowDifference(Relation table, List<Integer> changed, RowRules rules) {
            this.table = table;
            this.changed = changed;
            this.rules = rules;
            this.width = table.physicalColumns().size();
            this.types = table.physicalColumns().stream()
                    .map(column -> table.columns().get(column).type())
                    .toList();
        }

        List<ColumnType> types() {
            return types;
        }

        /** Writes the changes of some rows, which begin at a column of what was found. */
        void write(Batch found, int first, WriteUnit unit, Cancellation cancellation) {
            Batch old = found.select(IntStream.range(first, first + width).toArray(), types);
            Batch delta = new Batch(types);
            if (changed.isEmpty()) {
                for (int row = 0; row < old.size(); row++) {
                    delta.append(old, row, Math.negateExact(old.weight(row)));
                }
            } else {
                int[] columns = IntStream.range(0, width)
                        .map(column -> {
                            int at = changed.indexOf(column);
                            return at < 0 ? first + column : first + width + at;
                        })
                        .toArray();
                Batch replacing = rules.stored(found.select(columns, types), cancellation);
                for (int row = 0; row < old.size(); row++) {
                    if (!equal(old, replacing, row)) {
                        delta.append(old, row, Math.negateExact(old.weight(row)));
                        delta.append(replacing, row, old.weight(row));
                    }
                }
            }
            if (delta.size() > 0) {
                unit.add(List.of(new TableWrite(table.circuitName(), delta)));
            }
        }

        private static boolean equal(Batch left, Batch right, int row) {
            for (int column = 0; column < left.width(); column++) {
                if (!left.column(column).equal(row, right.column(column), row)) {
                    return false;
                }
            }
            return true;
        }
    }
}
