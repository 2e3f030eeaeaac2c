package io.millrace.planner.parse;

import org.apache.calcite.sql.validate.SqlConformance;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;

/**
 * Which of the liberties that SQL systems take are ours: Calcite's default, with GROUP BY and HAVING of aliases and
 * ordinals, {@code !=}, {@code %}, MINUS for EXCEPT, and INTERVAL '2' DAYS.
 */
public final class MillraceConformance extends SqlDelegatingConformance {
    /** For parser and validator alike. */
    public static final SqlConformance INSTANCE = new MillraceConformance();

    private MillraceConformance() {
        super(SqlConformanceEnum.DEFAULT);
    }

    @Override
    public boolean isGroupByAlias() {
        return true;
    }

    @Override
    public boolean isGroupByOrdinal() {
        return true;
    }

    @Override
    public boolean isHavingAlias() {
        return true;
    }

    @Override
    public boolean isBangEqualAllowed() {
        return true;
    }

    @Override
    public boolean isPercentRemainderAllowed() {
        return true;
    }

    @Override
    public boolean allowPluralTimeUnits() {
        return true;
    }

    @Override
    public boolean isMinusAllowed() {
        return true;
    }

    /** LIMIT 1, 2 is OFFSET 1 LIMIT 2, as MySQL has it. */
    @Override
    public boolean isLimitStartCountAllowed() {
        return true;
    }

    /** OFFSET before LIMIT, as PostgreSQL has it. */
    @Override
    public boolean isOffsetLimitAllowed() {
        return true;
    }
}
