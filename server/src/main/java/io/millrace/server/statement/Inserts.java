package io.millrace.server.statement;

import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.circuit.table.UniqueViolation;
import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.Planner;
import io.millrace.planner.PreparedInsert;
import io.millrace.planner.PreparedQuery;
import io.millrace.planner.catalog.Relation;
import io.millrace.server.catalog.CatalogState;
import io.millrace.server.read.QueryReader;
import io.millrace.server.session.Prepared;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.calcite.sql.SqlInsert;
import org.jspecify.annotations.Nullable;

/** INSERT: computes the rows like a query, checks that strings fit their columns, and hands the rows to the session's writer. */
final class Inserts {
    private final Planner planner;
    private final Circuit circuit;
    private final QueryReader reader;

    Inserts(Planner planner, Circuit circuit, QueryReader reader) {
        this.planner = planner;
        this.circuit = circuit;
        this.reader = reader;
    }

    CompiledStatement compile(String sql, SqlInsert insert, Supplier<SqlInsert> again, CatalogState catalog) {
        Relation table = planner.tableOf(insert, catalog);
        InsertPlaces places = InsertPlaces.of(insert, table);
        PreparedInsert prepared = planner.prepareInsert(insert, again, catalog);
        Access access = Access.of(prepared.table(), prepared.reads(), catalog);
        if (insert.isUpsert()) {
            if (prepared.table().key().isEmpty()) {
                throw new EngineException(
                        ErrorCode.NOT_SUPPORTED,
                        Descriptions.position(insert.getTargetTable()),
                        "UPSERT needs a table with a PRIMARY KEY, and '"
                                + prepared.table().name() + "' has none. Use INSERT.");
            }
            access = access.readingItsTable();
        }
        return new CompiledStatement(
                sql,
                Prepared.Kind.UPDATE,
                CompiledStatement.NO_COLUMNS,
                prepared.parameterTypes(),
                catalog.version(),
                new InsertAction(
                        sql,
                        prepared,
                        insert.isUpsert(),
                        access,
                        places,
                        RowRules.of(planner, reader, prepared.table(), prepared.written(), catalog)));
    }

    private final class InsertAction extends WritingAction {
        private final PreparedInsert insert;
        private final boolean upsert;
        private final InsertPlaces places;
        private final RowRules rules;

        InsertAction(
                String sql, PreparedInsert insert, boolean upsert, Access access, InsertPlaces places, RowRules rules) {
            super(sql, access);
            this.places = places;
            this.insert = insert;
            this.upsert = upsert;
            this.rules = rules;
        }

        @Override
        EngineException placed(EngineException error, @Nullable WriteUnit unit) {
            UniqueViolation taken = error.position() == null ? UniqueViolation.of(error) : null;
            EngineException known = taken == null ? error : TakenKeys.placed(error, taken, insert.written(), unit);
            return places.placed(known);
        }

        @Override
        long[] write(Execution execution, WriteUnit unit) {
            List<Batch> parts = compute(execution, unit);
            long[] counts = new long[execution.rows().size()];
            Relation table = insert.table();
            List<TableWrite> writes = new ArrayList<>();
            if (insert.written().hasRows()) {
                parts.forEach(unit::remember);
            }
            for (int part = 0; part < parts.size(); part++) {
                if (parts.size() == counts.length) {
                    counts[part] = StoredRows.copies(parts.get(part));
                } else {
                    // One row of values with parameters: each row of parameters writes one row.
                    Arrays.fill(counts, 1);
                }
                if (upsert) {
                    new Upsert(circuit, table, insert.written().columns(), rules)
                            .write(parts.get(part), unit, execution.cancellation());
                } else if (parts.get(part).size() > 0) {
                    Batch rows = rules.stored(parts.get(part), execution.cancellation());
                    writes.add(new TableWrite(table.circuitName(), rows));
                }
            }
            unit.add(writes);
            return counts;
        }

        /** The rows to write: for each row of parameters, or for all of them in one. */
        private List<Batch> compute(Execution execution, WriteUnit unit) {
            List<ColumnType> types = insert.parameterTypes();
            PreparedQuery overParameters = insert.overParameters();
            Batch parameters = overParameters == null ? null : ParameterBatch.of(types, execution.rows());
            if (overParameters != null && parameters != null) {
                return List.of(reader.collect(
                        overParameters.plan(List.of()),
                        name -> name.equals(PreparedInsert.PARAMETERS) ? parameters : null,
                        unit.view(),
                        execution.cancellation()));
            }
            // Not one row of values, or a value that must be cast to its parameter's type first.
            List<Batch> parts = new ArrayList<>();
            for (List<@Nullable Object> row : execution.rows()) {
                List<@Nullable Object> values = ParameterValues.of(types, row);
                parts.add(new InsertedRows(reader, insert).compute(values, unit.view(), execution.cancellation()));
            }
            return parts;
        }
    }
}
