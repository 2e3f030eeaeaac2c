package io.millrace.planner.validate;

import java.util.IdentityHashMap;
import java.util.Objects;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlMatchRecognize;

/**
 * The MATCH_RECOGNIZE clauses of one statement. Calcite's own analysis of them knows neither PREV in MEASURES nor NULLS FIRST, and takes
 * SKIP TO NEXT ROW for the default.
 */
final class RowPatterns {
    private final Analysis analysis;
    private final IdentityHashMap<SqlMatchRecognize, PatternClause> clauses = new IdentityHashMap<>();
    private boolean continuous;

    RowPatterns(Analysis analysis) {
        this.analysis = analysis;
    }

    /** Whether the statement is to be kept up to date. */
    void checkedAs(boolean isContinuous) {
        continuous = isContinuous;
    }

    /** Checks a clause over rows of a type; returns the type of its result. */
    RelDataType validate(SqlMatchRecognize clause, RelDataType input, QueryValidator validator) {
        PatternValues values = new PatternValues(analysis, validator, continuous, input);
        PatternClause analysed = PatternAnalysis.of(clause, input, values, validator);
        clauses.put(clause, analysed);
        RelDataTypeFactory.Builder type = validator.getTypeFactory().builder();
        for (PatternClause.Column column : analysed.columns()) {
            type.add(
                    column.name(),
                    column.input() >= 0
                            ? input.getFieldList().get(column.input()).getType()
                            : analysed.measures().get(column.measure()).getType());
        }
        return type.build();
    }

    /** The matches of a clause that was checked. */
    RelNode convert(SqlMatchRecognize clause, RelNode input) {
        return new RowPattern(input, Objects.requireNonNull(clauses.get(clause), "a clause was not checked"));
    }
}
