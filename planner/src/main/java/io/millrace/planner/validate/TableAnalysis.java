package io.millrace.planner.validate;

import io.millrace.executor.connector.Option;
import io.millrace.executor.connector.SourceColumn;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Constraints;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.catalog.RelationKind;
import io.millrace.planner.catalog.WatermarkDefinition;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.parse.Suggestions;
import io.millrace.planner.parse.node.ColumnNode;
import io.millrace.planner.parse.node.CreateTableNode;
import io.millrace.planner.parse.node.OptionNode;
import io.millrace.planner.parse.node.PrimaryKeyNode;
import io.millrace.planner.parse.node.WatermarkNode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.dialect.AnsiSqlDialect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Checks a CREATE TABLE: types, computed columns, key, watermark and defaults. Used once, by the planner's thread. */
public final class TableAnalysis {
    private static final AnsiSqlDialect DIALECT =
            new AnsiSqlDialect(AnsiSqlDialect.DEFAULT_CONTEXT.withIdentifierQuoteString("\""));

    private final CreateTableNode node;
    private final Analysis analysis;
    private final Map<String, Option> options = new LinkedHashMap<>();
    private final List<SourceColumn> sourceColumns = new ArrayList<>();
    private final List<RelationColumn> columns = new ArrayList<>();

    private TableAnalysis(CreateTableNode node, ZoneId zone) {
        this.node = node;
        this.analysis = new Analysis(new EmptyCatalog(), zone);
    }

    /** What a CREATE TABLE declares in a session of some time zone. Throws where it does not hold together. */
    public static CheckedTable check(CreateTableNode node, ZoneId zone) {
        return new TableAnalysis(node, zone).check();
    }

    private CheckedTable check() {
        readOptions();
        Option connector = options.remove("connector");
        checkNamesDiffer();
        Set<String> key = keyNames();
        for (ColumnNode column : node.columns()) {
            column.accept(new Declare(key, connector != null));
        }
        computeTypes();
        RelationKind kind = connector == null ? RelationKind.STORED : RelationKind.STREAM;
        if (connector == null && !options.isEmpty()) {
            Map.Entry<String, Option> first = options.entrySet().iterator().next();
            throw new EngineException(
                    ErrorCode.UNKNOWN_OPTION,
                    first.getValue().position(),
                    "Option '" + first.getKey()
                            + "' has no meaning for a stored table. For a stream say which connector reads it: "
                            + "WITH ('connector' = '...').");
        }
        ComputedTime time = kind == RelationKind.STREAM ? computedTime() : null;
        Relation relation = relation(kind, null);
        WatermarkDefinition watermark = watermark(relation);
        Constraints constraints = new ConstraintAnalysis(
                        node, relation, condition -> typeOf(relation(RelationKind.STREAM, null), condition, true))
                .check(kind == RelationKind.STREAM);
        return new CheckedTable(relation(kind, watermark), constraints, sourceColumns, connector, options, time);
    }

    /**
     * The event time, if it is computed: from here on a column like others, never NULL. Other computed columns are made of those that
     * the connector fills, so none of them is made of it.
     */
    private @Nullable ComputedTime computedTime() {
        WatermarkNode watermark = node.watermark();
        if (watermark == null || !(find(watermark.column()) instanceof ColumnNode.Computed computed)) {
            return null;
        }
        int index = indexOf(computed.name());
        ColumnType type = columns.get(index).type();
        if (type.kind() != TypeKind.TIMESTAMP && type.kind() != TypeKind.TIMESTAMP_LTZ) {
            return null;
        }
        Relation filled = relation(RelationKind.STREAM, null);
        List<RelationColumn> inputs =
                filled.physicalColumns().stream().map(columns::get).toList();
        ComputedTime time = ComputedTime.of(
                (int) columns.subList(0, index).stream()
                        .filter(column -> !column.isComputed())
                        .count(),
                type,
                ComputedColumns.expressionOf(analysis, filled, computed.expression(), true),
                inputs.stream().map(RelationColumn::type).toList(),
                inputs.stream().map(RelationColumn::name).toList(),
                text(computed.expression()));
        columns.set(index, RelationColumn.physical(computed.name(), time.type()));
        return time;
    }

    private Relation relation(RelationKind kind, @Nullable WatermarkDefinition watermark) {
        List<Integer> key = new ArrayList<>();
        for (String name : keyNames()) {
            key.add(indexOf(name));
        }
        boolean keyed = kind == RelationKind.STORED;
        return new Relation(
                Catalog.DEFAULT_SCHEMA,
                node.name().getSimple(),
                kind,
                columns,
                keyed ? key : List.of(),
                watermark,
                kind == RelationKind.STREAM,
                true);
    }

    private void readOptions() {
        for (OptionNode option : node.options()) {
            String name = option.key().toLowerCase(Locale.ROOT);
            Option given = new Option(option.value(), position(option.keyPosition()), position(option.valuePosition()));
            if (options.put(name, given) != null) {
                throw new EngineException(
                        ErrorCode.INVALID_STATEMENT,
                        position(option.keyPosition()),
                        "Option '" + name + "' is given twice. Keep one of them.");
            }
        }
    }

    private void checkNamesDiffer() {
        Set<String> seen = new LinkedHashSet<>();
        for (ColumnNode column : node.columns()) {
            if (!seen.add(column.name().toLowerCase(Locale.ROOT))) {
                throw new EngineException(
                        ErrorCode.INVALID_STATEMENT,
                        position(column.identifier().getParserPosition()),
                        "Column '" + column.name() + "' is declared twice. Names are compared without regard to case.");
            }
        }
    }

    /** The key's columns by their declared names, checked. */
    private Set<String> keyNames() {
        PrimaryKeyNode key = node.primaryKey();
        Set<String> names = new LinkedHashSet<>();
        if (key == null) {
            return names;
        }
        for (SqlIdentifier identifier : key.columns()) {
            ColumnNode column = find(identifier);
            if (!(column instanceof ColumnNode.Stored)) {
                throw new EngineException(
                        ErrorCode.INVALID_STATEMENT,
                        position(identifier.getParserPosition()),
                        "Column '" + column.name() + "' cannot be part of the PRIMARY KEY: it is not stored itself.");
            }
            if (!names.add(column.name())) {
                throw new EngineException(
                        ErrorCode.INVALID_STATEMENT,
                        position(identifier.getParserPosition()),
                        "Column '" + column.name() + "' stands twice in the PRIMARY KEY.");
            }
        }
        return names;
    }

    private ColumnNode find(SqlIdentifier identifier) {
        String name = identifier.getSimple();
        List<String> names = node.columns().stream().map(ColumnNode::name).toList();
        return node.columns().stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new EngineException(
                        ErrorCode.COLUMN_NOT_FOUND,
                        position(identifier.getParserPosition()),
                        "Column '" + name + "' is not declared in this table." + Suggestions.didYouMean(name, names)));
    }

    private int indexOf(String name) {
        for (int index = 0; index < columns.size(); index++) {
            if (columns.get(index).name().equalsIgnoreCase(name)) {
                return index;
            }
        }
        throw new IllegalArgumentException("no column " + name);
    }

    private ColumnType type(SqlDataTypeSpec spec, boolean inKey) {
        ExpressionConstructs.checkType(spec);
        boolean notNull = inKey || Boolean.FALSE.equals(spec.getNullable());
        try {
            return ColumnTypes.of(spec.deriveType(analysis.validator(), true)).withNullable(!notNull);
        } catch (EngineException e) {
            Position place = e.position() == null ? position(spec.getParserPosition()) : e.position();
            throw new EngineException(e.code(), place, e.text(), e);
        }
    }

    /** Gives computed columns the types of their expressions, which may name stored and metadata columns only. */
    private void computeTypes() {
        Relation physical = relation(RelationKind.STREAM, null);
        for (ColumnNode column : node.columns()) {
            if (column instanceof ColumnNode.Computed computed) {
                int index = indexOf(column.name());
                ColumnType type = typeOf(physical, computed.expression(), true);
                columns.set(index, RelationColumn.computed(column.name(), type, text(computed.expression())));
            }
        }
    }

    /** The type of an expression over physical columns, which must give the same value whenever it is computed. */
    private ColumnType typeOf(Relation relation, SqlNode expression, boolean continuous) {
        try {
            return ComputedColumns.typeOf(analysis, relation, expression, continuous);
        } catch (EngineException e) {
            throw e.code() == ErrorCode.COLUMN_NOT_FOUND ? orComputed(e) : e;
        }
    }

    /** The error, or a better one if the column that was not found is computed. */
    private EngineException orComputed(EngineException e) {
        for (ColumnNode column : node.columns()) {
            boolean named = e.text()
                    .toLowerCase(Locale.ROOT)
                    .startsWith("column '" + column.name().toLowerCase(Locale.ROOT) + "'");
            if (named && column instanceof ColumnNode.Computed) {
                return new EngineException(
                        ErrorCode.INVALID_STATEMENT,
                        e.position(),
                        "Column '" + column.name()
                                + "' is computed itself. Computed columns are made of the others only:"
                                + " repeat its expression here.",
                        e);
            }
        }
        return e;
    }

    private @Nullable WatermarkDefinition watermark(Relation relation) {
        WatermarkNode watermark = node.watermark();
        if (watermark == null) {
            return null;
        }
        ColumnNode column = find(watermark.column());
        int index = indexOf(column.name());
        ColumnType type = columns.get(index).type();
        Position place = position(watermark.column().getParserPosition());
        if (type.kind() != TypeKind.TIMESTAMP && type.kind() != TypeKind.TIMESTAMP_LTZ) {
            throw new EngineException(
                    ErrorCode.TYPE_MISMATCH,
                    place,
                    "Column '" + column.name() + "' is " + type.kind() + "; a watermark needs a TIMESTAMP column.");
        }
        if (type.nullable()) {
            throw new EngineException(
                    ErrorCode.TYPE_MISMATCH,
                    place,
                    "Column '" + column.name()
                            + "' may be NULL; a row without a time has no place in event time. Declare it "
                            + "NOT NULL.");
        }
        ColumnType watermarkType = typeOf(stored(relation), watermark.expression(), true);
        if (watermarkType.kind() != type.kind()) {
            throw new EngineException(
                    ErrorCode.TYPE_MISMATCH,
                    position(watermark.expression().getParserPosition()),
                    "The watermark of '" + column.name() + "' must be " + type.kind() + " like the column, but is "
                            + watermarkType.kind() + ".");
        }
        if (relation.kind() == RelationKind.STORED) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    place,
                    "A WATERMARK is for a stream, a table with a connector. Rows of a stored table can be written, changed and"
                            + " deleted at any time, so none of them is late and none is final. Leave the WATERMARK out.");
        }
        return new WatermarkDefinition(
                index, text(watermark.expression()), WatermarkDelay.of(watermark, column.name()), 0);
    }

    /** The same columns as if none were computed: what a watermark may name. */
    private static Relation stored(Relation relation) {
        List<RelationColumn> all = relation.columns().stream()
                .map(column -> RelationColumn.physical(column.name(), column.type()))
                .toList();
        return new Relation(
                relation.schema(), relation.name(), relation.kind(), all, List.of(), null, relation.appendOnly(), true);
    }

    static String text(SqlNode expression) {
        return expression.toSqlString(DIALECT).getSql();
    }

    private static @Nullable Position position(SqlParserPos position) {
        return position.getLineNum() < 1 ? null : new Position(position.getLineNum(), position.getColumnNum());
    }

    /** Adds each kind of column. */
    private final class Declare implements ColumnNode.Visitor<Boolean> {
        private final Set<String> key;
        private final boolean stream;

        Declare(Set<String> key, boolean stream) {
            this.key = key;
            this.stream = stream;
        }

        @Override
        public Boolean stored(ColumnNode.Stored column) {
            ColumnType type = type(column.type(), key.contains(column.name()));
            SqlNode value = column.defaultValue();
            if (value != null && stream) {
                throw new EngineException(
                        ErrorCode.NOT_SUPPORTED,
                        position(value.getParserPosition()),
                        "A DEFAULT has no meaning for a stream: its rows come from the connector.");
            }
            if (value != null) {
                checkDefault(type, value);
            }
            add(column, type, null, value == null ? null : text(value));
            return Boolean.TRUE;
        }

        @Override
        public Boolean metadata(ColumnNode.Metadata column) {
            if (!stream) {
                throw new EngineException(
                        ErrorCode.INVALID_STATEMENT,
                        position(column.identifier().getParserPosition()),
                        "Column '" + column.name() + "' takes metadata of a connector, but this table has none.");
            }
            add(column, type(column.type(), false), column.key(), null);
            return Boolean.TRUE;
        }

        @Override
        public Boolean computed(ColumnNode.Computed column) {
            // The type comes when all physical columns are known.
            columns.add(
                    RelationColumn.computed(column.name(), ColumnType.of(TypeKind.BIGINT), text(column.expression())));
            return Boolean.TRUE;
        }

        private void checkDefault(ColumnType type, SqlNode value) {
            Relation none = new Relation(
                    Catalog.DEFAULT_SCHEMA,
                    node.name().getSimple(),
                    RelationKind.STORED,
                    List.of(),
                    List.of(),
                    null,
                    true,
                    true);
            SqlNode cast = ColumnCasts.cast(value.clone(value.getParserPosition()), type);
            typeOf(none, cast, false);
        }

        private void add(ColumnNode column, ColumnType type, @Nullable String metadata, @Nullable String defaultText) {
            columns.add(new RelationColumn(column.name(), type, null, defaultText));
            sourceColumns.add(new SourceColumn(
                    new Column(column.name(), type),
                    metadata,
                    position(column.identifier().getParserPosition())));
        }
    }

    private record EmptyCatalog() implements Catalog {
        @Override
        public Optional<Relation> relation(String schema, String name) {
            return Optional.empty();
        }

        @Override
        public Collection<String> names(String schema) {
            return List.of();
        }
    }
}
