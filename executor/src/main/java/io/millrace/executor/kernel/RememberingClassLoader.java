package io.millrace.executor.kernel;

import java.io.Serial;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Loads what its parent can, and remembers what that cannot: for each name with dots the compiler asks whether its parts are classes, and
 * to find nothing in all jars of a class path costs more than all else it does. Thread-safe; classes do not come later. Some kilobytes.
 */
final class RememberingClassLoader extends ClassLoader {
    /** A name that was not found. */
    private static final class Unknown extends ClassNotFoundException {
        @Serial
        private static final long serialVersionUID = 1;

        Unknown(String name) {
            super(name);
        }

        /** It is expected, and nobody looks at it. */
        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /** Beyond it, no more names are remembered. */
    private static final int MOST_NAMES = 10_000;

    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    RememberingClassLoader(ClassLoader parent) {
        super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (unknown.contains(name)) {
            throw new Unknown(name);
        }
        try {
            return getParent().loadClass(name);
        } catch (ClassNotFoundException e) {
            if (unknown.size() < MOST_NAMES) {
                unknown.add(name);
            }
            throw e;
        }
    }
}
