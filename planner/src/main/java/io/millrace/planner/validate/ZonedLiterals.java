package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.Timestamps;
import io.millrace.functions.Slice;
import io.millrace.functions.TextParser;
import io.millrace.functions.ValueException;
import io.millrace.functions.Zone;
import io.millrace.functions.ZonedCalendar;
import io.millrace.planner.parse.Positions;
import java.time.ZoneId;
import java.util.Objects;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/**
 * Reads the literals TIMESTAMP WITH LOCAL TIME ZONE '...' before validation: without an offset or a zone of its own such a text
 * is local to the session's time zone. Calcite takes it for UTC.
 */
final class ZonedLiterals extends SqlShuttle {
    private static final String TYPE = "TIMESTAMP WITH LOCAL TIME ZONE";

    private final ZonedCalendar calendar;

    private ZonedLiterals(ZoneId zone) {
        calendar = new ZonedCalendar(Zone.of(zone.getId()));
    }

    /** The query with its literals as instants. */
    static SqlNode rewrite(SqlNode query, ZoneId zone) {
        return Objects.requireNonNull(query.accept(new ZonedLiterals(zone)));
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        checkZone(call);
        return super.visit(call);
    }

    @Override
    public @Nullable SqlNode visit(SqlLiteral literal) {
        if (!(literal instanceof SqlUnknownLiteral unknown) || !unknown.tag.equals(TYPE)) {
            return literal;
        }
        String text = unknown.getValueAs(String.class);
        try {
            long instant = new TextParser().toInstant(Slice.of(text), Timestamps.PRECISION, calendar);
            return SqlLiteral.createTimestamp(
                    SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE,
                    TimestampString.fromMillisSinceEpoch(instant),
                    Timestamps.PRECISION,
                    literal.getParserPosition());
        } catch (ValueException e) {
            throw new EngineException(
                    ErrorCode.INVALID_DATETIME, Positions.of(literal.getParserPosition()), e.detail(), e);
        }
    }

    /** Refuses a zone that is not known where it is written, and not on each row. */
    private static void checkZone(SqlCall call) {
        if (call.getOperator().getName().equals("AT TIME ZONE") && call.operand(1) instanceof SqlLiteral zone) {
            String name = zone.getTypeName() == SqlTypeName.CHAR ? zone.getValueAs(String.class) : null;
            try {
                if (name != null) {
                    Zone.id(name);
                }
            } catch (ValueException e) {
                throw new EngineException(
                        ErrorCode.INVALID_ARGUMENT, Positions.of(zone.getParserPosition()), e.detail(), e);
            }
        }
    }
}
