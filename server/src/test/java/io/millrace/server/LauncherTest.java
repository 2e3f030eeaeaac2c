package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher's own decisions: what it says, which Java it takes, when it builds and how. It runs in a copy of the
 * project's outline, with a Java and a Maven that only note how they were called.
 */
class LauncherTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> TOOLS = List.of(
            "bash",
            "cat",
            "dirname",
            "env",
            "find",
            "flock",
            "grep",
            "head",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "tee",
            "touch");

    @TempDir
    Path directory;

    private Path project;
    private Path tools;

    /** What a run printed and how it ended. */
    private record Run(int exitCode, String output, String errors) {}

    @BeforeEach
    void outlineOfTheProject() throws IOException {
        project = Files.createDirectory(directory.resolve("a project"));
        tools = Files.createDirectory(directory.resolve("tools"));
        Files.copy(PROJECT.resolve("millrace"), project.resolve("millrace"));
        Files.setPosixFilePermissions(
                project.resolve("millrace"), Files.getPosixFilePermissions(PROJECT.resolve("millrace")));
        Files.writeString(project.resolve("pom.xml"), """
                <project>
                  <version>0.1.0</version>
                  <modules>
                    <module>executor</module>
                    <module>server</module>
                    <module>benchmarks</module>
                  </modules>
                </project>
                """);
        for (String module : List.of("executor", "server", "benchmarks")) {
            Files.createDirectories(project.resolve(module).resolve("src/main/java"));
            Files.writeString(project.resolve(module).resolve("pom.xml"), "<project/>");
        }
        for (String tool : TOOLS) {
            for (String place : System.getenv("PATH").split(":")) {
                Path file = Path.of(place, tool);
                if (Files.isExecutable(file)) {
                    script(tools.resolve(tool), "exec " + file + " \"$@\"");
                    break;
                }
            }
        }
    }

    @Test
    void helpNamesEveryCommandAndEveryCommandHasHelp() throws Exception {
        Run help = run("help");

        assertThat(help.exitCode()).isZero();
        for (String command : List.of("demo", "server", "sql", "version", "help")) {
            assertThat(help.output()).contains("\n  " + command + " ");
            assertThat(run("help", command).output()).startsWith("usage: millrace ");
        }
        for (String command : List.of("demo", "server", "sql", "version")) {
            assertThat(run(command, "--help")).isEqualTo(run("help", command));
        }
    }

    @Test
    void versionIsThatOfTheProject() throws Exception {
        assertThat(run("version")).isEqualTo(new Run(0, "millrace 0.1.0\n", ""));
    }

    @Test
    void unknownCommandsAndOptionsEndWithTwo() throws Exception {
        assertThat(run("serve"))
                .isEqualTo(new Run(2, "", "millrace: There is no command 'serve'. See: millrace help\n"));
        assertThat(run().exitCode()).isEqualTo(2);
    }

    @Test
    void withoutJavaItSaysWhatToInstall() throws Exception {
        Run run = run("server");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errors()).startsWith("millrace: Java was not found").contains("17");
    }

    @Test
    void anOldJavaIsRefusedByItsVersion() throws Exception {
        Run run = run(Map.of("JAVA_HOME", java("1.8.0_392").toString()), List.of("server"));

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errors()).contains("JAVA_HOME").contains("is version 8; 17 or newer is needed");
    }

    @Test
    void withoutMavenItSaysWhatToInstallUnlessNothingIsToBeBuilt() throws Exception {
        Map<String, String> environment = Map.of("JAVA_HOME", java("17.0.1").toString());

        Run run = run(environment, List.of("server"));
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errors()).startsWith("millrace: Maven was not found").contains("aven");

        maven("BUILD SUCCESS");
        assertThat(run(environment, List.of("server")).exitCode()).isZero();
        Files.delete(tools.resolve("mvn"));
        assertThat(run(environment, List.of("server")).exitCode()).isZero();
    }

    @Test
    void itBuildsOnceAndAgainWhenASourceOfTheServerChanges() throws Exception {
        Map<String, String> environment = Map.of("JAVA_HOME", java("21").toString());
        maven("BUILD SUCCESS");

        Run first = run(environment, List.of("server", "--port", "0"));
        assertThat(first.errors()).isEqualTo("millrace: building ...\n");
        assertThat(first.output())
                .isEqualTo("-cp " + project + "/server/target/server-0.1.0.jar:" + project
                        + "/server/target/lib/* io.millrace.server.Main server --port 0\n");
        assertThat(builds()).containsExactly("--offline");

        change("benchmarks/src/main/java/Benchmark.java");
        assertThat(run(environment, List.of("server")).errors()).isEmpty();
        assertThat(builds()).hasSize(1);

        change("executor/src/main/java/Operator.java");
        assertThat(run(environment, List.of("server")).exitCode()).isZero();
        assertThat(builds()).hasSize(2);
    }

    @Test
    void whatIsNotThereOfflineIsFetched() throws Exception {
        Map<String, String> environment = Map.of("JAVA_HOME", java("17").toString());
        maven("Cannot access central in offline mode");

        Run run = run(environment, List.of("server"));

        assertThat(builds()).containsExactly("--offline", "online");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.errors()).contains("The build failed").contains("launcher-build.log");
    }

    @Test
    void aBuildThatFailsShowsItsErrorsAndIsNotTakenForDone() throws Exception {
        Map<String, String> environment = Map.of("JAVA_HOME", java("17").toString());
        maven("nothing\n[ERROR] Operator.java:[3,7] ';' expected");

        for (int attempt = 1; attempt <= 2; attempt++) {
            Run run = run(environment, List.of("demo"));
            assertThat(run.exitCode()).isEqualTo(4);
            assertThat(run.errors()).contains("[ERROR] Operator.java:[3,7] ';' expected");
        }
        assertThat(builds()).containsExactly("--offline", "--offline");
    }

    @Test
    void itWorksThroughASymbolicLinkFromAnotherDirectory() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("mr"), Path.of("a project/millrace"));

        assertThat(run(link, Map.of(), List.of("version")).output()).isEqualTo("millrace 0.1.0\n");
    }

    @Test
    void sqlHandsStatementsToTheShellAsTheyAre() throws Exception {
        Map<String, String> environment = Map.of(
                "JAVA_HOME", java("17").toString(), "MILLRACE_CLASS_PATH", "x.jar", "MILLRACE_JAVA_OPTS", "-Xmx1g -ea");

        assertThat(run(environment, List.of("sql", "-e", "SELECT '*'  ;", "--url", "jdbc:millrace://h:1/"))
                        .output())
                .isEqualTo("-cp x.jar -Xmx1g -ea io.millrace.server.shell.Shell --plain -e SELECT '*'  ;"
                        + " --url jdbc:millrace://h:1/\n");
    }

    @Test
    void theDemoIsToldThatThereIsNoTerminal() throws Exception {
        Map<String, String> environment = Map.of("JAVA_HOME", java("17").toString(), "MILLRACE_CLASS_PATH", "x.jar");

        assertThat(run(environment, List.of("demo", "--seconds", "5")).output())
                .isEqualTo("-cp x.jar io.millrace.server.demo.Demo --plain --seconds 5\n");
    }

    private Run run(String... arguments) throws Exception {
        return run(Map.of(), List.of(arguments));
    }

    private Run run(Map<String, String> environment, List<String> arguments) throws Exception {
        return run(project.resolve("millrace"), environment, arguments);
    }

    private Run run(Path launcher, Map<String, String> environment, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(arguments);
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment().putAll(new TreeMap<>(environment));
        builder.environment().put("PATH", tools.toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        return new Run(process.exitValue(), Files.readString(output), Files.readString(errors));
    }

    /** A Java of that version, which prints its arguments. */
    private Path java(String version) throws IOException {
        Path home = Files.createDirectories(directory.resolve("java " + version));
        Files.createDirectory(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), "echo \"$@\"");
        script(home.resolve("bin/javac"), "exit 1");
        return home;
    }

    /** A Maven that notes whether it was called offline, and prints that. */
    private void maven(String says) throws IOException {
        script(
                tools.resolve("mvn"),
                "if [[ $* == *--offline* ]]; then echo --offline; else echo online; fi >>'" + directory
                        + "/builds'\ncat <<'END'\n[INFO] " + says + "\nEND\n[[ '" + says + "' == *SUCCESS* ]]");
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(directory.resolve("builds"));
    }

    /** Writes a file whose time is after the last build, whatever the clock's grain. */
    private void change(String file) throws IOException {
        Path changed = Files.writeString(project.resolve(file), "changed");
        FileTime later = FileTime.from(Instant.now().plusSeconds(5));
        Files.setLastModifiedTime(changed, later);
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
