package io.millrace.planner.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.TestCatalog;
import io.millrace.planner.parse.Parser;
import io.millrace.planner.parse.Statement;
import io.millrace.planner.validate.Analysis;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.junit.jupiter.api.Test;

class PhasesTest {
    @Test
    void aPhaseThatThrowsFailsTheStatementAndNamesItself() {
        Phase broken = Phase.needed("break things", plan -> {
            throw new IllegalArgumentException("no");
        });
        Phase never = Phase.optional("never reached", plan -> plan);

        EngineException e =
                catchThrowableOfType(EngineException.class, () -> Phases.run(plan(), List.of(broken, never)));

        assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(e.text()).contains("step 'break things' failed: no");
    }

    @Test
    void stagesShowThePlanBeforeAndAfterEachPhase() {
        List<Phases.Stage> stages = Phases.run(plan(), List.of(Phase.optional("first", plan -> plan)));

        assertThat(stages).extracting(Phases.Stage::name).containsExactly("as written", "first");
    }

    private static RelNode plan() {
        Statement.Query query =
                (Statement.Query) new Parser().parse("SELECT url FROM clicks").statement();
        return new Analysis(new TestCatalog()).check(query.query(), true).relation();
    }
}
