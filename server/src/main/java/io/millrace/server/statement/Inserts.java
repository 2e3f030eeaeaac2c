package io.millrace.server.statement;

import io.millrace.executor.circuit.TableWrite;
import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.Values;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.Planner;
import io.millrace.planner.PreparedInsert;
import io.millrace.planner.PreparedQuery;
import io.millrace.planner.QueryPlan;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
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
        PreparedInsert prepared = planner.prepareInsert(insert, again, catalog);
        return new CompiledStatement(
                sql,
                Prepared.Kind.UPDATE,
                CompiledStatement.NO_COLUMNS,
                prepared.rows().parameterTypes(),
                catalog.version(),
                new InsertAction(sql, prepared));
    }

    private final class InsertAction implements Action {
        private final String sql;
        private final PreparedInsert insert;

        InsertAction(String sql, PreparedInsert insert) {
            this.sql = sql;
            this.insert = insert;
        }

        @Override
        public Result run(Execution execution) {
            return new Result.Count(runBatch(execution).counts()[0], List.of());
        }

        @Override
        public BatchResult runBatch(Execution execution) {
            try {
                List<Batch> parts = compute(execution);
                long[] counts = new long[execution.rows().size()];
                List<TableWrite> writes = new ArrayList<>();
                for (int part = 0; part < parts.size(); part++) {
                    Batch rows = stored(insert.table(), parts.get(part));
                    if (parts.size() == counts.length) {
                        counts[part] = copies(rows);
                    } else {
                        // One row of values with parameters: each row of parameters writes one row.
                        Arrays.fill(counts, 1);
                    }
                    if (rows.size() > 0) {
                        writes.add(new TableWrite(insert.table().circuitName(), rows));
                    }
                }
                execution.writer().write(writes);
                return new BatchResult(counts, List.of());
            } catch (EngineException e) {
                throw StatementCompiler.withExcerpt(e, sql);
            }
        }

        /** The rows to write: for each row of parameters, or for all of them in one. */
        private List<Batch> compute(Execution execution) {
            List<ColumnType> types = insert.rows().parameterTypes();
            PreparedQuery overParameters = insert.overParameters();
            Batch parameters = overParameters == null ? null : ParameterBatch.of(types, execution.rows());
            if (overParameters != null && parameters != null) {
                return List.of(reader.collect(
                        overParameters.plan(List.of()),
                        name -> name.equals(PreparedInsert.PARAMETERS) ? parameters : null,
                        execution.cancellation()));
            }
            // Not one row of values, or a value that must be cast to its parameter's type first.
            List<Batch> parts = new ArrayList<>();
            for (List<@Nullable Object> row : execution.rows()) {
                QueryPlan plan = insert.rows().plan(ParameterValues.of(types, row));
                parts.add(reader.collect(plan, name -> null, execution.cancellation()));
            }
            return parts;
        }
    }

    private static long copies(Batch rows) {
        long count = 0;
        for (int row = 0; row < rows.size(); row++) {
            count += rows.weight(row);
        }
        return count;
    }

    /** The computed rows with the table's types: strings checked, those of CHAR columns without trailing blanks. */
    private static Batch stored(Relation table, Batch computed) {
        List<RelationColumn> columns =
                table.physicalColumns().stream().map(table.columns()::get).toList();
        Batch rows = new Batch(columns.stream().map(RelationColumn::type).toList());
        for (int column = 0; column < columns.size(); column++) {
            RelationColumn target = columns.get(column);
            for (int row = 0; row < computed.size(); row++) {
                if (rows.column(column) instanceof BytesVector) {
                    copyString(computed, rows, column, row, target);
                } else {
                    rows.column(column).copy(row, computed.column(column), row);
                }
            }
        }
        for (int row = 0; row < computed.size(); row++) {
            rows.setWeight(row, computed.weight(row));
        }
        rows.setSize(computed.size());
        return rows;
    }

    private static void copyString(Batch from, Batch to, int column, int row, RelationColumn target) {
        BytesVector source = from.bytes(column);
        ColumnType type = target.type();
        int length = source.length(row);
        if (type.kind() == TypeKind.CHAR) {
            while (length > 0 && source.data()[source.start(row) + length - 1] == ' ') {
                length--;
            }
        }
        if (source.isNull(row)) {
            to.bytes(column).setNull(row);
            return;
        }
        to.bytes(column).set(row, source.data(), source.start(row), length);
        if (type.precision() == ColumnType.UNBOUNDED) {
            return;
        }
        boolean text = type.kind() == TypeKind.CHAR || type.kind() == TypeKind.VARCHAR;
        int units = text ? codePoints(to.bytes(column), row) : length;
        if (units > type.precision()) {
            throw new EngineException(
                    ErrorCode.STRING_TOO_LONG,
                    "Column '" + target.name() + "' holds at most " + type.precision()
                            + (text ? " characters, but " : " bytes, but ") + Values.text(from, column, row) + " has "
                            + units
                            + ". Nothing of the statement was written.");
        }
    }

    private static int codePoints(BytesVector bytes, int row) {
        int count = 0;
        for (int i = bytes.start(row); i < bytes.start(row) + bytes.length(row); i++) {
            if ((bytes.data()[i] & 0xC0) != 0x80) {
                count++;
            }
        }
        return count;
    }
}
