package io.millrace.connectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No path leads out of the directories that tables may read. */
class FileRootsTest {
    @TempDir
    private Path directory;

    private Path root;
    private Path secret;

    @BeforeEach
    void files() throws IOException {
        root = Files.createDirectories(directory.resolve("root"));
        secret = Files.writeString(
                Files.createDirectories(directory.resolve("rooted")).resolve("secret.csv"), "x");
        Files.writeString(root.resolve("a.csv"), "a");
    }

    @Test
    void filesBelowARootAreAdmitted() throws IOException {
        FileRoots roots = FileRoots.of(List.of(root));

        assertThat(roots.admitted(root.resolve("a.csv")))
                .contains(root.resolve("a.csv").toRealPath());
        assertThat(roots.admitted(root)).isPresent();
        assertThat(roots.admitted(root.resolve("../root/a.csv"))).isPresent();
        assertThat(roots.admitted(root.resolve("not-there.csv"))).isPresent();
    }

    @Test
    void nothingElseIs() throws IOException {
        FileRoots roots = FileRoots.of(List.of(root));

        assertThat(roots.admitted(secret)).isEmpty();
        assertThat(roots.admitted(directory.resolve("not-there.csv"))).isEmpty();
        assertThat(roots.admitted(root.resolve("../rooted/secret.csv"))).isEmpty();
        assertThat(FileRoots.of(List.of()).admitted(root.resolve("a.csv"))).isEmpty();
    }

    @Test
    void noLinkLeadsOut() throws IOException {
        Path file = Files.createSymbolicLink(root.resolve("link.csv"), secret);
        Path folder = Files.createSymbolicLink(root.resolve("folder"), secret.getParent());
        Path inside = Files.createSymbolicLink(root.resolve("inside.csv"), root.resolve("a.csv"));
        FileRoots roots = FileRoots.of(List.of(root));

        assertThat(roots.admitted(file)).isEmpty();
        assertThat(roots.admitted(folder)).isEmpty();
        assertThat(roots.admitted(folder.resolve("secret.csv"))).isEmpty();
        assertThat(roots.admitted(inside)).contains(root.resolve("a.csv").toRealPath());
    }

    @Test
    void aRootMayItselfBeALink() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), root);

        assertThat(FileRoots.of(List.of(link)).admitted(link.resolve("a.csv"))).isPresent();
        assertThat(FileRoots.of(List.of(link)).admitted(root.resolve("a.csv"))).isPresent();
    }

    @Test
    void theServersOwnFilesAreNotAdmitted() throws IOException {
        Path own = Files.createDirectories(root.resolve("data"));
        Files.writeString(own.resolve("catalog.csv"), "x");
        Files.createSymbolicLink(root.resolve("to-own"), own);
        FileRoots roots = FileRoots.of(List.of(root)).without(own);

        assertThat(roots.admitted(own.resolve("catalog.csv"))).isEmpty();
        assertThat(roots.admitted(root.resolve("to-own").resolve("catalog.csv")))
                .isEmpty();
        assertThat(roots.admitted(root.resolve("a.csv"))).isPresent();
    }
}
