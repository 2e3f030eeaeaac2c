package io.millrace.planner.explain;

import io.millrace.planner.rewrite.Phases;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;

/** A logical plan as text, as it is before and after each phase; a phase that changed nothing is named only. */
public final class PlanText {
    private PlanText() {}

    /** The stages in order, each under its name. */
    public static String of(List<Phases.Stage> stages) {
        StringBuilder text = new StringBuilder();
        String before = "";
        for (Phases.Stage stage : stages) {
            String plan = RelOptUtil.toString(stage.plan())
                    .replaceAll("(?m)^( *)Logical", "$1")
                    .replace("_UTF-8'", "'")
                    .replace(" CHARACTER SET \"UTF-8\"", "");
            text.append("-- ").append(stage.name());
            text.append(plan.equals(before) ? ": no change\n" : "\n" + plan);
            before = plan;
        }
        return text.toString();
    }
}
