package io.millrace.planner.validate;

import java.util.List;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.hint.RelHint;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Where queries within a query stand: a plan does not know it, so their outermost projections carry it as a hint, from the
 * conversion of the syntax to where a subquery becomes a join. Stateless.
 */
public final class QueryPlaces {
    private static final String HINT = "place";

    private QueryPlaces() {}

    /** The plan of a query, which knows where that stands. */
    static RelRoot at(SqlNode query, RelRoot root) {
        SqlParserPos place = query.getParserPosition();
        if (!(root.rel instanceof LogicalProject project) || place.getLineNum() < 1) {
            return root;
        }
        RelHint hint = RelHint.builder(HINT)
                .hintOptions(List.of(String.valueOf(place.getLineNum()), String.valueOf(place.getColumnNum())))
                .build();
        return root.withRel(project.withHints(List.of(hint)));
    }

    /** The plan without places, which rules would ask for the meaning of. */
    public static RelNode forgotten(RelNode plan) {
        return plan.accept(new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode node) {
                RelNode visited = super.visit(node);
                return visited instanceof LogicalProject project
                                && !project.getHints().isEmpty()
                        ? project.withHints(List.of())
                        : visited;
            }
        });
    }

    /** Where the query of a plan stands, or ZERO if that is not known. */
    public static SqlParserPos of(RelNode plan) {
        if (plan instanceof LogicalProject project) {
            for (RelHint hint : project.getHints()) {
                if (hint.hintName.equals(HINT)) {
                    int line = Integer.parseInt(hint.listOptions.get(0));
                    int column = Integer.parseInt(hint.listOptions.get(1));
                    return new SqlParserPos(line, column);
                }
            }
        }
        return SqlParserPos.ZERO;
    }
}
