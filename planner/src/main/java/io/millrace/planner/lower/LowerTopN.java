package io.millrace.planner.lower;

import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.OverCall;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.plan.Ranking;
import io.millrace.executor.plan.TopNNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * A condition on nothing but the number of rows, over rows that are numbered only, is a top-n for each partition: so the rows
 * behind the last one asked for are never numbered. Whatever way the condition was written, as a subquery with WHERE or as
 * QUALIFY: it is looked for when filters and projections have been put together.
 */
final class LowerTopN {
    /**
     * What an OVER reads.
     *
     * @param rows below it
     * @param builder of expressions
     * @param forgets whether final rows are forgotten
     */
    record Input(Lowered rows, RexBuilder builder, boolean forgets) {}

    private final OverNode over;
    private final Ranking ranking;
    private final Lowered input;
    private final boolean forgets;
    private final int number;
    private BigDecimal above = BigDecimal.ZERO;
    private @Nullable BigDecimal upTo;
    private final List<RexNode> others = new ArrayList<>();

    private LowerTopN(OverNode over, Ranking ranking, Input input) {
        this.over = over;
        this.ranking = ranking;
        this.input = input.rows();
        this.forgets = input.forgets();
        this.number = over.input().types().size();
    }

    /** The chain over a top-n, if it is one; else the chain itself. */
    static Chain recognise(Chain chain, Map<OverNode, Input> inputs) {
        RexNode condition = chain.condition();
        if (condition == null
                || !(chain.base().node() instanceof OverNode over)
                || over.calls().size() != 1) {
            return chain;
        }
        Ranking ranking = ranking(over.calls().get(0));
        Input input = inputs.get(over);
        if (ranking == null || input == null) {
            return chain;
        }
        RexBuilder builder = input.builder();
        LowerTopN top = new LowerTopN(over, ranking, input);
        for (RexNode conjunct : RelOptUtil.conjunctions(RexUtil.expandSearch(builder, null, condition))) {
            if (!top.bound(conjunct)) {
                top.others.add(conjunct);
            }
        }
        return top.upTo == null ? chain : top.chain(chain, top.upTo, builder);
    }

    private static @Nullable Ranking ranking(OverCall call) {
        if (!(call instanceof OverCall.Numbered numbered)) {
            return null;
        }
        return switch (numbered.numbering()) {
            case ROW_NUMBER -> Ranking.ROW_NUMBER;
            case RANK -> Ranking.RANK;
            case DENSE_RANK -> Ranking.DENSE_RANK;
            case PERCENT_RANK, CUME_DIST, NTILE -> null;
        };
    }

    /** Takes note of a condition that compares the number with a constant. */
    private boolean bound(RexNode conjunct) {
        if (!(conjunct instanceof RexCall call) || call.getOperands().size() != 2) {
            return false;
        }
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        if (isNumber(left) && right instanceof RexLiteral literal) {
            return bound(call.getKind(), literal);
        }
        return isNumber(right)
                && left instanceof RexLiteral literal
                && bound(call.getKind().reverse(), literal);
    }

    private boolean isNumber(RexNode expression) {
        return expression instanceof RexInputRef ref && ref.getIndex() == number;
    }

    private boolean bound(SqlKind kind, RexLiteral literal) {
        if (!(literal.getValue() instanceof BigDecimal value)) {
            return false;
        }
        BigDecimal floor = value.setScale(0, RoundingMode.FLOOR);
        boolean whole = floor.compareTo(value) == 0;
        switch (kind) {
            case LESS_THAN_OR_EQUAL -> upTo(floor);
            case LESS_THAN -> upTo(whole ? floor.subtract(BigDecimal.ONE) : floor);
            case GREATER_THAN -> above = above.max(floor);
            case GREATER_THAN_OR_EQUAL -> above = above.max(whole ? floor.subtract(BigDecimal.ONE) : floor);
            case EQUALS -> {
                above = above.max(whole ? floor.subtract(BigDecimal.ONE) : floor);
                upTo(floor);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void upTo(BigDecimal last) {
        upTo = upTo == null ? last : upTo.min(last);
    }

    private Chain chain(Chain chain, BigDecimal last, RexBuilder builder) {
        boolean numbered = chain.projections().stream().anyMatch(this::reads)
                || others.stream().anyMatch(this::reads);
        BigDecimal most = BigDecimal.valueOf(TopNNode.UNLIMITED - 1);
        long limit = last.max(BigDecimal.ZERO).min(most).longValueExact();
        long offset = above.min(BigDecimal.valueOf(limit)).longValueExact();
        Closing closing = OrderTimes.ofFirst(input, over.partition(), over.order());
        TopNNode node = new TopNNode(
                over.input(),
                over.partition(),
                over.order(),
                ranking,
                offset,
                limit,
                numbered,
                input.properties().appendOnly(),
                numbered ? over.types() : over.input().types(),
                forgets ? closing : null);
        Properties properties = new Properties(
                key(limit - offset, numbered),
                false,
                input.properties().colocated(),
                OrderTimes.frontiers(input, over.partition(), closing));
        Lowered top =
                new Lowered(node, chain.base().names().subList(0, node.types().size()), properties);
        return new Chain(
                top,
                chain.window(),
                others.isEmpty() ? null : RexUtil.composeConjunction(builder, others),
                chain.projections(),
                chain.names());
    }

    private @Nullable List<Integer> key(long rows, boolean numbered) {
        if (ranking == Ranking.ROW_NUMBER && rows <= 1) {
            return over.partition();
        }
        List<Integer> key = input.properties().key();
        if (key != null || !numbered || ranking != Ranking.ROW_NUMBER) {
            return key;
        }
        List<Integer> withNumber = new ArrayList<>(over.partition());
        withNumber.add(number);
        return withNumber;
    }

    private boolean reads(RexNode expression) {
        return RexUtil.containsInputRef(expression)
                && RelOptUtil.InputFinder.bits(expression).get(number);
    }
}
