package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.parse.Positions;
import io.millrace.planner.parse.Suggestions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/** The variables of a row pattern, in the order in which they are written, and the names for several of them. Case does not matter. */
final class PatternVariables {
    private final List<String> names = new ArrayList<>();
    private final Map<String, List<Integer>> sets = new LinkedHashMap<>();

    /** The number of a variable, a new one if it was not known. */
    int add(SqlIdentifier name) {
        List<Integer> known = sets.get(key(name.getSimple()));
        if (known != null) {
            return known.get(0);
        }
        names.add(name.getSimple());
        sets.put(key(name.getSimple()), List.of(names.size() - 1));
        return names.size() - 1;
    }

    /** Adds the names of SUBSET. */
    void addSubsets(SqlNodeList subsets) {
        for (SqlNode node : subsets) {
            SqlCall definition = (SqlCall) node;
            SqlIdentifier name = definition.operand(0);
            TreeSet<Integer> members = new TreeSet<>();
            for (SqlNode member : (SqlNodeList) definition.operand(1)) {
                if (!(member instanceof SqlIdentifier variable) || !variable.isSimple()) {
                    throw wrong(member, "SUBSET lists variables of the PATTERN.");
                }
                members.addAll(require(variable));
            }
            if (sets.putIfAbsent(key(name.getSimple()), List.copyOf(members)) != null) {
                throw wrong(
                        name, "There is a variable '" + name.getSimple() + "' already. Give the SUBSET another name.");
            }
        }
    }

    /** The names of the variables, by number. */
    List<String> names() {
        return List.copyOf(names);
    }

    /** The variables that a name stands for, or null if it is none. */
    @Nullable
    List<Integer> find(String name) {
        return sets.get(key(name));
    }

    /** The variables that a name stands for. */
    List<Integer> require(SqlIdentifier name) {
        List<Integer> found = find(name.getSimple());
        if (found == null) {
            throw unknown(name.getSimple(), name);
        }
        return found;
    }

    EngineException unknown(String name, SqlNode place) {
        return new EngineException(
                ErrorCode.COLUMN_NOT_FOUND,
                Positions.of(place.getParserPosition()),
                "There is no variable '" + name + "' in the PATTERN." + Suggestions.didYouMean(name, names));
    }

    private static EngineException wrong(SqlNode place, String message) {
        return new EngineException(ErrorCode.INVALID_STATEMENT, Positions.of(place.getParserPosition()), message);
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
