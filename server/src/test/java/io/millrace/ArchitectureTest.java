package io.millrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom: section 2 of docs/architecture.md. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace");

    @Test
    void theExecutorKnowsTheJdkJaninoAndAnnotationsOnly() {
        classes()
                .that()
                .resideInAPackage("io.millrace.executor..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.millrace.executor..", "java..", "org.codehaus..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void functionsKnowTheExecutorAndCalcite() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.functions..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.planner..",
                        "io.millrace.connectors..",
                        "io.millrace.server..",
                        "io.millrace.jdbc..",
                        "org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void thePlannerKnowsNeitherConnectorsNorTheServer() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.planner..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.connectors..", "io.millrace.server..", "io.millrace.jdbc..", "org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void thePlannerKnowsOfTheExecutorWhatPlansAreMadeOf() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.planner..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.executor.operator..",
                        "io.millrace.executor.state..",
                        "io.millrace.executor.circuit..")
                .check(CLASSES);
    }

    @Test
    void connectorsKnowTheExecutorOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.connectors..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.planner..",
                        "io.millrace.functions..",
                        "io.millrace.server..",
                        "io.millrace.jdbc..",
                        "org.apache.calcite..")
                .check(CLASSES);
    }

    @Test
    void theDriverKnowsNoneOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.jdbc..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.executor..",
                        "io.millrace.planner..",
                        "io.millrace.functions..",
                        "io.millrace.connectors..",
                        "io.millrace.server..")
                .check(CLASSES);
    }

    @Test
    void operatorsAndStateTouchNoThreadsClocksOrFiles() {
        noClasses()
                .that()
                .resideInAnyPackage("io.millrace.executor.operator..", "io.millrace.executor.state..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.time..", "java.io..", "java.nio.file..", "java.util.logging..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(CLASSES);
    }

    @Test
    void operatorsAreMadeByTheirFactory() {
        classes()
                .that()
                .implement(io.millrace.executor.operator.Operator.class)
                .and()
                .haveSimpleNameEndingWith("Operator")
                .should()
                .bePackagePrivate()
                .check(CLASSES);
    }

    @Test
    void thePartsOfACircuitDoNotKnowTheWhole() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.executor.circuit.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.millrace.executor.circuit")
                .check(CLASSES);
        slices().matching("io.millrace.executor.circuit.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.millrace.(*).(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
