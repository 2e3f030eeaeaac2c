package io.millrace.executor.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelCompilerTest {
    private static final KernelContext NO_FAILURES = (code, site, detail, input, row) -> {
        throw new AssertionError(detail);
    };

    /** Notes the names that are not there. */
    private static final class NotingLoader extends ClassLoader {
        private final List<String> missing = new ArrayList<>();

        NotingLoader() {
            super(KernelCompilerTest.class.getClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            missing.add(name);
            throw new ClassNotFoundException(name);
        }
    }

    @Test
    void whatIsNoClassIsLookedForOnce() {
        NotingLoader loader = new NotingLoader();
        KernelCompiler compiler = new KernelCompiler(loader, 10);

        compiler.instantiate(source("First"), NO_FAILURES);
        assertThat(loader.missing).contains("io.millrace.generated.Object").doesNotHaveDuplicates();
        int once = loader.missing.size();
        compiler.instantiate(source("Second"), NO_FAILURES);

        assertThat(loader.missing.subList(once, loader.missing.size()))
                .doesNotContainAnyElementsOf(loader.missing.subList(0, once))
                .allMatch(name -> name.contains("Second"));
    }

    private static KernelSource source(String name) {
        String code = """
                package io.millrace.generated;
                public final class %1$s implements io.millrace.executor.kernel.Kernel {
                  public %1$s(Object[] constants, io.millrace.executor.kernel.KernelContext context,
                      io.millrace.executor.kernel.FailureSite[] sites) {}
                  public void run(io.millrace.executor.column.Batch in, io.millrace.executor.column.Batch out) {
                    out.appendAll(in);
                  }
                }
                """;
        return new KernelSource("io.millrace.generated." + name, code.formatted(name), List.of(), List.of());
    }
}
