package io.millrace.server.statement;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.functions.ValueException;
import io.millrace.functions.Zone;
import io.millrace.planner.parse.Positions;
import io.millrace.planner.parse.Suggestions;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSetOption;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** SET and RESET: from the statement to the change of its session. */
final class Settings {
    private static final String TIME_ZONE = "time_zone";
    private static final String UNBOUNDED_STATE = "unbounded_state";
    private static final List<String> NAMES = List.of(TIME_ZONE, UNBOUNDED_STATE);

    private Settings() {}

    /** The change that a statement makes; what it cannot set is refused at once. */
    static Consumer<SessionSettings> change(SqlSetOption option) {
        SqlIdentifier name = (SqlIdentifier) option.name();
        SqlNode value = option.getValue();
        if (name.toString().equalsIgnoreCase(TIME_ZONE) || name.toString().equalsIgnoreCase("timezone")) {
            ZoneId zone = value == null ? null : zone(value);
            return settings -> settings.timeZone(zone);
        }
        if (name.toString().equalsIgnoreCase(UNBOUNDED_STATE)) {
            UnboundedState wanted = value == null ? UnboundedState.WARN : unboundedState(value);
            return settings -> settings.unboundedState(wanted);
        }
        if (value == null && name.toString().equalsIgnoreCase("ALL")) {
            return settings -> {
                settings.timeZone(null);
                settings.unboundedState(UnboundedState.WARN);
            };
        }
        throw new EngineException(
                ErrorCode.NOT_SUPPORTED,
                position(name),
                "There is no setting '" + name + "'." + Suggestions.didYouMean(name.toString(), NAMES) + " There is "
                        + String.join(", ", NAMES) + ".");
    }

    private static UnboundedState unboundedState(SqlNode value) {
        String name = text(value);
        for (UnboundedState known : UnboundedState.values()) {
            if (known.name().equalsIgnoreCase(name)) {
                return known;
            }
        }
        throw new EngineException(
                ErrorCode.INVALID_ARGUMENT,
                position(value),
                "The setting unbounded_state can be 'refuse', 'warn' (as it is unless it was set) or 'allow'.");
    }

    private static ZoneId zone(SqlNode value) {
        String name = text(value);
        if (name == null) {
            throw new EngineException(
                    ErrorCode.INVALID_ARGUMENT,
                    position(value),
                    "A time zone is a text, as in SET TIME ZONE 'Europe/Berlin'.");
        }
        try {
            return Zone.id(name);
        } catch (ValueException e) {
            throw new EngineException(ErrorCode.INVALID_ARGUMENT, position(value), e.detail(), e);
        }
    }

    private static @Nullable String text(SqlNode value) {
        if (value instanceof SqlIdentifier name && name.isSimple()) {
            return name.getSimple();
        }
        return value instanceof SqlLiteral literal && literal.getTypeName() == SqlTypeName.CHAR
                ? literal.getValueAs(String.class)
                : null;
    }

    private static @Nullable Position position(SqlNode node) {
        return Positions.of(node.getParserPosition());
    }
}
