package io.millrace.connectors.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Below which directories the tables of connector {@code file} may read. Whoever may connect may create tables, so a server
 * confines them; an engine inside of an application may read what the application may. Symbolic links are followed before a path is
 * judged, each time a file is opened. Immutable.
 */
public final class FileRoots {
    /** Every file that the process can read. */
    public static final FileRoots UNCONFINED = new FileRoots(false, List.of(), List.of());

    private final boolean confined;
    private final List<Path> roots;
    private final List<Path> excluded;

    private FileRoots(boolean confined, List<Path> roots, List<Path> excluded) {
        this.confined = confined;
        this.roots = roots.stream().map(FileRoots::plain).toList();
        this.excluded = excluded.stream().map(FileRoots::plain).toList();
    }

    /** Only what is below some directories; nothing if there are none. */
    public static FileRoots of(List<Path> roots) {
        return new FileRoots(true, roots, List.of());
    }

    /** The same without what is below a directory, such as that of the server's own files. */
    public FileRoots without(Path directory) {
        return new FileRoots(confined, roots, List.of(directory));
    }

    /** Where to read a path, with all symbolic links followed; empty if it is not below a root. */
    Optional<Path> admitted(Path path) throws IOException {
        Path plain = plain(path);
        if (!confined && excluded.isEmpty()) {
            return Optional.of(plain);
        }
        // As it is written first, so that nothing outside of the roots is even looked at.
        if (!isBelow(plain, roots) && !isBelow(plain, real(roots)) && confined) {
            return Optional.empty();
        }
        if (!plain.toFile().exists()) {
            return Optional.of(plain);
        }
        Path real = plain.toRealPath();
        boolean inside = !confined || isBelow(real, real(roots));
        return inside && !isBelow(real, real(excluded)) ? Optional.of(real) : Optional.empty();
    }

    /** The roots for a message. */
    String description() {
        return roots.isEmpty()
                ? "no files at all"
                : "files below " + roots.stream().map(Path::toString).collect(Collectors.joining(" and ")) + " only";
    }

    private static boolean isBelow(Path path, List<Path> directories) {
        return directories.stream().anyMatch(path::startsWith);
    }

    private static List<Path> real(List<Path> paths) throws IOException {
        java.util.ArrayList<Path> real = new java.util.ArrayList<>();
        for (Path path : paths) {
            real.add(path.toFile().exists() ? path.toRealPath() : path);
        }
        return real;
    }

    private static Path plain(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
