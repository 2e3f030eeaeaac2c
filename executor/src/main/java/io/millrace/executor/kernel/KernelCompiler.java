package io.millrace.executor.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.lang.reflect.Constructor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.SimpleCompiler;

/**
 * Compiles generated sources with Janino and keeps the classes, the least recently used ones going first. Thread-safe;
 * a class costs 5 to 25 ms to compile and about 20 KiB to keep.
 */
public final class KernelCompiler {
    static {
        // It asserts that variables of different types never share a place, though they may once they are out of scope;
        // the
        // classes it makes of that pass the JVM's verifier.
        SimpleCompiler.class.getClassLoader().setPackageAssertionStatus("org.codehaus.janino", false);
    }

    private final ClassLoader parent;
    private final Map<String, Constructor<?>> compiled;

    /** Keeps at most {@code maxClasses}; the code may use what {@code parent} can load. */
    public KernelCompiler(ClassLoader parent, int maxClasses) {
        this.parent = new RememberingClassLoader(parent);
        this.compiled = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Constructor<?>> eldest) {
                return size() > maxClasses;
            }
        };
    }

    /** A new instance of the kernel for one owner. */
    public Kernel instantiate(KernelSource source, KernelContext context) {
        try {
            return (Kernel) constructor(source)
                    .newInstance(
                            constants(source, context), context, source.sites().toArray(new FailureSite[0]));
        } catch (ReflectiveOperationException e) {
            throw new EngineException(ErrorCode.INTERNAL_ERROR, null, "A generated kernel could not be created", e);
        }
    }

    private static Object[] constants(KernelSource source, KernelContext context) {
        Object[] constants = source.constants().toArray();
        for (int i = 0; i < constants.length; i++) {
            if (constants[i] instanceof KernelParameter parameter) {
                constants[i] = parameter.constant(context);
            }
        }
        return constants;
    }

    /** How many classes are kept now. */
    public synchronized int size() {
        return compiled.size();
    }

    private synchronized Constructor<?> constructor(KernelSource source) {
        Constructor<?> known = compiled.get(source.source());
        if (known == null) {
            known = compile(source);
            compiled.put(source.source(), known);
        }
        return known;
    }

    private Constructor<?> compile(KernelSource source) {
        SimpleCompiler compiler = new SimpleCompiler();
        compiler.setParentClassLoader(parent);
        compiler.setSourceVersion(8);
        compiler.setTargetVersion(8);
        try {
            compiler.cook(source.source());
            return compiler.getClassLoader()
                    .loadClass(source.className())
                    .getConstructor(Object[].class, KernelContext.class, FailureSite[].class);
        } catch (CompileException | ReflectiveOperationException e) {
            throw new EngineException(
                    ErrorCode.INTERNAL_ERROR,
                    null,
                    "A generated kernel does not compile: " + e.getMessage() + "\n" + source.source(),
                    e);
        }
    }
}
