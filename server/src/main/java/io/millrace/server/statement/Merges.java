package io.millrace.server.statement;

import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.circuit.table.UniqueViolation;
import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.Planner;
import io.millrace.planner.PreparedMerge;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.parse.Statement;
import io.millrace.server.catalog.CatalogState;
import io.millrace.server.read.QueryReader;
import io.millrace.server.session.Cancellation;
import io.millrace.server.session.Prepared;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlMerge;
import org.jspecify.annotations.Nullable;

/** MERGE: one query tells which rows match and what becomes of them, and the difference is written. */
final class Merges {
    private final Planner planner;
    private final QueryReader reader;

    Merges(Planner planner, QueryReader reader) {
        this.planner = planner;
        this.reader = reader;
    }

    CompiledStatement compile(String sql, Statement.Merge merge, CatalogState catalog) {
        PreparedMerge prepared = planner.prepareMerge(merge.merge(), catalog);
        return new CompiledStatement(
                sql,
                Prepared.Kind.UPDATE,
                CompiledStatement.NO_COLUMNS,
                prepared.rows().parameterTypes(),
                catalog.version(),
                new MergeAction(sql, prepared, catalog, merge.merge()));
    }

    private final class MergeAction extends WritingAction {
        private final PreparedMerge merge;
        private final RowRules updates;
        private final RowRules inserts;
        private final Position source;
        private final Position target;
        private final List<ColumnType> types;

        MergeAction(String sql, PreparedMerge merge, CatalogState catalog, SqlMerge statement) {
            super(sql, Access.of(merge.table(), merge.reads(), catalog));
            this.merge = merge;
            this.updates = RowRules.of(planner, reader, merge.table(), merge.updated(), catalog);
            this.inserts = updates.of(merge.inserted());
            this.source = Descriptions.position(statement.getSourceTableRef());
            this.target = Descriptions.position(statement.getTargetTable());
            this.types = merge.table().physicalColumns().stream()
                    .map(column -> merge.table().columns().get(column).type())
                    .toList();
        }

        /** A key can be taken by what is inserted and by what is updated; mostly it is the former. */
        @Override
        EngineException placed(EngineException error, @Nullable WriteUnit unit) {
            UniqueViolation taken = error.position() == null ? UniqueViolation.of(error) : null;
            if (taken == null) {
                // A column that the statement does not name has no place of its own.
                return error.position() == null && error.code() == ErrorCode.NOT_NULL_VIOLATION
                        ? new EngineException(error.code(), target, error.text(), error)
                        : error;
            }
            EngineException inserting = TakenKeys.placed(error, taken, merge.inserted(), null);
            return inserting.position() != null ? inserting : TakenKeys.placed(error, taken, merge.updated(), null);
        }

        @Override
        long[] write(Execution execution, WriteUnit unit) {
            long[] counts = new long[execution.rows().size()];
            for (int i = 0; i < counts.length; i++) {
                List<@Nullable Object> values = ParameterValues.of(
                        merge.rows().parameterTypes(), execution.rows().get(i));
                Batch found =
                        reader.collect(merge.rows().plan(values), name -> null, unit.view(), execution.cancellation());
                counts[i] = write(found, unit, execution.cancellation());
            }
            return counts;
        }

        private long write(Batch found, WriteUnit unit, Cancellation cancellation) {
            int[] kept = IntStream.range(0, found.size())
                    .filter(row -> found.column(0).isNull(row) ? merge.inserts() : merge.updates())
                    .toArray();
            Batch rows = new Batch(found.types());
            rows.gather(found, kept, kept.length);
            checkMatchedOnce(rows);
            int width = types.size();
            Batch old = rows.select(IntStream.range(1, 1 + width).toArray(), types);
            Batch replacing =
                    rows.select(IntStream.range(1 + width, 1 + 2 * width).toArray(), types);
            Batch delta = new Batch(types);
            int[] matching = rows(rows, false);
            for (int row : matching) {
                delta.append(old, row, Math.negateExact(old.weight(row)));
            }
            delta.appendAll(updates.stored(gathered(replacing, matching), cancellation));
            delta.appendAll(inserts.stored(gathered(replacing, rows(rows, true)), cancellation));
            if (delta.size() > 0) {
                unit.add(List.of(new TableWrite(merge.table().circuitName(), delta)));
            }
            return StoredRows.copies(rows);
        }

        /** The rows that match nothing, or the others. */
        private static int[] rows(Batch rows, boolean alone) {
            return IntStream.range(0, rows.size())
                    .filter(row -> rows.column(0).isNull(row) == alone)
                    .toArray();
        }

        private static Batch gathered(Batch from, int[] rows) {
            Batch gathered = new Batch(from.types());
            gathered.gather(from, rows, rows.length);
            return gathered;
        }

        /** What shall become of a row that two rows of the source match cannot be told. */
        private void checkMatchedOnce(Batch rows) {
            Relation table = merge.table();
            Set<List<@Nullable Object>> keys = new HashSet<>();
            for (int row = 0; row < rows.size(); row++) {
                if (rows.column(0).isNull(row)) {
                    continue;
                }
                List<@Nullable Object> key = new ArrayList<>();
                List<String> texts = new ArrayList<>();
                for (int column : table.key()) {
                    int at = 1 + table.physicalColumns().indexOf(column);
                    key.add(Values.get(rows, at, row));
                    texts.add(table.columns().get(column).name() + " = " + Values.text(rows, at, row));
                }
                if (!keys.add(key) || rows.weight(row) > 1) {
                    throw new EngineException(
                            ErrorCode.MORE_THAN_ONE_ROW,
                            source,
                            "Several rows of the source match the same row of '" + table.name() + "' ("
                                    + String.join(", ", texts)
                                    + "). Make the source have one row for each. Nothing was written.",
                            null);
                }
            }
        }
    }
}
