package io.millrace.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.Position;
import io.millrace.planner.parse.node.ColumnNode;
import io.millrace.planner.parse.node.CreateTableNode;
import io.millrace.planner.parse.node.CreateViewNode;
import io.millrace.planner.parse.node.EmitNode;
import io.millrace.planner.parse.node.ExplainNode;
import io.millrace.planner.parse.node.OptionNode;
import io.millrace.planner.parse.node.PrimaryKeyNode;
import io.millrace.planner.parse.node.WatermarkNode;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What each statement becomes. */
class ParserTest {
    private final Parser parser = new Parser();

    @Test
    void firstExampleBecomesATableWithItsOptions() {
        CreateTableNode table = table("CREATE TABLE input_table (id INT, data VARCHAR)"
                + " WITH ('connector'='datagen','rows-per-second'='5')");

        assertThat(table.name().toString()).isEqualTo("input_table");
        assertThat(table.columns()).extracting(ColumnNode::name).containsExactly("id", "data");
        assertThat(table.options()).extracting(OptionNode::key).containsExactly("connector", "rows-per-second");
        assertThat(table.options()).extracting(OptionNode::value).containsExactly("datagen", "5");
        assertThat(table.primaryKey()).isNull();
        assertThat(table.watermark()).isNull();
    }

    @Test
    void columnsAreStoredComputedOrMetadata() {
        CreateTableNode table = table("CREATE TABLE t (a INT NOT NULL DEFAULT 1 + 2, b AS a * 2, c BIGINT METADATA FROM"
                + " 'offset' VIRTUAL, d INT NOT NULL METADATA)");

        ColumnNode.Stored stored = (ColumnNode.Stored) table.columns().get(0);
        assertThat(stored.type().getNullable()).isFalse();
        assertThat(Objects.requireNonNull(stored.defaultValue()).toString()).isEqualTo("1 + 2");
        ColumnNode.Computed computed = (ColumnNode.Computed) table.columns().get(1);
        assertThat(computed.expression().toString()).isEqualTo("`a` * 2");
        ColumnNode.Metadata offset = (ColumnNode.Metadata) table.columns().get(2);
        assertThat(offset.key()).isEqualTo("offset");
        assertThat(offset.isVirtual()).isTrue();
        ColumnNode.Metadata unnamed = (ColumnNode.Metadata) table.columns().get(3);
        assertThat(unnamed.key()).isEqualTo("d");
        assertThat(unnamed.isVirtual()).isFalse();
        assertThat(unnamed.type().getNullable()).isFalse();
    }

    @Test
    void keyAtAColumnEqualsKeyOfTheTable() {
        PrimaryKeyNode inline = Objects.requireNonNull(
                table("CREATE TABLE t (a INT PRIMARY KEY, b INT)").primaryKey());
        PrimaryKeyNode apart = Objects.requireNonNull(
                table("CREATE TABLE t (a INT, b INT, PRIMARY KEY (a))").primaryKey());

        assertThat(inline.columns()).hasToString("[a]");
        assertThat(apart.columns()).hasToString("[a]");
        assertThat(inline.isEnforced()).isTrue();
    }

    @Test
    void keyMayHaveANameAndBeNotEnforced() {
        PrimaryKeyNode key = Objects.requireNonNull(
                table("CREATE TABLE t (a INT, b INT, CONSTRAINT k PRIMARY KEY (b, a) NOT ENFORCED)")
                        .primaryKey());

        assertThat(Objects.requireNonNull(key.name()).toString()).isEqualTo("k");
        assertThat(key.columns()).hasToString("[b, a]");
        assertThat(key.isEnforced()).isFalse();
    }

    @Test
    void watermarkHasColumnAndExpression() {
        WatermarkNode watermark = Objects.requireNonNull(
                table("CREATE TABLE t (ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)")
                        .watermark());

        assertThat(watermark.column().toString()).isEqualTo("ts");
        assertThat(watermark.expression().toString()).isEqualTo("`ts` - INTERVAL '5' SECOND");
    }

    @Test
    void optionsMayBeDottedWordsAndPlainValues() {
        CreateTableNode table = table("CREATE TABLE t (a INT) WITH (scan.startup.mode = earliest, n = 5, on = TRUE)"
                .replace("on =", "flag ="));

        assertThat(table.options()).extracting(OptionNode::key).containsExactly("scan.startup.mode", "n", "flag");
        assertThat(table.options()).extracting(OptionNode::value).containsExactly("earliest", "5", "true");
    }

    @Test
    void viewKeepsEveryClause() {
        CreateViewNode view = view("CREATE OR REPLACE MATERIALIZED VIEW v (x, y) WITH (state = 'unbounded')"
                + " AS SELECT a, b FROM t EMIT ON WINDOW CLOSE");

        assertThat(view.isReplace()).isTrue();
        assertThat(view.isMaterialized()).isTrue();
        assertThat(view.isIfNotExists()).isFalse();
        assertThat(view.columns()).hasToString("[x, y]");
        assertThat(view.options()).extracting(OptionNode::key).containsExactly("state");
        assertThat(Objects.requireNonNull(view.emit()).isOnWindowClose()).isTrue();
    }

    @Test
    void emitEveryKeepsItsInterval() {
        EmitNode emit = Objects.requireNonNull(view("CREATE VIEW v AS SELECT a FROM t EMIT EVERY INTERVAL '1' MINUTE")
                .emit());

        assertThat(emit.isOnWindowClose()).isFalse();
        assertThat(String.valueOf(emit.interval())).isEqualTo("INTERVAL '1' MINUTE");
    }

    @Test
    void streamIsTakenOffTheQuery() {
        Statement.Query query = (Statement.Query) parse("SELECT STREAM id FROM t");

        assertThat(query.stream()).isTrue();
        assertThat(query.query().toString()).doesNotContain("STREAM");
    }

    @Test
    void parametersAreCounted() {
        assertThat(parser.parse("INSERT INTO t VALUES (?, '?', ?)").parameters())
                .isEqualTo(2);
    }

    @Test
    void scriptIsCutAtSemicolonsOutsideQuotesAndComments() {
        List<ParsedStatement> statements = parser.parseScript("""
                -- first; not a statement
                SELECT ';' FROM "a;b"; ;
                /* SELECT 2; */ SELECT
                  3""");

        assertThat(statements).hasSize(2);
        assertThat(statements.get(0).text()).isEqualTo("SELECT ';' FROM \"a;b\"");
        assertThat(statements.get(0).start()).isEqualTo(new Position(2, 1));
        assertThat(statements.get(1).text()).isEqualTo("SELECT\n  3");
        assertThat(statements.get(1).start()).isEqualTo(new Position(3, 17));
    }

    @Test
    void placesInScriptErrorsAreThoseInTheScript() {
        EngineException e = catchThrowableOfType(
                EngineException.class, () -> parser.parseScript("SELECT 1;\n  SELECT 2; SELECT a FORM t;\nSELECT 3"));

        assertThat(e.position()).isEqualTo(new Position(2, 22));
    }

    @Test
    void tabIsOneColumnAndEveryLineEndCounts() {
        for (String end : List.of("\n", "\r\n", "\r")) {
            EngineException e = catchThrowableOfType(
                    EngineException.class, () -> parser.parse("SELECT a, -- first" + end + "\t'é€𝄞', b\tFORM t"));

            assertThat(e.position()).isEqualTo(new Position(2, 12));
        }
    }

    @Test
    void scriptIsCutWithoutParsing() {
        List<ScriptPart> parts = parser.splitScript("no such thing;\n\n VACUUM; -- end\n");

        assertThat(parts).extracting(ScriptPart::text).containsExactly("no such thing", "VACUUM");
        assertThat(parts.get(1).start()).isEqualTo(new Position(3, 2));
    }

    @Test
    void statementMayEndWithSemicolons() {
        assertThat(parser.parse("SELECT 1 ; ;").text()).isEqualTo("SELECT 1 ");
    }

    @Test
    void streamOfAUnionIsTakenOffEveryBranch() {
        Statement.Query query = (Statement.Query) parse("SELECT STREAM a FROM t UNION ALL SELECT STREAM b FROM u");

        assertThat(query.stream()).isTrue();
        assertThat(query.query().toString()).doesNotContain("STREAM");
    }

    @Test
    void explainHasItsSubjectAndStatement() {
        Statement.Explain plan = (Statement.Explain) parse("EXPLAIN SELECT 1");
        Statement.Explain state = (Statement.Explain) parse("EXPLAIN STATE FOR CREATE VIEW v AS SELECT 1");

        assertThat(plan.subject()).isEqualTo(ExplainNode.Subject.PLAN);
        assertThat(plan.explained()).isInstanceOf(Statement.Query.class);
        assertThat(state.subject()).isEqualTo(ExplainNode.Subject.STATE);
        assertThat(state.explained()).isInstanceOf(Statement.CreateView.class);
    }

    @Test
    void subscribeTakesANameOrAQuery() {
        Statement.Subscribe named = (Statement.Subscribe) parse("SUBSCRIBE TO v WITH (snapshot = true, from_tick = 5)");
        Statement.Subscribe query = (Statement.Subscribe) parse("SUBSCRIBE SELECT a FROM t");

        assertThat(named.isNamed()).isTrue();
        assertThat(named.node().options()).extracting(OptionNode::value).containsExactly("true", "5");
        assertThat(query.isNamed()).isFalse();
    }

    @Test
    void postgresCastBindsTightest() {
        assertThat(SqlText.of(parse("SELECT -a::INT + b::BIGINT").node()))
                .isEqualTo("SELECT - (\"a\" :: INTEGER) + (\"b\" :: BIGINT)");
    }

    private CreateTableNode table(String sql) {
        return ((Statement.CreateTable) parse(sql)).node();
    }

    private CreateViewNode view(String sql) {
        return ((Statement.CreateView) parse(sql)).node();
    }

    private Statement parse(String sql) {
        return parser.parse(sql).statement();
    }
}
