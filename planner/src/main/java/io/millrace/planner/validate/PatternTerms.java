package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.PatternTerm;
import io.millrace.planner.parse.Positions;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlMatchRecognize;
import org.apache.calcite.sql.SqlNode;

/** The PATTERN of a MATCH_RECOGNIZE as a term, and the variables in it. */
final class PatternTerms {
    /** How many steps a pattern may have once its repetitions are written out. */
    static final int MAX_SIZE = 10_000;

    private final PatternVariables variables;

    private PatternTerms(PatternVariables variables) {
        this.variables = variables;
    }

    /** The term of a clause; its variables are added to those known. */
    static PatternTerm of(SqlMatchRecognize clause, PatternVariables variables) {
        PatternTerm pattern = new PatternTerms(variables).term(clause.getPattern());
        List<PatternTerm> parts = new ArrayList<>();
        if (clause.getStrictStart().booleanValue()) {
            parts.add(new PatternTerm.Anchor(true));
        }
        parts.add(pattern);
        if (clause.getStrictEnd().booleanValue()) {
            parts.add(new PatternTerm.Anchor(false));
        }
        return parts.size() == 1 ? pattern : new PatternTerm.Sequence(parts);
    }

    private PatternTerm term(SqlNode node) {
        PatternTerm term = unchecked(node);
        if (term.size() > MAX_SIZE) {
            throw new EngineException(
                    ErrorCode.STATEMENT_TOO_COMPLEX,
                    Positions.of(node.getParserPosition()),
                    "This pattern stands for " + term.size() + " steps once its repetitions are written out, and "
                            + MAX_SIZE + " are the most. Repeat less often.");
        }
        return term;
    }

    private PatternTerm unchecked(SqlNode node) {
        if (node instanceof SqlIdentifier name) {
            return new PatternTerm.Variable(variables.add(name));
        }
        SqlCall call = (SqlCall) node;
        return switch (call.getKind()) {
            case PATTERN_CONCAT -> new PatternTerm.Sequence(List.of(term(call.operand(0)), term(call.operand(1))));
            case PATTERN_ALTER -> new PatternTerm.Choice(List.of(term(call.operand(0)), term(call.operand(1))));
            case PATTERN_QUANTIFIER -> repeated(call);
            case PATTERN_EXCLUDED -> new PatternTerm.Excluded(term(call.operand(0)));
            case PATTERN_PERMUTE -> permuted(call);
            default -> throw Constructs.unsupported(node, "This is not supported in a PATTERN.");
        };
    }

    private PatternTerm repeated(SqlCall call) {
        PatternTerm term = term(call.operand(0));
        int least = Math.max(0, number(call.operand(1)));
        int most = number(call.operand(2));
        boolean reluctant = ((SqlLiteral) call.operand(3)).booleanValue();
        if (most == 0 || most > 0 && most < least) {
            throw new EngineException(
                    ErrorCode.INVALID_STATEMENT,
                    Positions.of(call.getParserPosition()),
                    "A quantifier {n,m} has an m that is at least 1 and not smaller than n.");
        }
        return new PatternTerm.Repeated(term, least, most < 0 ? PatternTerm.UNLIMITED : most, !reluctant);
    }

    private static int number(SqlNode literal) {
        long value = ((SqlLiteral) literal).longValue(true);
        if (value > MAX_SIZE) {
            throw new EngineException(
                    ErrorCode.STATEMENT_TOO_COMPLEX,
                    Positions.of(literal.getParserPosition()),
                    "A quantifier counts up to " + MAX_SIZE + ".");
        }
        return (int) value;
    }

    /** All orders of some parts, those of the first parts first. */
    private PatternTerm permuted(SqlCall call) {
        List<PatternTerm> parts = new ArrayList<>();
        for (SqlNode part : call.getOperandList()) {
            parts.add(term(part));
        }
        long orders = 1;
        for (int i = 2; i <= parts.size(); i++) {
            orders = Math.min(orders * i, Integer.MAX_VALUE);
        }
        if (orders * parts.size() > MAX_SIZE) {
            throw new EngineException(
                    ErrorCode.STATEMENT_TOO_COMPLEX,
                    Positions.of(call.getParserPosition()),
                    "PERMUTE of " + parts.size() + " parts has too many orders. Six parts are the most.");
        }
        List<PatternTerm> branches = new ArrayList<>();
        permute(new ArrayList<>(), parts, branches);
        return branches.size() == 1 ? branches.get(0) : new PatternTerm.Choice(branches);
    }

    private static void permute(List<PatternTerm> chosen, List<PatternTerm> left, List<PatternTerm> into) {
        if (left.isEmpty()) {
            into.add(new PatternTerm.Sequence(chosen));
            return;
        }
        for (int i = 0; i < left.size(); i++) {
            List<PatternTerm> more = new ArrayList<>(chosen);
            more.add(left.get(i));
            List<PatternTerm> rest = new ArrayList<>(left);
            rest.remove(i);
            permute(more, rest, into);
        }
    }

    /** Whether a clause leaves rows out of what it shows. */
    static boolean excludes(SqlNode pattern) {
        return pattern instanceof SqlCall call
                && (call.getKind() == SqlKind.PATTERN_EXCLUDED
                        || call.getOperandList().stream().anyMatch(PatternTerms::excludes));
    }
}
