package io.millrace.planner;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.executor.error.EngineException;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.explain.CircuitText;
import io.millrace.planner.parse.Parser;
import io.millrace.planner.parse.Statement;
import java.util.List;

/** Plans SQL text against the tests' catalog. */
final class Planning {
    private Planning() {}

    static Statement parse(String sql) {
        return new Parser().parse(sql).statement();
    }

    static PreparedQuery prepare(String sql, Catalog catalog, Purpose purpose) {
        return new Planner().prepare(((Statement.Query) parse(sql)).query(), catalog, purpose);
    }

    static QueryPlan view(String sql) {
        return prepare(sql, new TestCatalog(), Purpose.VIEW).plan(List.of());
    }

    static QueryPlan read(String sql) {
        return prepare(sql, new TestCatalog(), Purpose.READ).plan(List.of());
    }

    /** The circuit of a view. */
    static String circuit(String sql) {
        return CircuitText.of(view(sql).root());
    }

    /** {@code line:column CODE}, then the message. */
    static String viewError(String sql) {
        return error(sql, Purpose.VIEW);
    }

    /** {@code line:column CODE}, then the message. */
    static String readError(String sql) {
        return error(sql, Purpose.READ);
    }

    private static String error(String sql, Purpose purpose) {
        return describe(catchThrowableOfType(EngineException.class, () -> {
            prepare(sql, new TestCatalog(), purpose);
            throw new AssertionError("was planned: " + sql);
        }));
    }

    static String describe(EngineException e) {
        String place = e.position() == null
                ? "nowhere"
                : e.position().line() + ":" + e.position().column();
        return place + " " + e.code() + " " + e.text();
    }
}
