package io.millrace.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.util.Litmus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SqlTextTest {
    private final Parser parser = new Parser();

    static List<String> statements() {
        return Statements.ALL;
    }

    @ParameterizedTest
    @MethodSource("statements")
    void writtenStatementReadsBackAsTheSameTree(String sql) {
        SqlNode tree = tree(sql);
        String text = SqlText.of(tree);
        SqlNode again = tree(text);

        assertThat(SqlText.of(again)).isEqualTo(text);
        assertThat(again.equalsDeep(tree, Litmus.IGNORE)).as(text).isTrue();
    }

    @Test
    void tableIsWrittenAColumnALine() {
        String text = SqlText.of(
                tree(
                        "create table clicks (id int primary key, ts timestamp(3), up as upper(name), name"
                                + " varchar default 'x', watermark for ts as ts - interval '5' second) with (connector = kafka)"));

        assertThat(text).isEqualTo("""
                CREATE TABLE "clicks" (
                    "id" INTEGER,
                    "ts" TIMESTAMP(3),
                    "up" AS UPPER("name"),
                    "name" VARCHAR DEFAULT 'x',
                    PRIMARY KEY ("id"),
                    WATERMARK FOR "ts" AS "ts" - INTERVAL '5' SECOND
                )
                WITH ('connector' = 'kafka')""");
    }

    private SqlNode tree(String sql) {
        return parser.parse(sql).statement().node();
    }
}
