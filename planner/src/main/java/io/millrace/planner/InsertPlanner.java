package io.millrace.planner;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlNode;

/**
 * Plans one INSERT: a query of its rows, or, of one row, one over its parameters, or, of many rows of literals, one for each kind
 * of row. Used for one statement.
 */
final class InsertPlanner {
    private final Planner planner;
    private final SqlInsert insert;
    private final Catalog catalog;
    private final Relation table;

    InsertPlanner(Planner planner, SqlInsert insert, Catalog catalog) {
        this.planner = planner;
        this.insert = insert;
        this.catalog = catalog;
        this.table = InsertRewriter.table(insert, catalog);
    }

    PreparedInsert prepare(Supplier<SqlInsert> again) {
        return InsertRewriter.isManyRows(insert) ? manyRows() : query(again);
    }

    private PreparedInsert query(Supplier<SqlInsert> again) {
        boolean oneRow = InsertRewriter.isOneRow(insert);
        SqlNode query = Planner.call(() -> InsertRewriter.query(table, insert));
        PreparedQuery rows = planner.prepare(query, catalog, Purpose.READ);
        SqlInsert fresh = again.get();
        WrittenColumns written = InsertRewriter.written(table, fresh);
        PreparedQuery overParameters = null;
        if (oneRow && !rows.parameterTypes().isEmpty()) {
            Relation parameters = ParameterRelation.of(rows.parameterTypes());
            SqlNode over = Planner.call(() -> InsertRewriter.queryOver(table, fresh, parameters));
            overParameters = planner.prepare(over, new ParameterRelation(catalog, parameters), Purpose.READ);
        }
        return new PreparedInsert(table, rows, overParameters, List.of(), written, row -> rows);
    }

    private PreparedInsert manyRows() {
        List<LiteralShapes.Shape> shapes = Planner.call(() -> InsertRewriter.shapes(table, insert));
        WrittenColumns written = InsertRewriter.written(table, insert);
        int count = ((SqlCall) insert.getSource()).operandCount();
        Set<Integer> open = new TreeSet<>(IntStream.range(0, count).boxed().toList());
        List<LiteralRows> literals = new ArrayList<>();
        for (LiteralShapes.Shape shape : shapes) {
            try {
                literals.add(literals(shape));
                shape.numbers().forEach(open::remove);
            } catch (EngineException e) {
                if (e.code() == ErrorCode.INTERNAL_ERROR) {
                    throw e;
                }
                // These literals cannot be written to these columns. Checked as they stand, they tell so at their
                // place.
            }
        }
        return new PreparedInsert(
                table, open.isEmpty() ? null : rows(open), null, literals, written, row -> rows(Set.of(row)));
    }

    private LiteralRows literals(LiteralShapes.Shape shape) {
        Relation relation = ParameterRelation.of(shape.data().types());
        SqlNode query = Planner.call(() -> InsertRewriter.queryOverLiterals(table, insert, shape, relation));
        Catalog more = new ParameterRelation(catalog, relation);
        return new LiteralRows(planner.prepare(query, more, Purpose.READ), shape.data());
    }

    private PreparedQuery rows(Set<Integer> numbers) {
        return planner.prepare(
                Planner.call(() -> InsertRewriter.queryOfRows(table, insert, numbers)), catalog, Purpose.READ);
    }
}
