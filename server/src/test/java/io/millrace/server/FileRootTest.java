package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files the tables of a server may read, as users and operators see it. */
class FileRootTest {
    @TempDir
    private Path directory;

    @Test
    void aTableOutsideOfTheRootsIsRefusedAtItsPath() throws Exception {
        Path root = Files.createDirectories(directory.resolve("root"));
        Path inside = Files.writeString(root.resolve("a.csv"), "1\n2\n");
        Path outside = Files.writeString(directory.resolve("b.csv"), "1\n");
        Files.createSymbolicLink(root.resolve("link.csv"), outside);
        ServerOptions options = ServerOptions.parse(
                List.of("--data", root.resolve("data").toString(), "--port", "0", "--file-root", root.toString()));
        try (Server server = Server.start(options);
                Connection connection =
                        DriverManager.getConnection("jdbc:millrace://127.0.0.1:" + server.port() + "/");
                Statement statement = connection.createStatement()) {
            statement.execute(table("good", inside));
            try (var rows = statement.executeQuery("SELECT SUM(id) FROM good")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(3);
            }
            for (Path path : List.of(
                    outside,
                    root.resolve("link.csv"),
                    root.resolve("../b.csv"),
                    root.resolve("data"),
                    Path.of("/etc"))) {
                assertThatThrownBy(() -> statement.execute(table("bad", path)))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("line 1:")
                        .hasMessageContaining("--file-root DIR")
                        .hasMessageContaining(root.toString())
                        .hasMessageContaining("SQLSTATE 22023");
            }
        }
    }

    @Test
    void theRootsAreTheWorkingDirectoryUnlessOthersAreGiven() throws Exception {
        assertThat(ServerOptions.parse(List.of()).fileRoots())
                .containsExactly(Path.of("").toAbsolutePath());
        assertThat(ServerOptions.parse(List.of("--file-root", "/a", "--file-root", "/b"))
                        .fileRoots())
                .containsExactly(Path.of("/a"), Path.of("/b"));
        Path config = Files.writeString(directory.resolve("server.properties"), "file.roots = /c, /d\n");
        assertThat(ServerOptions.parse(List.of("--config", config.toString())).fileRoots())
                .containsExactly(Path.of("/c"), Path.of("/d"));
    }

    private static String table(String name, Path path) {
        return "CREATE TABLE " + name + " (id INT) WITH ('connector' = 'file', 'format' = 'csv', 'path' = '" + path
                + "')";
    }
}
