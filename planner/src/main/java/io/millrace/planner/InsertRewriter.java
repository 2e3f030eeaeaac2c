package io.millrace.planner;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.parse.DefaultValues;
import io.millrace.planner.validate.ColumnCasts;
import io.millrace.planner.validate.Selects;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Turns an INSERT into the query that gives the rows to write: all columns of the table in their order, each cast to its
 * column's type, defaults where the statement names no value.
 */
final class InsertRewriter {
    private final Relation table;
    private final SqlInsert insert;
    private final List<Integer> targets;

    private InsertRewriter(Relation table, SqlInsert insert) {
        this.table = table;
        this.insert = insert;
        this.targets = targets();
    }

    /** The table that an INSERT writes to. */
    static Relation table(SqlInsert insert, Catalog catalog) {
        return TargetTable.find(insert.getTargetTable(), catalog);
    }

    /** The query of the rows to write. */
    static SqlNode query(Relation table, SqlInsert insert) {
        return new InsertRewriter(table, insert).rewrite();
    }

    /** The columns that the statement gives values to; of one row the place of each value, otherwise of its name. */
    static WrittenColumns written(Relation table, SqlInsert insert) {
        InsertRewriter rewriter = new InsertRewriter(table, insert);
        SqlNodeList named = insert.getTargetColumnList();
        List<@Nullable SqlNode> places = new ArrayList<>();
        for (int i = 0; i < rewriter.targets.size(); i++) {
            SqlNode value = isOneRow(insert) ? ((SqlCall) ((SqlCall) insert.getSource()).operand(0)).operand(i) : null;
            places.add(value == null && named != null ? named.get(i) : value);
        }
        WrittenColumns written = WrittenColumns.of(table, rewriter.targets, places);
        return isManyRows(insert) ? written.withRows(rewriter.rows()) : written;
    }

    /** Whether an INSERT writes one row of expressions, so that its parameters can come as rows of a relation. */
    static boolean isOneRow(SqlInsert insert) {
        return insert.getSource().getKind() == SqlKind.VALUES && ((SqlCall) insert.getSource()).operandCount() == 1;
    }

    /** The query of the rows to write where each {@code ?} is a column of a relation: one row to write for each of its rows. */
    static SqlNode queryOver(Relation table, SqlInsert insert, Relation parameters) {
        InsertRewriter rewriter = new InsertRewriter(table, insert);
        SqlCall row = ((SqlCall) insert.getSource()).operand(0);
        Map<Integer, SqlNode> columns = new LinkedHashMap<>();
        for (int i = 0; i < rewriter.targets.size(); i++) {
            SqlNode value = row.operand(i);
            columns.put(rewriter.targets.get(i), Objects.requireNonNull(value.accept(new SqlShuttle() {
                @Override
                public SqlNode visit(SqlDynamicParam parameter) {
                    String name = parameters.columns().get(parameter.getIndex()).name();
                    return new SqlIdentifier(name, parameter.getParserPosition());
                }
            })));
        }
        return rewriter.select(columns, new SqlIdentifier(parameters.name(), SqlParserPos.ZERO));
    }

    private SqlNode rewrite() {
        SqlNode source = insert.getSource();
        if (source.getKind() == SqlKind.VALUES) {
            return values();
        }
        giveTypes(source);
        SqlParserPos place = source.getParserPosition();
        SqlNodeList names = new SqlNodeList(place);
        Map<Integer, SqlNode> columns = new LinkedHashMap<>();
        for (int target : targets) {
            SqlIdentifier name = new SqlIdentifier("c" + target, place);
            names.add(name);
            columns.put(target, name);
        }
        List<SqlNode> operands = new ArrayList<>();
        operands.add(source);
        operands.add(new SqlIdentifier("inserted", place));
        names.forEach(operands::add);
        SqlNode from = SqlStdOperatorTable.AS.createCall(place, operands);
        return select(columns, from);
    }

    /** A parameter that is written as it is has the type of its column, also in INSERT ... SELECT. */
    private void giveTypes(SqlNode query) {
        if (query instanceof SqlOrderBy ordered) {
            giveTypes(ordered.query);
        } else if (query.getKind() == SqlKind.UNION) {
            ((SqlCall) query).getOperandList().forEach(this::giveTypes);
        } else if (query instanceof SqlSelect select && select.getSelectList().size() == targets.size()) {
            SqlNodeList items = select.getSelectList();
            for (int i = 0; i < items.size(); i++) {
                if (items.get(i) instanceof SqlDynamicParam parameter) {
                    ColumnType type = table.columns().get(targets.get(i)).type();
                    items.set(i, ColumnCasts.cast(parameter, type));
                }
            }
        }
    }

    /** Each row as a SELECT of its own, all of them united: so a {@code ?} has the type of its column. */
    private SqlNode values() {
        List<SqlNode> selects = new ArrayList<>();
        rows().forEach(row -> selects.add(select(given(row), null)));
        return union(selects);
    }

    private Map<Integer, SqlNode> given(SqlCall row) {
        Map<Integer, SqlNode> given = new LinkedHashMap<>();
        for (int i = 0; i < targets.size(); i++) {
            given.put(targets.get(i), row.operand(i));
        }
        return given;
    }

    /** The rows of VALUES; throws if one has too few or too many values. */
    private List<SqlCall> rows() {
        List<SqlCall> rows = new ArrayList<>();
        for (SqlNode operand : ((SqlCall) insert.getSource()).getOperandList()) {
            SqlCall row = (SqlCall) operand;
            if (row.operandCount() != targets.size()) {
                throw new EngineException(
                        ErrorCode.INVALID_STATEMENT,
                        TargetTable.position(row),
                        "This row has " + row.operandCount() + " values, but " + targets.size()
                                + " columns are to be written: " + String.join(", ", targetNames()) + ".");
            }
            rows.add(row);
        }
        return rows;
    }

    /** Whether an INSERT writes several rows of expressions. */
    static boolean isManyRows(SqlInsert insert) {
        return insert.getSource().getKind() == SqlKind.VALUES && !isOneRow(insert);
    }

    /** The kinds of rows of an INSERT of many rows that need not be checked one by one. */
    static List<LiteralShapes.Shape> shapes(Relation table, SqlInsert insert) {
        InsertRewriter rewriter = new InsertRewriter(table, insert);
        return LiteralShapes.of(table, rewriter.targets, rewriter.rows());
    }

    /** The query of some rows of an INSERT of many, with the number of each as last column. */
    static SqlNode queryOfRows(Relation table, SqlInsert insert, Collection<Integer> numbers) {
        InsertRewriter rewriter = new InsertRewriter(table, insert);
        List<SqlCall> rows = rewriter.rows();
        List<SqlNode> selects = new ArrayList<>();
        for (int number : numbers) {
            SqlSelect select = rewriter.select(rewriter.given(rows.get(number)), null);
            addNumber(select, SqlLiteral.createExactNumeric(String.valueOf(number), SqlParserPos.ZERO));
            selects.add(select);
        }
        return union(selects);
    }

    /** The query of rows of one kind, whose literals are columns of a relation, with the number of each as last column. */
    static SqlNode queryOverLiterals(Relation table, SqlInsert insert, LiteralShapes.Shape shape, Relation literals) {
        InsertRewriter rewriter = new InsertRewriter(table, insert);
        Map<Integer, SqlNode> given = new LinkedHashMap<>();
        for (int i = 0; i < rewriter.targets.size(); i++) {
            int place = shape.places().get(i);
            if (place >= 0) {
                given.put(rewriter.targets.get(i), column(literals, place));
            }
        }
        SqlSelect select = rewriter.select(given, new SqlIdentifier(literals.name(), SqlParserPos.ZERO));
        addNumber(select, column(literals, literals.columns().size() - 1));
        return select;
    }

    private static SqlIdentifier column(Relation relation, int index) {
        return new SqlIdentifier(relation.columns().get(index).name(), SqlParserPos.ZERO);
    }

    private static void addNumber(SqlSelect select, SqlNode number) {
        SqlNode bigint = ColumnCasts.cast(number, ColumnType.of(TypeKind.BIGINT));
        select.getSelectList()
                .add(SqlStdOperatorTable.AS.createCall(
                        SqlParserPos.ZERO, bigint, new SqlIdentifier("$row", SqlParserPos.ZERO)));
    }

    /** A balanced tree, so that thousands of rows do not nest thousands deep. */
    private static SqlNode union(List<SqlNode> rows) {
        if (rows.size() == 1) {
            return rows.get(0);
        }
        int half = rows.size() / 2;
        return SqlStdOperatorTable.UNION_ALL.createCall(
                SqlParserPos.ZERO, union(rows.subList(0, half)), union(rows.subList(half, rows.size())));
    }

    private SqlSelect select(Map<Integer, SqlNode> given, @Nullable SqlNode from) {
        SqlNodeList items = new SqlNodeList(SqlParserPos.ZERO);
        for (int index = 0; index < table.columns().size(); index++) {
            RelationColumn column = table.columns().get(index);
            if (!column.isComputed()) {
                items.add(item(column, given.get(index)));
            }
        }
        return Selects.of(SqlParserPos.ZERO, items, from);
    }

    private SqlNode item(RelationColumn column, @Nullable SqlNode given) {
        SqlNode value = given == null || DefaultValues.isDefault(given) ? TargetTable.defaultOf(column) : given;
        SqlNode cast = ColumnCasts.cast(value, column.type());
        return SqlStdOperatorTable.AS.createCall(
                value.getParserPosition(), cast, new SqlIdentifier(column.name(), SqlParserPos.ZERO));
    }

    private List<Integer> targets() {
        SqlNodeList named = insert.getTargetColumnList();
        return named == null ? table.physicalColumns() : TargetTable.columns(table, named);
    }

    private List<String> targetNames() {
        return targets.stream().map(index -> table.columns().get(index).name()).toList();
    }
}
