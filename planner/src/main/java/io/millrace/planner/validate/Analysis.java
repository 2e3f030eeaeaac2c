package io.millrace.planner.validate;

import com.google.common.collect.ImmutableSet;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.parse.MillraceConformance;
import java.time.ZoneId;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.Context;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.schema.Table;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelBuilderFactory;

/**
 * Everything that the analysis of one statement shares: the catalog as Calcite sees it, the types made so far, the
 * cluster that all expressions of the plan belong to. Nothing of it is static and nothing outlives the statement. Used by
 * the planner's thread only.
 */
public final class Analysis {
    /** Rules and builders must not simplify: they do not know that a call which fails is NULL. */
    public static final RelBuilder.Config BUILDER_CONFIG = RelBuilder.Config.DEFAULT
            .withSimplify(false)
            .withSimplifyValues(false)
            .withPushJoinCondition(false)
            .withAggregateUnique(true);

    /** A condition that is moved to other columns may get a cast that only says whether there are NULLs; filters refuse it. */
    private static final RelFactories.FilterFactory FILTERS = (input, condition, variables) -> LogicalFilter.create(
            input,
            RexUtil.removeNullabilityCast(input.getCluster().getTypeFactory(), condition),
            ImmutableSet.copyOf(variables));

    /** Makes builders of {@link #BUILDER_CONFIG}. */
    public static final RelBuilderFactory BUILDERS = RelBuilder.proto(Contexts.of(BUILDER_CONFIG, FILTERS));

    /**
     * Nor may the conversion merge projections: Calcite takes the columns of one that asks a correlated subquery from the merged one
     * and puts them above the one that was merged, so that they are computed twice.
     */
    private static final RelBuilder.Config CONVERSION_CONFIG = BUILDER_CONFIG.withBloat(-1);

    private final Catalog catalog;
    private final ZoneId zone;
    private final SqlTypeFactory typeFactory;
    private final TryRexBuilder rexBuilder;
    private final RelOptCluster cluster;
    private final Function<Relation, Table> tables;
    private final CalciteCatalogReader catalogReader;
    private final SqlOperatorTable operators;
    private final RecursiveTables recursions = new RecursiveTables();
    private final RowPatterns patterns = new RowPatterns(this);

    /** With local times in UTC. */
    public Analysis(Catalog catalog) {
        this(catalog, ZoneId.of("UTC"));
    }

    /** @param zone the time zone of local times */
    public Analysis(Catalog catalog, ZoneId zone) {
        this.catalog = catalog;
        this.zone = zone;
        this.typeFactory = new SqlTypeFactory();
        this.rexBuilder = new TryRexBuilder(typeFactory, zone);
        this.cluster = cluster(rexBuilder);
        this.tables = relation ->
                RelationTable.of(relation, (computed, table) -> ComputedColumns.read(Analysis.this, computed));
        this.catalogReader = catalogReader(catalog, typeFactory, tables, recursions);
        this.operators = Functions.table();
    }

    private Analysis(Analysis outer, Catalog catalog, ZoneId zone, Function<Relation, Table> tables) {
        this.catalog = catalog;
        this.zone = zone;
        this.typeFactory = outer.typeFactory;
        this.rexBuilder = outer.rexBuilder;
        this.cluster = outer.cluster;
        this.tables = tables;
        this.catalogReader = catalogReader(catalog, typeFactory, tables, recursions);
        this.operators = Functions.table();
    }

    /** An analysis for a part of the same plan, over another catalog and with local times of another zone. */
    Analysis over(Catalog other, ZoneId otherZone, Function<Relation, Table> otherTables) {
        return new Analysis(this, other, otherZone, otherTables);
    }

    /** The time zone of local times. */
    ZoneId zone() {
        return zone;
    }

    public Catalog catalog() {
        return catalog;
    }

    public RelOptCluster cluster() {
        return cluster;
    }

    RelDataTypeFactory typeFactory() {
        return typeFactory;
    }

    /**
     * Checks a query and turns it into a relational expression; {@code continuous} if its result is to be kept up to date.
     * The tree is changed in the course of it.
     */
    public CheckedQuery check(SqlNode query, boolean continuous) {
        Constructs.check(query, continuous);
        AsOfClauses.rewrite(query);
        patterns.checkedAs(continuous);
        NamesInQuery names = NamesInQuery.of(query, catalog);
        ColumnNames columnNames = ColumnNames.of(query);
        WithItems.rewrite(query, recursions);
        SqlNode plain = CollectionQueries.rewrite(query);
        ValidatedQuery validated =
                validate(OverFilters.rewrite(WithinGroups.rewrite(GroupWindows.rewrite(plain))), names);
        ResolvedCalls calls = ResolvedCalls.check(validated, continuous);
        return new CheckedQuery(
                convert(validated),
                columnNames.shown(validated.rowType().getFieldNames()),
                validated.parameterTypes().stream().map(ColumnTypes::of).toList(),
                names,
                calls);
    }

    /** Gives every name of a query its meaning, and every expression its type. */
    ValidatedQuery validate(SqlNode query, NamesInQuery names) {
        SqlValidator validator = validator();
        SqlNode zoned = ZonedLiterals.rewrite(query, zone);
        try {
            return new ValidatedQuery(validator, validator.validate(zoned));
        } catch (CalciteContextException e) {
            throw new ValidationErrors(catalog, names).translate(e);
        }
    }

    /** The relational expression of a validated query. */
    RelNode convert(ValidatedQuery query) {
        SqlToRelConverter.Config config = SqlToRelConverter.config()
                .withExpand(false)
                .withTrimUnusedFields(false)
                .withInSubQueryThreshold(Integer.MAX_VALUE)
                .withRemoveSortInSubQuery(true)
                .withRelBuilderFactory(BUILDERS)
                .withRelBuilderConfigTransform(ignored -> CONVERSION_CONFIG);
        return rexBuilder.in(
                zone,
                () -> new QueryConverter(query.validator(), catalogReader, cluster, config, recursions, patterns)
                        .convert(query.node()));
    }

    /** The row type of a relation, computed columns among them. */
    public RelDataType rowType(Relation relation) {
        return tables.apply(relation).getRowType(typeFactory);
    }

    SqlValidator validator() {
        SqlValidator.Config config = SqlValidator.Config.DEFAULT
                .withConformance(MillraceConformance.INSTANCE)
                .withIdentifierExpansion(true)
                .withTypeCoercionEnabled(true)
                .withTypeCoercionFactory(ImplicitCasts::new)
                .withCallRewrite(false);
        QueryValidator validator =
                new QueryValidator(operators, catalogReader, typeFactory, config, recursions, patterns);
        recursions.validateBy(validator);
        return validator;
    }

    private static RelOptCluster cluster(TryRexBuilder builder) {
        Context context = Contexts.of(BUILDER_CONFIG);
        HepPlanner planner = new HepPlanner(HepProgram.builder().build(), context);
        return RelOptCluster.create(planner, builder);
    }

    private static CalciteCatalogReader catalogReader(
            Catalog catalog, SqlTypeFactory factory, Function<Relation, Table> tables, RecursiveTables recursions) {
        Properties properties = new Properties();
        properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
        CatalogSchema schema = new CatalogSchema(catalog, Catalog.DEFAULT_SCHEMA, tables, recursions);
        CalciteSchema root = CalciteSchema.createRootSchema(false, false, "", schema);
        return new CalciteCatalogReader(root, List.of(), factory, new CalciteConnectionConfigImpl(properties));
    }
}
