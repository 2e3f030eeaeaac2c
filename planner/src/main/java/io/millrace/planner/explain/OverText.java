package io.millrace.planner.explain;

import io.millrace.executor.plan.OverCall;
import io.millrace.executor.plan.OverFrame;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Functions of an OVER as text. */
final class OverText {
    private OverText() {}

    static String of(OverCall call) {
        if (call instanceof OverCall.Numbered number) {
            return number.numbering() + (number.tiles() > 0 ? "(" + number.tiles() + ")" : "");
        }
        if (call instanceof OverCall.Shift shift) {
            return (shift.offset() < 0 ? "LAG(" : "LEAD(") + shift.argument() + ", " + Math.abs(shift.offset())
                    + (shift.otherwise() < 0 ? "" : ", " + shift.otherwise()) + ")" + nulls(shift.ignoreNulls());
        }
        if (call instanceof OverCall.Value value) {
            return "VALUE(" + value.argument() + ", " + value.place() + ")" + nulls(value.ignoreNulls()) + " "
                    + frame(value.frame());
        }
        OverCall.Aggregated aggregated = (OverCall.Aggregated) call;
        return CircuitText.call(aggregated.aggregate()) + " " + frame(aggregated.frame());
    }

    private static String nulls(boolean ignored) {
        return ignored ? " IGNORE NULLS" : "";
    }

    private static String frame(OverFrame frame) {
        String excluded = frame.exclusion() == OverFrame.Exclusion.NOTHING
                ? ""
                : " without "
                        + frame.exclusion().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return frame.unit().name().toLowerCase(Locale.ROOT) + " " + bound(frame.start()) + " to " + bound(frame.end())
                + excluded;
    }

    private static String bound(@Nullable BigDecimal offset) {
        return offset == null ? "unbounded" : offset.toPlainString();
    }
}
