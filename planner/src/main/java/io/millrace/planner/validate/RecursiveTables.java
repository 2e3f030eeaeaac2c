package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.parse.Positions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
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
    private static final Set<TypeKind> TEXTS = Set.of(TypeKind.CHAR, TypeKind.VARCHAR);
    private static final Set<TypeKind> BINARIES = Set.of(TypeKind.BINARY, TypeKind.VARBINARY);

    /** From narrow to wide. */
    private static final List<TypeKind> NUMBERS = List.of(
            TypeKind.TINYINT,
            TypeKind.SMALLINT,
            TypeKind.INTEGER,
            TypeKind.BIGINT,
            TypeKind.DECIMAL,
            TypeKind.REAL,
            TypeKind.DOUBLE);

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
        TypeKind kind = type.kind();
        if (kind == TypeKind.DECIMAL) {
            return new ColumnType(kind, ColumnType.MAX_DECIMAL_PRECISION, type.scale(), true);
        }
        if (kind.isNested()) {
            List<Column> parts = new ArrayList<>();
            for (Column part : type.parts()) {
                boolean isKey = kind == TypeKind.MAP && parts.isEmpty();
                parts.add(isKey ? part : new Column(part.name(), widened(part.type())));
            }
            return new ColumnType(kind, 0, 0, true, parts);
        }
        return TEXTS.contains(kind)
                ? ColumnType.of(TypeKind.VARCHAR)
                : BINARIES.contains(kind)
                        ? ColumnType.of(TypeKind.VARBINARY)
                        : kind == TypeKind.INTERVAL_MONTHS || kind == TypeKind.INTERVAL_MILLIS
                                ? ColumnType.of(kind)
                                : type.withNullable(true);
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
        return type.kind() == TypeKind.DECIMAL
                ? "DECIMAL(" + type.precision() + ", " + type.scale() + ")"
                : type.kind().name().replace('_', ' ');
    }

    private static boolean fits(ColumnType given, ColumnType wanted) {
        if (wanted.kind().isNested()) {
            return given.kind() == wanted.kind()
                    && given.parts().size() == wanted.parts().size()
                    && IntStream.range(0, given.parts().size())
                            .allMatch(part -> fits(given.part(part), wanted.part(part)));
        }
        int from = NUMBERS.indexOf(given.kind());
        int to = NUMBERS.indexOf(wanted.kind());
        if (from < 0 || to < 0) {
            return given.kind() == wanted.kind()
                    || TEXTS.contains(given.kind()) && TEXTS.contains(wanted.kind())
                    || BINARIES.contains(given.kind()) && BINARIES.contains(wanted.kind());
        }
        boolean exact = wanted.kind() != TypeKind.REAL || from <= NUMBERS.indexOf(TypeKind.SMALLINT);
        return from == to ? given.scale() <= wanted.scale() : from < to && exact;
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
