package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.kernel.NestedTypes;
import io.millrace.planner.parse.Positions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.jspecify.annotations.Nullable;

/**
 * The recursions of one statement as tables that their own recursive parts read. The columns of such a table are known when the first part is
 * validated, which comes before the recursive one; any of them may be NULL, texts have any length and DECIMALs all digits, so that
 * what the recursive part computes of them fits in again.
 */
final class RecursiveTables {
    private final Map<String, RecursiveUnion> unions = new HashMap<>();

    /** The calls that are being validated, by the name of the table, and what knows their types. */
    private final Map<String, SqlCall> calls = new HashMap<>();

    /** The columns of the recursions whose first part is known. */
    private final Map<String, RelDataType> types = new HashMap<>();

    private @Nullable QueryValidator validator;

    /** How many there are. */
    int size() {
        return unions.size();
    }

    void add(RecursiveUnion union) {
        unions.put(union.table(), union);
    }

    /** From now on recursions are validated by this. */
    void validateBy(QueryValidator current) {
        validator = current;
    }

    /** A recursion is about to be validated. */
    void validate(RecursiveUnion union, SqlCall call) {
        calls.put(union.table(), call);
        types.remove(union.table());
    }

    /** The table of that name, or null. */
    @Nullable
    Table table(String name) {
        RecursiveUnion union = unions.get(name);
        return union == null ? null : new RecursiveTable(union);
    }

    static RecursionId id(RecursiveUnion union) {
        return new RecursionId(union.table(), union.relation(), Positions.of(union.position()));
    }

    /** The columns of a recursion: those of its first part before the validator fits them to those of the recursive one. */
    RelDataType type(RecursiveUnion union, RelDataTypeFactory factory) {
        RelDataType known = types.get(union.table());
        if (known == null) {
            known = ofFirstPart(union, factory);
            types.put(union.table(), known);
        }
        return known;
    }

    private RelDataType ofFirstPart(RecursiveUnion union, RelDataTypeFactory factory) {
        SqlNode first = Objects.requireNonNull(calls.get(union.table())).operand(0);
        SqlValidatorNamespace namespace =
                Objects.requireNonNull(Objects.requireNonNull(validator).getNamespace(first));
        RelDataType type = namespace.getRowType();
        List<String> names = union.columns(type.getFieldNames());
        if (names.size() != type.getFieldCount()) {
            throw new EngineException(
                    ErrorCode.INVALID_STATEMENT,
                    Positions.of(union.position()),
                    "'" + union.relation() + "' lists " + names.size() + " columns, but its first part has "
                            + type.getFieldCount() + ".");
        }
        RelDataTypeFactory.Builder columns = factory.builder();
        for (RelDataTypeField field : type.getFieldList()) {
            ColumnType wide = widened(ColumnTypes.of(field.getType()));
            columns.add(names.get(field.getIndex()), ColumnTypes.toRelDataType(wide, factory));
        }
        return columns.build();
    }

    private static ColumnType widened(ColumnType type) {
        return switch (type.kind()) {
            case CHAR, VARCHAR -> ColumnType.of(TypeKind.VARCHAR);
            case BINARY, VARBINARY -> ColumnType.of(TypeKind.VARBINARY);
            case DECIMAL -> new ColumnType(TypeKind.DECIMAL, ColumnType.MAX_DECIMAL_PRECISION, type.scale(), true);
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS,
                    UUID -> type.withNullable(true);
            case ARRAY, MULTISET, MAP, ROW ->
                new ColumnType(
                        type.kind(),
                        0,
                        0,
                        true,
                        type.parts().stream()
                                .map(part -> new Column(part.name(), widened(part.type())))
                                .toList());
        };
    }

    /** Refuses a part whose columns do not fit those of the recursion. */
    static void check(RelDataType part, RelDataType recursion, RecursiveUnion union, SqlCall call) {
        for (RelDataTypeField field : recursion.getFieldList()) {
            ColumnType wanted = ColumnTypes.of(field.getType());
            ColumnType given =
                    ColumnTypes.of(part.getFieldList().get(field.getIndex()).getType());
            if (!fits(given, wanted)) {
                throw new EngineException(
                        ErrorCode.TYPE_MISMATCH,
                        Positions.of(column(call.operand(0), field.getIndex()).getParserPosition()),
                        "Column '" + field.getName() + "' of '" + union.relation() + "' is " + text(wanted)
                                + " in the first part of the recursion, but the recursive part makes it "
                                + text(given) + ". Cast it in the first part: CAST(... AS " + text(given) + ").");
            }
        }
    }

    private static SqlNode column(SqlNode part, int index) {
        return part instanceof SqlSelect select
                        && index < select.getSelectList().size()
                ? select.getSelectList().get(index)
                : part;
    }

    private static String text(ColumnType type) {
        return switch (type.kind()) {
            case DECIMAL -> "DECIMAL(" + type.precision() + ", " + type.scale() + ")";
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    CHAR,
                    VARCHAR,
                    BINARY,
                    VARBINARY,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS,
                    UUID,
                    ARRAY,
                    MULTISET,
                    MAP,
                    ROW -> type.kind().name();
        };
    }

    private static boolean fits(ColumnType given, ColumnType wanted) {
        return switch (wanted.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> rank(given.kind()) <= rank(wanted.kind());
            case DECIMAL ->
                rank(given.kind()) <= rank(TypeKind.BIGINT)
                        || given.kind() == TypeKind.DECIMAL && given.scale() <= wanted.scale();
            case REAL -> given.kind() == TypeKind.REAL || rank(given.kind()) <= rank(TypeKind.SMALLINT);
            case DOUBLE -> rank(given.kind()) <= rank(TypeKind.DOUBLE);
            case VARCHAR -> given.kind() == TypeKind.CHAR || given.kind() == TypeKind.VARCHAR;
            case VARBINARY -> given.kind() == TypeKind.BINARY || given.kind() == TypeKind.VARBINARY;
            case ARRAY, MULTISET, MAP, ROW -> NestedTypes.lieAlike(given, wanted);
            case BOOLEAN, CHAR, BINARY, DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ, INTERVAL_MONTHS, INTERVAL_MILLIS, UUID ->
                given.kind() == wanted.kind();
        };
    }

    /** Numbers from narrow to wide, then all else. */
    private static int rank(TypeKind kind) {
        return switch (kind) {
            case TINYINT -> 1;
            case SMALLINT -> 2;
            case INTEGER -> 3;
            case BIGINT -> 4;
            case DECIMAL -> 5;
            case REAL -> 6;
            case DOUBLE -> 7;
            case BOOLEAN,
                    CHAR,
                    VARCHAR,
                    BINARY,
                    VARBINARY,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS,
                    UUID,
                    ARRAY,
                    MULTISET,
                    MAP,
                    ROW -> 8;
        };
    }

    private final class RecursiveTable extends AbstractTable implements TranslatableTable {
        private final RecursiveUnion union;

        RecursiveTable(RecursiveUnion union) {
            this.union = union;
        }

        @Override
        public RelDataType getRowType(RelDataTypeFactory factory) {
            return type(union, factory);
        }

        @Override
        public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable table) {
            return new IterationScan(context.getCluster(), table.getRowType(), id(union));
        }
    }
}
