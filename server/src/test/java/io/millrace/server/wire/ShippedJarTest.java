package io.millrace.server.wire;

import static io.millrace.server.wire.TestSessions.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The driver as users get it: one jar and a Java program beside it. Builds that stop before packaging have no such jar,
 * and skip these tests.
 */
@Timeout(120)
class ShippedJarTest {
    private static final String PROGRAM = """
            import java.sql.Connection;
            import java.sql.DriverManager;
            import java.sql.PreparedStatement;
            import java.sql.ResultSet;
            import java.sql.SQLException;
            import java.sql.Statement;

            public class Program {
                public static void main(String[] args) throws SQLException {
                    try (Connection connection = DriverManager.getConnection(args[0]);
                            Statement statement = connection.createStatement();
                            ResultSet rows = statement.executeQuery("SELECT * FROM t")) {
                        while (rows.next()) System.out.println(rows.getInt("id") + " " + rows.getString("name"));
                        try {
                            statement.executeQuery("SELECT * FROM nothing");
                        } catch (SQLException error) {
                            System.out.println(error.getSQLState() + " " + error.getMessage());
                        }
                        PreparedStatement prepared = connection.prepareStatement("SELECT * FROM t");
                        prepared.executeQuery().next();
                        ResultSet tables = connection.getMetaData().getPrimaryKeys(null, null, "t");
                        System.out.println(tables.next() + " " + connection.getMetaData().getDriverVersion());
                    }
                    System.out.println(DriverManager.drivers().count() + " driver");
                }
            }
            """;

    private Path jar;

    @BeforeEach
    void find() throws Exception {
        Path target = Path.of("..", "jdbc-driver", "target");
        List<Path> jars = new ArrayList<>();
        if (Files.isDirectory(target)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(target, "millrace-jdbc-*.jar")) {
                found.forEach(jars::add);
            }
        }
        assumeTrue(!jars.isEmpty(), "the driver was not packaged in this build");
        jar = jars.get(0);
    }

    @Test
    void aPlainProgramWithNothingButTheJarConnectsAndReads(@TempDir Path directory) throws Exception {
        Path program = Files.writeString(directory.resolve("Program.java"), PROGRAM);
        try (DriverFixture fixture = new DriverFixture()) {
            fixture.sessions.query("SELECT * FROM t", DriverFixture.ID_AND_NAME, row(1L, "one"), row(2L, null));
            File output = directory.resolve("output").toFile();

            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            jar.toAbsolutePath().toString(),
                            program.toString(),
                            fixture.url())
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            int exit = process.waitFor();
            String version = jar.getFileName().toString().replaceAll("millrace-jdbc-|\\.jar", "");

            assertThat(Files.readString(output.toPath())).isEqualTo("""
                            1 one
                            2 null
                            42P01 line 1:15: Table 'nothing' not found. Did you mean 'k'?\
                             [TABLE_NOT_FOUND 1003, SQLSTATE 42P01]
                            false %s
                            1 driver
                            """.formatted(version));
            assertThat(exit).isZero();
        }
    }

    @Test
    void theJarHoldsNothingThatCouldMeetALibraryOfItsUser() throws Exception {
        List<String> strangers = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            Enumeration<JarEntry> entries = file.entries();
            while (entries.hasMoreElements()) {
                String name = entries.nextElement().getName();
                if (name.endsWith(".class") && !name.startsWith("io/millrace/jdbc/")) {
                    strangers.add(name);
                }
            }
        }
        assertThat(strangers).isEmpty();
        assertThat(Files.size(jar)).isLessThan(6_000_000);
    }
}
