package io.millrace.planner.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The first statements of a server, planned at the same time. Calcite's {@code RelDataTypeSystem} and {@code RelDataTypeSystemImpl}
 * initialise each other: two threads that begin with one each wait for each other for ever. A server hung so at its start.
 */
class ClassInitializationTest {
    private static final int TIMES = 25;

    @Test
    void twoThreadsThatBeginToPlanDoNotWaitForEachOther() throws Exception {
        URL[] classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(ClassInitializationTest::url)
                .toArray(URL[]::new);
        for (int time = 0; time < TIMES; time++) {
            // A loader of its own has classes that nobody has initialised yet.
            try (URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
                Class<?> deepStack = Class.forName("io.millrace.planner.parse.DeepStack", false, loader);
                CyclicBarrier start = new CyclicBarrier(2);
                List<Thread> threads = List.of(
                        planning(deepStack, start, "org.apache.calcite.rel.type.RelDataTypeSystem"),
                        planning(deepStack, start, "org.apache.calcite.rel.type.RelDataTypeSystemImpl"));
                threads.forEach(Thread::start);
                for (Thread thread : threads) {
                    thread.join(TimeUnit.SECONDS.toMillis(30));
                    assertThat(thread.isAlive())
                            .as("waits for ever, time %d", time)
                            .isFalse();
                }
            }
        }
    }

    private static Thread planning(Class<?> deepStack, CyclicBarrier start, String first) {
        Thread thread = new Thread(() -> {
            try {
                Callable<Object> step = () -> {
                    start.await();
                    return Class.forName(first, true, deepStack.getClassLoader());
                };
                deepStack.getMethod("call", Callable.class).invoke(null, step);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.setDaemon(true);
        return thread;
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }
}
