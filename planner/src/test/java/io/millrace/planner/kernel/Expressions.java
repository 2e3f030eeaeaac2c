package io.millrace.planner.kernel;

import io.millrace.executor.type.Column;
import io.millrace.executor.type.Schema;
import io.millrace.planner.parse.MillraceConformance;
import io.millrace.planner.parse.Parser;
import io.millrace.planner.parse.grammar.MillraceParser;
import io.millrace.planner.validate.FunctionForms;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;

/** SQL expressions over named columns, parsed and validated as in a statement, as the nodes a kernel is generated from. */
final class Expressions {
    static final JavaTypeFactoryImpl TYPES =
            new JavaTypeFactoryImpl(new RelDataTypeSystemImpl() {
                @Override
                public int getMaxPrecision(SqlTypeName typeName) {
                    return typeName == SqlTypeName.DECIMAL ? 38 : super.getMaxPrecision(typeName);
                }

                @Override
                public int getMaxScale(SqlTypeName typeName) {
                    return typeName == SqlTypeName.DECIMAL ? 38 : super.getMaxScale(typeName);
                }

                @Override
                public int getDefaultPrecision(SqlTypeName typeName) {
                    return switch (typeName) {
                        case DECIMAL -> 38;
                        case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIME -> 3;
                        default -> super.getDefaultPrecision(typeName);
                    };
                }

                @Override
                public boolean shouldConvertRaggedUnionTypesToVarying() {
                    return true;
                }
            }) {
                @Override
                public Charset getDefaultCharset() {
                    return StandardCharsets.UTF_8;
                }
            };

    static final SqlOperatorTable OPERATORS = io.millrace.planner.validate.Functions.table();

    private final Schema schema;

    Expressions(Schema schema) {
        this.schema = schema;
    }

    /** The node for an SQL expression. */
    RexNode parse(String sql) {
        Map<String, RelDataType> types = new HashMap<>();
        Map<String, RexNode> nodes = new HashMap<>();
        for (int i = 0; i < schema.size(); i++) {
            Column column = schema.column(i);
            RelDataType type = ColumnTypes.toRelDataType(column.type(), TYPES);
            types.put(column.name(), type);
            nodes.put(column.name(), new RexInputRef(i, type));
        }
        Properties properties = new Properties();
        properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
        CalciteCatalogReader catalog = new CalciteCatalogReader(
                CalciteSchema.createRootSchema(false), List.of(), TYPES, new CalciteConnectionConfigImpl(properties));
        SqlValidator validator = SqlValidatorUtil.newValidator(
                OPERATORS, catalog, TYPES, SqlValidator.Config.DEFAULT.withConformance(MillraceConformance.INSTANCE));
        try {
            SqlNode parsed = SqlParser.create(sql, Parser.CONFIG.withParserFactory(MillraceParser.FACTORY))
                    .parseExpression();
            SqlNode validated = validator.validateParameterizedExpression(parsed.accept(new Forms()), types);
            RelOptCluster cluster =
                    RelOptCluster.create(new HepPlanner(HepProgram.builder().build()), new RexBuilder(TYPES));
            SqlToRelConverter converter = new SqlToRelConverter(
                    (rowType, queryString, schemaPath, viewPath) -> {
                        throw new UnsupportedOperationException(queryString);
                    },
                    validator,
                    catalog,
                    cluster,
                    StandardConvertletTable.INSTANCE,
                    SqlToRelConverter.config());
            return converter.convertExpression(validated, nodes);
        } catch (SqlParseException e) {
            throw new IllegalArgumentException(sql, e);
        }
    }

    List<String> names() {
        return schema.columns().stream().map(Column::name).toList();
    }

    Schema schema() {
        return schema;
    }

    /** What the planner's validator does to calls before it looks at them. */
    private static final class Forms extends SqlShuttle {
        @Override
        public SqlNode visit(SqlCall call) {
            return super.visit(call) instanceof SqlCall visited ? FunctionForms.of(visited) : call;
        }
    }
}
