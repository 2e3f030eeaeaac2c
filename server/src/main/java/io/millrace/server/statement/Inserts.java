package io.millrace.server.statement;

import io.millrace.executor.circuit.TableWrite;
import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.Planner;
import io.millrace.planner.PreparedInsert;
import io.millrace.planner.PreparedQuery;
import io.millrace.planner.QueryPlan;
import io.millrace.planner.catalog.Relation;
import io.millrace.server.catalog.CatalogState;
import io.millrace.server.read.QueryReader;
import io.millrace.server.session.BatchResult;
import io.millrace.server.session.Prepared;
import io.millrace.server.session.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.calcite.sql.SqlInsert;
import org.jspecify.annotations.Nullable;

/** INSERT: computes the rows like a query, checks that strings fit their columns, and hands the rows to the session's writer. */
final class Inserts {
    private final Planner planner;
    private final QueryReader reader;

    Inserts(Planner planner, QueryReader reader) {
        this.planner = planner;
        this.reader = reader;
    }

    CompiledStatement compile(String sql, SqlInsert insert, SqlInsert again, CatalogState catalog) {
        Relation table = planner.tableOf(insert, catalog);
        InsertPlaces places = InsertPlaces.of(insert, table);
        PreparedInsert prepared = planner.prepareInsert(insert, again, catalog);
        return new CompiledStatement(
                sql,
                Prepared.Kind.UPDATE,
                CompiledStatement.NO_COLUMNS,
                prepared.rows().parameterTypes(),
                catalog.version(),
                new InsertAction(
                        sql,
                        prepared,
                        new Access(
                                prepared.table(),
                                catalog.storedTablesOf(prepared.rows().reads()),
                                false),
                        places));
    }

    private final class InsertAction implements Action {
        private final String sql;
        private final PreparedInsert insert;
        private final Access access;
        private final InsertPlaces places;

        InsertAction(String sql, PreparedInsert insert, Access access, InsertPlaces places) {
            this.places = places;
            this.sql = sql;
            this.insert = insert;
            this.access = access;
        }

        @Override
        public Result run(Execution execution) {
            return new Result.Count(runBatch(execution).counts()[0], List.of());
        }

        @Override
        public BatchResult runBatch(Execution execution) {
            try {
                return new BatchResult(execution.writer().write(access, unit -> insert(execution, unit)), List.of());
            } catch (EngineException e) {
                throw StatementCompiler.withExcerpt(places.placed(e), sql);
            }
        }

        private long[] insert(Execution execution, WriteUnit unit) {
            List<Batch> parts = compute(execution, unit);
            long[] counts = new long[execution.rows().size()];
            List<TableWrite> writes = new ArrayList<>();
            for (int part = 0; part < parts.size(); part++) {
                Batch rows = StoredRows.of(insert.table(), parts.get(part));
                if (parts.size() == counts.length) {
                    counts[part] = StoredRows.copies(rows);
                } else {
                    // One row of values with parameters: each row of parameters writes one row.
                    Arrays.fill(counts, 1);
                }
                if (rows.size() > 0) {
                    writes.add(new TableWrite(insert.table().circuitName(), rows));
                }
            }
            unit.add(writes);
            return counts;
        }

        /** The rows to write: for each row of parameters, or for all of them in one. */
        private List<Batch> compute(Execution execution, WriteUnit unit) {
            List<ColumnType> types = insert.rows().parameterTypes();
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
                QueryPlan plan = insert.rows().plan(ParameterValues.of(types, row));
                parts.add(reader.collect(plan, name -> null, unit.view(), execution.cancellation()));
            }
            return parts;
        }
    }
}
